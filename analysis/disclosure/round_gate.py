"""The gate for a whole round: every table, then whatever one table tells of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from analysis.disclosure.earlier import ShownRelease
from analysis.disclosure.histogram_gate import why_no_histogram
from analysis.disclosure.linked_gate import LinkedBlocks
from analysis.disclosure.look_back import LookBack, Passed, histograms_of, shown_of_round
from analysis.disclosure.question_gate import GatedBlock, QuestionRule, gate_question, hide_question
from analysis.disclosure.rate_gate import gate_rates
from analysis.disclosure.release_log import log_of_questions
from analysis.disclosure.theme_gate import gate_themes, hide_themes
from analysis.disclosure.wording import WHOLE, WHY
from analysis.figures import Figures
from analysis.report import (
    CrossTable,
    QuestionBlock,
    RateTable,
    ResponseRate,
    SectionBlock,
    Share,
    SuppressionEntry,
    ThemeTable,
    Unit,
)
from analysis.routing import deciding_questions


@dataclass(frozen=True, slots=True, kw_only=True)
class GatedRound:
    """The figures of a round as they may be shown, and a line for each thing that is hidden.

    ``shown`` is what the ledger keeps for later releases.
    """

    responses: int | None
    rate: ResponseRate
    breakdowns: tuple[RateTable, ...]
    sections: tuple[SectionBlock, ...]
    themes: ThemeTable | None
    suppressions: tuple[SuppressionEntry, ...] = ()
    cross_tables: tuple[CrossTable, ...] = ()
    shown: ShownRelease = field(default_factory=dict)


def pass_round(figures: Figures) -> GatedRound:
    """All figures as they are."""
    from analysis.disclosure.cross_gate import pass_cross  # loads what tests whether groups differ

    return GatedRound(
        responses=figures.responses,
        rate=figures.response_rate,
        breakdowns=figures.breakdowns,
        sections=figures.sections,
        themes=figures.themes,
        cross_tables=pass_cross(figures),
        shown=shown_of_round(
            figures, Passed(hidden={}, rates=figures.breakdowns, histograms=histograms_of(figures.sections))
        ),
    )


def gate_round(
    figures: Figures, threshold: int, *, blanks_protected: bool = True, earlier: Sequence[ShownRelease] = ()
) -> GatedRound:
    """Hide what the policy hides of a round.

    Parameters
    ----------
    figures : Figures
        Unsuppressed.
    threshold : int
        Counts of people or cases from 1 to this are hidden; 0 hides nothing.
    blanks_protected : bool, default True
        Whether few who left a question blank are a small count like any other.
    earlier : sequence of ShownRelease
        What earlier releases of the round showed, the oldest first.
    """
    if threshold == 0:
        return pass_round(figures)
    if _is_protected(figures.unit) and 1 <= figures.responses <= threshold:
        return _hide_round(figures, threshold)
    gate = _RoundGate(figures, threshold, blanks_protected=blanks_protected, earlier=earlier)
    gate.run()
    return gate.result()


def _is_protected(unit: Unit) -> bool:
    """Counts of people and of cases are protected; organisations answer for themselves."""
    return unit != "organisations"


def _hide_round(figures: Figures, threshold: int) -> GatedRound:
    """A round that so few have answered that nothing of it is shown."""
    sentence = f"fewer than {threshold + 1} have answered, so no figures are shown"
    sections = tuple(
        replace(
            section,
            entries=None,
            responses_with_entries=None,
            questions=tuple(hide_question(block).block for block in section.questions),
            mark="c",
            notes=(WHOLE,),
        )
        for section in figures.sections
    )
    return GatedRound(
        responses=None,
        rate=replace(figures.response_rate, answered=None, rate=None, at_most=False, sentence=sentence, mark="c"),
        breakdowns=(),
        sections=sections,
        themes=hide_themes(figures.themes) if figures.themes is not None else None,
        suppressions=(SuppressionEntry(place="The whole round", what="all figures", why=WHY),),
    )


class _RoundGate:
    """The steps of the gate, in their order, over one round."""

    def __init__(
        self, figures: Figures, threshold: int, *, blanks_protected: bool, earlier: Sequence[ShownRelease]
    ) -> None:
        self.figures = figures
        self.threshold = threshold
        self.blanks_protected = blanks_protected
        self.deciding = deciding_questions(figures.routes)
        self.look_back = LookBack(earlier=earlier, threshold=threshold)
        self.is_protected = _is_protected(figures.unit)
        self.rates_hidden = self.is_protected and self._few_are_silent()
        self.breakdowns = figures.breakdowns
        self.themes = figures.themes
        self.cross_tables: tuple[CrossTable, ...] = ()
        self.log: list[SuppressionEntry] = []
        self.blocks = LinkedBlocks(
            gated={},
            original={block.name: block for section in figures.sections for block in section.questions},
            routes=figures.routes,
            repeats={s.name: [block.name for block in s.questions] for s in figures.sections if s.is_repeat},
            hidden_repeats=set(),
        )
        self.owners_hidden: set[str] = set()
        self.seen_to: set[str] = set()  # hidden questions of which nobody can tell any more how many were asked

    def run(self) -> None:
        """Gate every table by itself, then what is linked."""
        for section in self.figures.sections:
            self._gate_section(section)
        self.blocks.hide_linked(self.threshold)
        if self.is_protected:
            self._gate_consent()
            self._gate_breakdowns()
            self.blocks.hide_linked(self.threshold)
        while self._hide_what_counts_the_asked():
            self.blocks.hide_linked(self.threshold)
        self._gate_themes()
        if self.figures.cross:
            self._gate_cross()

    def _gate_cross(self) -> None:
        """Break answers down; of people only once the round has closed, since two such tables could be subtracted."""
        # Loads what solves for hidden counts, which a report without breakdowns does not need.
        from analysis.disclosure.cross_gate import gate_cross

        figures = self.figures
        if not figures.closed:
            figures = replace(figures, cross=tuple(t for t in figures.cross if not _is_protected(t.unit)))
        gated = gate_cross(
            figures, self.blocks, self.breakdowns, self.threshold,
            blanks_protected=self.blanks_protected, earlier=self.look_back.earlier,
        )  # fmt: skip
        self.cross_tables = gated.tables
        self.log.extend(gated.suppressions)

    def result(self) -> GatedRound:
        """What may be shown, with the log of what may not."""
        sections = tuple(map(self._section, self.figures.sections))
        return GatedRound(
            responses=self.figures.responses,
            rate=self._rate(),
            breakdowns=self.breakdowns,
            sections=sections,
            themes=self.themes,
            cross_tables=self.cross_tables,
            suppressions=(*self.log, *log_of_questions(self.figures.sections, self.blocks, self.owners_hidden)),
            shown=shown_of_round(self.figures, self._passed()),
        )

    def _passed(self) -> Passed:
        return Passed(
            hidden={name: gated.hidden for name, gated in self.blocks.gated.items()},
            hidden_repeats=self.blocks.hidden_repeats,
            owners_hidden=self.owners_hidden,
            rates=self.breakdowns,
            histograms=histograms_of(map(self._section, self.figures.sections)),
        )

    def _few_are_silent(self) -> bool:
        """Whether all but very few of those asked have answered: then the number asked gives these away."""
        rate = self.figures.response_rate
        if rate.population is None or not rate.population_known:
            return False
        return 1 <= rate.population - self.figures.responses <= self.threshold

    def _gate_section(self, section: SectionBlock) -> None:
        for block in section.questions:
            if _is_protected(section.unit):
                self.blocks.gated[block.name] = self._gate_question(block)
            else:
                self.blocks.gated[block.name] = GatedBlock(block=block, hidden=frozenset())
        if section.is_repeat:
            self._gate_entries(section)

    def _gate_question(self, block: QuestionBlock) -> GatedBlock:
        rule = self._rule(block.name)
        return self.look_back.question(block, gate_question(block, self.threshold, rule.exclusive, rule), rule)

    def _rule(self, name: str) -> QuestionRule:
        route = self.figures.routes.get(name)
        return QuestionRule(
            exclusive=route.exclusive if route is not None else frozenset(),
            # A follow-up would repeat how many left it blank, and what these few answered there is no open count.
            blanks_protected=self.blanks_protected or name in self.deciding,
            sensitive=name in self.figures.sensitive,
            no_histogram=why_no_histogram(self.figures, name),
        )

    def _hide_what_counts_the_asked(self) -> bool:
        """Hide how many were asked a question where, beside an earlier release, hiding the question is not enough."""
        hidden = [
            n for n, g in self.blocks.gated.items() if g.is_whole and n not in self.seen_to and self.look_back.earlier
        ]
        for name in hidden:
            telling = self.blocks.counts_the_asked(name)
            if not telling or self.look_back.is_enough(self.blocks.original[name], self._rule(name)):
                continue
            self.seen_to.add(name)
            for other in telling:
                if other in self.blocks.repeats:
                    self.blocks.hide_repeat(other)
                else:
                    self.blocks.hide(other)
            return True
        return False

    def _gate_entries(self, section: SectionBlock) -> None:
        """The number of entries, and of responses that have any."""
        entries, owners = section.entries or 0, section.responses_with_entries or 0
        if _is_protected(section.unit) and self._is_small(entries):
            self.blocks.hide_repeat(section.name)
        if not self.is_protected:
            return
        without = self.figures.responses - owners
        if self._is_small(owners) or self._is_small(without):
            self.owners_hidden.add(section.name)
        if self._is_small(without) and entries < self.figures.responses - 1:
            # No more can have entries than there are entries, so the number without would be narrowed down.
            self.blocks.hide_repeat(section.name)
        for _ in range(2):  # first the number of forms goes, then the whole repeat
            if self.look_back.entries(section, self.figures.responses, hidden=section.name in self.owners_hidden):
                return
            if section.name in self.owners_hidden:
                self.blocks.hide_repeat(section.name)
            self.owners_hidden.add(section.name)

    @property
    def few_refused(self) -> bool:
        """Whether few did not agree to take part.

        The response rates by group count them, since they did answer, and everything else does not.
        """
        consent = self.figures.consent
        return self.is_protected and consent is not None and self._is_small(consent.refused)

    def _gate_consent(self) -> None:
        """The question for consent is of all who answered; with the number who agreed it gives away who did not."""
        consent = self.figures.consent
        if consent is not None and self.few_refused and consent.question in self.blocks.gated:
            self.blocks.hide(consent.question)

    def _gate_breakdowns(self) -> None:
        original = self.figures.breakdowns
        if self.few_refused:
            self.breakdowns, touched = (), frozenset(table.name for table in original)
            if original:
                self.log.append(SuppressionEntry(place="Response rates by group", what="all tables", why=WHY))
        elif self.rates_hidden:
            self.breakdowns, touched = (), frozenset(table.name for table in original)
            self.log.append(SuppressionEntry(place="Response rate", what="the number asked and all rates", why=WHY))
        else:
            gated = gate_rates(original, self.figures.frame, self.threshold)
            self.breakdowns = self.look_back.rates(gated.tables, self.figures.frame)
            touched = gated.touched | ({table.name for table in gated.tables} - {t.name for t in self.breakdowns})
        self.blocks.hide_same_groups(original, touched)
        left = {table.name for table in self.breakdowns}
        for table in original:
            if table.name in touched and not self.rates_hidden and not self.few_refused:
                what = "small groups" if table.name in left else "the whole table"
                self.log.append(SuppressionEntry(place=f"Response rate by {table.label}", what=what, why=WHY))

    def _gate_themes(self) -> None:
        comments = [block for block in self.blocks.original.values() if block.name in self.figures.comment_questions]
        if self.themes is None or not any(_is_protected(block.unit) for block in comments):
            return
        shown = [self.blocks.gated[block.name].block for block in comments]
        # Comments that belong to settled grades are coded too. No reader knows how many there are.
        others = [block for block in self.figures.left_out if block.name in self.figures.comment_questions]
        comments, shown = [*comments, *others], [*shown, *others]
        counts = {block.name: block.comments or 0 for block in comments}
        gated = gate_themes(self.themes, shown, counts, self.threshold)
        self.themes = gated.table
        if gated.touched:
            self.log.append(SuppressionEntry(place="Themes", what="counts of comments and people", why=WHY))

    def _is_small(self, count: int) -> bool:
        return 1 <= count <= self.threshold

    def _rate(self) -> ResponseRate:
        rate = self.figures.response_rate
        if not self.rates_hidden:
            return rate
        one = "1 response" if rate.answered == 1 else f"{rate.answered:,} responses"
        sentence = f"{one}; the number asked and the rate are not shown"
        return replace(rate, population=None, rate=None, sentence=sentence, note=None, mark="c")

    def _section(self, section: SectionBlock) -> SectionBlock:
        questions = tuple(self.blocks.gated[block.name].block for block in section.questions)
        if self.rates_hidden:
            questions = tuple(map(_without_population, questions))
        if section.name in self.blocks.hidden_repeats:
            return replace(
                section, entries=None, responses_with_entries=None, questions=questions, mark="c", notes=(WHOLE,)
            )
        if section.name in self.owners_hidden:
            return replace(section, responses_with_entries=None, questions=questions, mark="c")
        return replace(section, questions=questions)


def _without_population(block: QuestionBlock) -> QuestionBlock:
    """A question without the intervals that name the number asked."""

    def strip(share: Share) -> Share:
        return replace(share, population_interval=None, bounds=None)

    rows = tuple(replace(row, share=strip(row.share)) for row in block.rows)
    return replace(block, rows=rows, favourable=strip(block.favourable) if block.favourable is not None else None)
