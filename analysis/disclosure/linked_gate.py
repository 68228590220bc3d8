"""Questions that tell of one another: what must be hidden because something else is.

Four links are known. A question that is asked because of an answer repeats how many gave that answer. A question whose
choices are the groups of a response-rate table counts the same people. Numbers of people asked that come of several
answers at once, or of an answer and the version of the form, can be added and subtracted among all questions that hang
on the same answers. And what is made from answers (a calculation, a list that an answer filters, a number of entries)
repeats these answers in part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from analysis.disclosure.question_gate import GatedBlock, hide_question
from analysis.report import QuestionBlock, RateTable
from analysis.routing import Route

BROKEN_OFF = "not reached"  # stands among the names of questions; none has a space in it


@dataclass(slots=True)
class LinkedBlocks:
    """All questions of a round on their way through the gate.

    ``gated`` holds each question as far as it has been decided, ``original`` the unsuppressed blocks, ``repeats`` the
    questions of each repeat, and ``hidden_repeats`` the repeats whose number of entries is hidden.
    """

    gated: dict[str, GatedBlock]
    original: Mapping[str, QuestionBlock]
    routes: Mapping[str, Route]
    repeats: Mapping[str, Sequence[str]]
    hidden_repeats: set[str]

    def hide(self, name: str) -> None:
        """Hide a whole question."""
        self.gated[name] = hide_question(self.original[name])

    def hide_linked(self, threshold: int) -> None:
        """Hide whatever would tell of something hidden, until nothing more does."""
        changed = True
        while changed:
            telling = [name for name in self.gated if not self.gated[name].is_whole and self._gives_away(name)]
            shared = self._sharing_small_routes(threshold)
            for name in dict.fromkeys((*telling, *shared)):
                self.hide(name)
            repeats = [name for name in self.repeats if name not in self.hidden_repeats and self._gives_away(name)]
            for repeat in repeats:
                self.hide_repeat(repeat)
            changed = bool(telling or shared or repeats)

    def hide_repeat(self, repeat: str) -> None:
        """Hide a whole repeat, the number of its entries included."""
        self.hidden_repeats.add(repeat)
        for name in self.repeats[repeat]:
            self.hide(name)

    def hide_same_groups(self, tables: Iterable[RateTable], touched: Set[str]) -> None:
        """Hide questions that count the groups of a breakdown, where either has something hidden.

        ``tables`` are unsuppressed; ``touched`` names those of which anything is hidden.
        """
        for table in tables:
            for name, gated in self.gated.items():
                hidden = table.name in touched or bool(gated.hidden)
                if hidden and not gated.is_whole and _same_groups(self.original[name], table):
                    self.hide(name)

    def counts_the_asked(self, name: str) -> frozenset[str]:
        """What tells how many were asked a question: another question, or its repeat; nothing where nothing does."""
        repeat = next((repeat for repeat, names in self.repeats.items() if name in names), None)
        route = self.routes.get(name)
        if route is None or not route.needs:
            return frozenset({repeat} - self.hidden_repeats) if repeat is not None else frozenset()
        if route.settled is None:
            return frozenset()
        other = self.gated[route.settled.question]
        known = not other.is_whole and not (
            other.hidden & route.settled.asked and other.hidden & route.settled.not_asked
        )
        return frozenset({route.settled.question}) if known else frozenset()

    def anything_hidden(self, names: Iterable[str]) -> bool:
        """Whether anything is hidden of these questions or repeats."""
        return any(
            name in self.hidden_repeats or (name in self.gated and bool(self.gated[name].hidden)) for name in names
        )

    def _gives_away(self, name: str) -> bool:
        return self._tells(name) or self._repeats_answers(name)

    def _repeats_answers(self, name: str) -> bool:
        """Whether it is made from other answers, and something of these or of itself is hidden."""
        route = self.routes.get(name)
        return route is not None and bool(route.follows) and self.anything_hidden((name, *route.follows))

    def _tells(self, name: str) -> bool:
        """Whether the number asked tells of a hidden answer."""
        route = self.routes.get(name)
        if route is None or not self.anything_hidden(route.needs):
            return False
        if route.settled is None:
            return True
        other = self.gated[route.settled.question]
        if other.is_whole:
            return True
        # All are counted, so whoever knows one side of the split knows the other: this question tells nothing new.
        return bool(other.hidden & route.settled.asked) and bool(other.hidden & route.settled.not_asked)

    def _sharing_small_routes(self, threshold: int) -> list[str]:
        """Questions that hang on the same answers as one that only a few were asked, or all but a few."""
        small: set[str] = set()
        for name, block in self.original.items():
            if _small_route(block, self.routes.get(name), threshold):
                small |= self._unsettled_needs(name)
        return [
            name
            for name, gated in self.gated.items()
            if not gated.is_whole and (self._unsettled_needs(name) & small or self._counts_numbers(name, small))
        ]

    def _unsettled_needs(self, name: str) -> frozenset[str]:
        """The answers that decide who is asked, unless the counts of a single question say all there is to say."""
        route = self.routes.get(name)
        if route is None:
            return frozenset()
        made_from = route.follows if route.computed else frozenset()
        if route.settled is not None:
            return made_from
        needs = route.needs | made_from
        return needs | {BROKEN_OFF} if self.broken_off else needs

    @property
    def broken_off(self) -> bool:
        """Whether some did not reach a question that is asked of everybody, so that all numbers asked are linked."""
        return any(
            bool(block.absences.not_asked) and not (name in self.routes and self.routes[name].needs)
            for name, block in self.original.items()
        )

    def _counts_numbers(self, name: str, small: set[str]) -> bool:
        """A numeric question that decides who is asked: its quartiles would narrow the small number down."""
        return name in small and self.original[name].kind == "number"


def _small_route(block: QuestionBlock, route: Route | None, threshold: int) -> bool:
    """Whether few were asked, or all but a few, or as much can be worked out of the number asked.

    Of a calculation the same goes for how many it gave a value: that hangs on their answers in the same way.
    """
    counts = [block.asked, block.absences.not_asked]
    if route is not None:
        counts += route.apart
        counts += [block.base, block.absences.not_answered] if route.computed else []
    return any(count is not None and 1 <= count <= threshold for count in counts)


def _same_groups(block: QuestionBlock, table: RateTable) -> bool:
    """Whether a question's choices are the groups of a breakdown: by its name, or by two or more of the labels."""
    if not block.rows:
        return False
    if block.name.casefold() == table.name.casefold():
        return True
    choices = {word.casefold() for row in block.rows for word in (row.name, row.label)}
    return len(choices & {row.label.casefold() for row in table.rows}) >= 2
