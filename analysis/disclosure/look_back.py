"""A round's tables beside what earlier releases showed of them; and what the ledger keeps of a release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from analysis.disclosure.earlier import (
    ALL,
    RESPONSES,
    Shown,
    ShownRelease,
    earlier_of,
    histogram_key,
    question_key,
    rates_key,
    repeat_key,
    shown_of_tree,
)
from analysis.disclosure.question_gate import (
    EVERYTHING,
    PLACES,
    GatedBlock,
    QuestionRule,
    bare_rank,
    gate_question,
    hide_question,
    question_tree,
)
from analysis.disclosure.rate_renewal import keep_safe_rates
from analysis.disclosure.renewal_gate import safe_together, safe_unseen
from analysis.disclosure.suppression import Cell, Hidden
from analysis.disclosure.wording import FEW
from analysis.figures import Figures
from analysis.report import NumberSummary, QuestionBlock, RateTable, SectionBlock
from analysis.response_rates import FrameCell

SHOWN_BEFORE = "There is no histogram, since an earlier release showed one of fewer answers."
OWNERS = frozenset({"owners", "without"})
NOTHING: Hidden = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBack:
    """What earlier releases of the round showed, the oldest first, and whether more may be shown beside it."""

    earlier: Sequence[ShownRelease]
    threshold: int

    def question(self, block: QuestionBlock, gated: GatedBlock, rule: QuestionRule) -> GatedBlock:
        """The question with more of it hidden, or all, where it would tell what an earlier release hid."""
        before = earlier_of(question_key(block.name), self.earlier)
        if gated.is_whole or not before:
            return gated
        gated = self._without_other_bars(_without_places(gated, before))
        tree = question_tree(block, rule)
        if safe_together(tree, gated.hidden - {PLACES}, self.threshold, before):
            return gated
        usable = {cell.name for cell in tree.walk() if cell.printed and cell.value > 0} - {tree.name}
        once = frozenset(name for shown in before for name, count in shown.items() if count is None)
        more = gate_question(block, self.threshold, rule.exclusive, replace(rule, also=once & usable))
        if not more.is_whole and safe_together(tree, more.hidden - {PLACES}, self.threshold, before):
            return self._without_other_bars(_without_places(more, before))
        return hide_question(block)

    def _without_other_bars(self, gated: GatedBlock) -> GatedBlock:
        """A histogram that was shown once is shown again only if nothing in it has changed."""
        numbers = gated.block.numbers
        before = earlier_of(histogram_key(gated.block.name), self.earlier)
        if numbers is None or not numbers.histogram or all(shown == _bars(numbers) for shown in before):
            return gated
        numbers = replace(numbers, histogram=(), histogram_note=SHOWN_BEFORE)
        return GatedBlock(block=replace(gated.block, numbers=numbers), hidden=gated.hidden)

    def is_enough(self, block: QuestionBlock, rule: QuestionRule) -> bool:
        """Whether it is enough to show nothing of a question of which anybody can tell how many were asked."""
        before = earlier_of(question_key(block.name), self.earlier)
        return not before or safe_unseen(question_tree(block, rule), self.threshold, before)

    def entries(self, section: SectionBlock, responses: int, *, hidden: bool) -> bool:
        """Whether the number of forms with entries may be shown, or hidden, beside what was shown before."""
        before = earlier_of(repeat_key(section.name), self.earlier)
        return safe_together(_forms(section, responses), OWNERS if hidden else NOTHING, self.threshold, before)

    def rates(self, tables: Sequence[RateTable], frame: tuple[FrameCell, ...]) -> tuple[RateTable, ...]:
        """The tables of response rates, as they would be shown, that may be shown beside earlier ones."""
        prefix = rates_key("")
        before = [
            {key.removeprefix(prefix): shown for key, shown in release.items() if key.startswith(prefix)}
            for release in self.earlier
        ]
        return keep_safe_rates(tables, frame, self.threshold, before)


def _without_places(gated: GatedBlock, before: Sequence[Shown]) -> GatedBlock:
    """A ranking whose places were hidden once never shows them: they were smaller then, and add up."""
    if not gated.block.ranks or PLACES in gated.hidden or all(shown.get(PLACES, 1) for shown in before):
        return gated
    ranks = tuple(map(bare_rank, gated.block.ranks))
    block = replace(gated.block, ranks=ranks, notes=(*gated.block.notes, FEW))
    return GatedBlock(block=block, hidden=gated.hidden | {PLACES})


def _forms(section: SectionBlock, responses: int) -> Cell:
    """Those who have entries of a repeat, and those who have none."""
    owners = section.responses_with_entries or 0
    parts = (Cell(name="owners", value=owners), Cell(name="without", value=responses - owners))
    return Cell(name=ALL, value=responses, parts=parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """Which parts of a round have passed its gate, and how."""

    hidden: Mapping[str, Hidden]
    hidden_repeats: Set[str] = NOTHING
    owners_hidden: Set[str] = NOTHING
    rates: tuple[RateTable, ...] = ()
    histograms: Mapping[str, Shown] = field(default_factory=dict)


def histograms_of(sections: Iterable[SectionBlock]) -> Mapping[str, Shown]:
    """The bars of all histograms of people and cases that are shown."""
    return {
        block.name: _bars(block.numbers)
        for section in sections
        for block in section.questions
        if block.numbers is not None and block.numbers.histogram and block.unit != "organisations"
    }


def _bars(numbers: NumberSummary) -> Shown:
    return {bar.label: bar.count for bar in numbers.histogram}


def shown_of_round(figures: Figures, passed: Passed) -> ShownRelease:
    """What a release shows of people and cases, for the ledger; of what is hidden it has no number."""
    found: dict[str, Shown] = {histogram_key(name): bars for name, bars in passed.histograms.items()}
    for section in figures.sections:
        for block in section.questions:
            hidden = passed.hidden.get(block.name, NOTHING)
            if block.unit != "organisations" and hidden != EVERYTHING:
                found[question_key(block.name)] = _shown_of_question(figures, block, hidden)
        if section.is_repeat and figures.unit != "organisations" and section.name not in passed.hidden_repeats:
            gone = OWNERS if section.name in passed.owners_hidden else NOTHING
            found[repeat_key(section.name)] = shown_of_tree(_forms(section, figures.responses), gone)
    if figures.unit == "organisations":
        return found
    found[RESPONSES] = {ALL: figures.responses}
    everybody = sum(cell.answered for cell in figures.frame)
    for table in passed.rates:
        found[rates_key(table.name)] = {ALL: everybody, **{row.label: row.answered for row in table.rows}}
    return found


def _shown_of_question(figures: Figures, block: QuestionBlock, hidden: Hidden) -> Shown:
    route = figures.routes.get(block.name)
    rule = QuestionRule(exclusive=route.exclusive if route is not None else frozenset())
    shown = shown_of_tree(question_tree(block, rule), hidden - {PLACES})
    return {**shown, PLACES: int(PLACES not in hidden)} if block.ranks else shown
