"""The gate for cross-tables: a question by every breakdown at once, together with the question's own table.

A question's tables share its totals and the sizes of the groups. Both are known to the reader, so each table can be
looked at by itself (:mod:`~analysis.disclosure.cross_rectangles`), and then what one breakdown tells of another
(:mod:`~analysis.disclosure.cross_neighbours`). Groups whose size is hidden elsewhere have no column at all.

Not broken down in a release are questions whose own table hides something; questions that only some were asked, since
how many of each group were asked would tell of the answers that decided it; and whatever is made from other answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from analysis.cross_counts import NO_GROUP, Breakdown, CrossCounts
from analysis.cross_tables import CrossHidden, cross_table, with_adjusted_tests
from analysis.disclosure.cross_before import totals_tell
from analysis.disclosure.cross_columns import ABSENT_GROUP, hidden_groups
from analysis.disclosure.cross_neighbours import tells_too_much
from analysis.disclosure.cross_rectangles import CrossRule, hide_in_multiple_choice, hide_in_single_choice
from analysis.disclosure.earlier import ShownRelease
from analysis.disclosure.linked_gate import LinkedBlocks
from analysis.disclosure.wording import WHY
from analysis.figures import Figures
from analysis.report import CrossTable, QuestionBlock, RateTable, SuppressionEntry
from analysis.routing import Route, deciding_questions

WHOLE_TABLE = "the whole table"
SMALL_GROUPS = "some groups"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatedCross:
    """The cross-tables as they may be shown, and a line for each that is not shown whole."""

    tables: tuple[CrossTable, ...]
    suppressions: tuple[SuppressionEntry, ...]


def pass_cross(figures: Figures) -> tuple[CrossTable, ...]:
    """All cross-tables as they are."""
    return with_adjusted_tests([cross_table(table) for table in figures.cross])


def gate_cross(
    figures: Figures,
    blocks: LinkedBlocks,
    rates: Sequence[RateTable],
    threshold: int,
    *,
    blanks_protected: bool = True,
    earlier: Sequence[ShownRelease] = (),
) -> GatedCross:
    """Hide what the policy hides of the cross-tables.

    Parameters
    ----------
    figures : Figures
        Unsuppressed.
    blocks : LinkedBlocks
        The questions' own tables after their gate.
    rates : sequence of RateTable
        The response rates after their gate.
    threshold : int
        Counts of people or cases from 1 to this are hidden.
    blanks_protected : bool, default True
        Whether few who left a question blank are a small count like any other.
    earlier : sequence of ShownRelease
        What earlier releases of the round showed.
    """
    gate = _CrossGate(figures, blocks, rates, threshold, blanks_protected=blanks_protected, earlier=earlier)
    shown: list[CrossTable] = []
    log: list[SuppressionEntry] = []
    for tables in _by_question(figures.cross):
        found = gate.question(tables)
        for table in tables:
            hidden = found.get(table.breakdown.name)
            place = f"“{table.question_label}” by {table.breakdown.label}"
            if hidden is None:
                log.append(SuppressionEntry(place=place, what=WHOLE_TABLE, why=WHY))
                continue
            if hidden.anything:
                log.append(SuppressionEntry(place=place, what=SMALL_GROUPS, why=WHY))
            shown.append(cross_table(table, hidden))
    return GatedCross(tables=with_adjusted_tests(shown), suppressions=tuple(log))


def _by_question(tables: Sequence[CrossCounts]) -> Iterator[list[CrossCounts]]:
    found: dict[str, list[CrossCounts]] = {}
    for table in tables:
        found.setdefault(table.question, []).append(table)
    yield from found.values()


class _CrossGate:
    """What is known of the round while its questions are gone through."""

    def __init__(
        self,
        figures: Figures,
        blocks: LinkedBlocks,
        rates: Sequence[RateTable],
        threshold: int,
        *,
        blanks_protected: bool,
        earlier: Sequence[ShownRelease],
    ) -> None:
        self.figures = figures
        self.earlier = earlier
        self.blanks_protected = blanks_protected
        self.deciding = deciding_questions(figures.routes)
        self.blocks = blocks
        self.rates = {table.name: table for table in rates}
        self.threshold = threshold
        self.without: dict[tuple[str, str], frozenset[int] | None] = {}

    def question(self, tables: Sequence[CrossCounts]) -> Mapping[str, CrossHidden]:
        """What is hidden of each table of a question, by breakdown; a table that is not there is not shown."""
        first = tables[0]
        if first.unit == "organisations":
            return {table.breakdown.name: CrossHidden.nothing(table) for table in tables}
        if not self._may_be_crossed(first):
            return {}
        chosen = {t.breakdown.name: self._choose(t) for t in tables if self._columns(t) is not None}
        left = [(table, chosen[table.breakdown.name]) for table in tables if table.breakdown.name in chosen]
        found = [(table, hidden) for table, hidden in left if hidden is not None]
        look = partial(tells_too_much, sensitive=True) if first.question in self.figures.sensitive else tells_too_much
        while (worst := look(found, self.threshold)) is not None:
            del found[worst]
        return {table.breakdown.name: hidden for table, hidden in found}

    def _may_be_crossed(self, table: CrossCounts) -> bool:
        gated = self.blocks.gated[table.question]
        # Where the question's own table hides something, its totals are not known, and these would give them away.
        if gated.hidden or table.section in self.blocks.hidden_repeats:
            return False
        return _is_asked_of_all(self.figures.routes, table.question, table.section)

    def _columns(self, table: CrossCounts) -> frozenset[int] | None:
        """The groups without a column; None where the breakdown is not shown at all."""
        key = table.section, table.breakdown.name
        if key not in self.without:
            self.without[key] = self._hidden_columns(table)
        return self.without[key]

    def _hidden_columns(self, table: CrossCounts) -> frozenset[int] | None:
        known = self._shown_groups(table.breakdown)
        if known is None:
            return None
        return hidden_groups(table.asked.tolist(), known, self.threshold, self._public(table))

    def _public(self, table: CrossCounts) -> frozenset[int]:
        """The group of those who left the breakdown's question blank, where that is no secret.

        How many entries of a repeat these few have stands nowhere else, so it stays one.
        """
        block = self.blocks.original.get(table.breakdown.source or "")
        if block is None or table.section in self.blocks.repeats or not self._absent_are_blanks(block):
            return frozenset()
        return frozenset(place for place, (name, _) in enumerate(table.breakdown.groups) if name == NO_GROUP)

    def _absent_are_blanks(self, block: QuestionBlock) -> bool:
        """Whether all who gave no answer that counts left it blank, and how many these are is no secret."""
        absences = block.absences
        protected = self.blanks_protected or block.name in self.deciding
        return not (protected or absences.not_asked or absences.not_applicable or absences.dont_know)

    def _shown_groups(self, breakdown: Breakdown) -> frozenset[int] | None:
        """The groups whose size stands elsewhere in the report; None where the breakdown must not be used."""
        places = {name: place for place, (name, _) in enumerate(breakdown.groups)}
        if breakdown.source is None:
            if self.figures.consent is not None and self.figures.consent.refused:
                return None  # the rates count those who did not agree, and the answers do not
            if breakdown.name not in {table.name for table in self.figures.breakdowns}:
                return frozenset(places.values())
            table = self.rates.get(breakdown.name)
            if table is None:
                return None
            return frozenset(
                places[row.label] for row in table.rows if row.answered is not None and row.label in places
            )
        gated = self.blocks.gated.get(breakdown.source)
        if gated is None or gated.is_whole or not _is_asked_of_all(self.figures.routes, breakdown.source, None):
            return None
        shown = {row.name for row in gated.block.rows if row.share.count is not None}
        if not gated.hidden & ABSENT_GROUP:
            shown.add(NO_GROUP)
        return frozenset(place for name, place in places.items() if name in shown)

    def _choose(self, table: CrossCounts) -> CrossHidden | None:
        """What to hide of one table; None where all of it must go."""
        aside = self._columns(table) or frozenset()
        hide = hide_in_multiple_choice if table.is_multiple else hide_in_single_choice
        few = {place for place, size in enumerate(table.asked.tolist()) if 1 <= size <= self.threshold}
        rule = CrossRule(
            absences_secret=not self._absent_are_blanks(self.blocks.original[table.question]),
            sensitive=table.question in self.figures.sensitive,
            tiny=self._public(table) & few,
        )
        hidden = hide(table, aside, self.threshold, rule)
        told = hidden is not None and totals_tell(table, hidden, self.earlier, self.threshold)
        return None if told else hidden


def _is_asked_of_all(routes: Mapping[str, Route], question: str, section: str | None) -> bool:
    found = [routes.get(name) for name in (question, section) if name is not None]
    return not any(route is not None and (route.needs or route.follows or route.computed) for route in found)
