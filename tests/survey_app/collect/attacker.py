"""An attacker who has a dump after every step, and pairs people with answers by whatever can be put in order.

Nothing here knows what a column means. Whatever came or changed with a person's mark is a trait of that person: each
column of each such row, its length, its place, the files around. Whatever is known of an answer once it is readable is
a trait of the answer. For each trait of people and each of answers both are put in order and paired off, once from the
same end and once from opposite ends; of numbers that is the best matching there is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.stats import binom

from tests.survey_app.collect.dumps import Dump, Row, places_of

Strategy = tuple[str, str, str]  # trait of people, trait of answers, among whom and from which end
MOST_ROWS = 3  # of one table, that came with a mark


@dataclass
class Score:
    """How often strategies were right, of how many pairs."""

    right: Counter[Strategy] = field(default_factory=Counter)
    pairs: Counter[Strategy] = field(default_factory=Counter)

    def add(self, other: Score) -> None:
        self.right.update(other.right)
        self.pairs.update(other.pairs)

    def best(self) -> Strategy:
        """The strategy whose success would be the least likely by chance."""
        return min(self.pairs, key=lambda one: (self.by_chance(one, 5), one))

    def by_chance(self, strategy: Strategy, among: int) -> float:
        """How likely so many hits or more are for whoever guesses one of so many."""
        return float(binom.sf(self.right[strategy] - 1, self.pairs[strategy], 1 / among))


@dataclass
class Attacker:
    """What one attacker has gathered of one round."""

    round_id: int
    last: Dump
    waiting: list[tuple[str, Row]] = field(default_factory=list)
    everybody: list[tuple[str, Row]] = field(default_factory=list)
    openings: list[tuple[list[tuple[str, Row]], list[Any]]] = field(default_factory=list)
    answers: dict[Any, Row] = field(default_factory=dict)

    def look(self, dump: Dump) -> None:
        """Take a dump: whoever is marked now has the traits of all that came with the mark."""
        came = list(dump.new_rows(self.last))
        marked = [row["id"] for table, _, row in came if table == "invitation" and self._is_mark(row)]
        pages = dump.changed_pages(self.last)
        traits = dict(_traits_of_rows(pages, came)) | dump.around if marked else {}
        for person in marked:
            self.waiting.append((person, traits | {"order of marks": len(self.everybody)}))
            self.everybody.append(self.waiting[-1])
        fresh = [key for table, key, row in came if table == "anonymous_response" and row["round_id"] == self.round_id]
        fresh = [key for key in fresh if key not in self.answers]
        for key in fresh:
            self.answers[key] = _traits_of_answer(dump.tables["anonymous_response"][key] | places_of(key, pages))
        if fresh:  # the batches are opened as they were filled
            self.openings.append((self.waiting[: len(fresh)], fresh))
            self.waiting = self.waiting[len(fresh) :]
        self.last = dump

    def look_once_more(self, extra: dict[Any, Row]) -> None:
        """At the end: where the answers lie now, and whatever else is known of them by then."""
        for key, known in self.answers.items():
            row = self.last.tables["anonymous_response"][key] | extra.get(key, {})
            row = row | (places_of(key, self.last.all_pages()) if extra else {})
            known |= {f"{name} at last": value for name, value in row.items() if name.startswith("(")}

    def _is_mark(self, row: Row) -> bool:
        before = self.last.tables["invitation"].get(row["id"], {"answered": False})
        return row["round_id"] == self.round_id and bool(row["answered"]) and not before["answered"]

    def score(self, truth: dict[str, Any]) -> Score:
        """Pair within each opening and over the whole round; ``truth`` is the judge's: person → key of the answer."""
        score = Score()
        for people, answers in self.openings:
            _pair(score, "of an opening", people, [(key, self.answers[key]) for key in answers], truth)
        opened = [person for people, _ in self.openings for person in people]
        _pair(score, "of the round", opened, list(self.answers.items()), truth)
        return score


def _traits_of_rows(pages: Any, came: Iterable[tuple[str, Any, Row]]) -> Iterator[tuple[str, Any]]:
    by_table: dict[str, list[tuple[Any, Row]]] = {}
    for table, key, row in came:
        by_table.setdefault(table, []).append((key, row))
    for table, rows in by_table.items():
        for number, (key, row) in enumerate(rows[:MOST_ROWS]):
            for name, value in (row | places_of(key, pages)).items():
                yield from _trait(f"{table}[{number}].{name}", value)


def _traits_of_answer(row: Row) -> Row:
    traits = dict(pair for name, value in row.items() for pair in _trait(name, value))
    document = row["document"]
    document = json.loads(document) if isinstance(document, str) else document
    return traits | dict(pair for name, value in document.items() for pair in _trait(f"answer {name}", value))


def _trait(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """A value, and its length where it has one."""
    yield name, value
    if isinstance(value, (str, bytes, memoryview, dict, list)):
        yield f"length of {name}", len(value if not isinstance(value, (dict, list)) else json.dumps(value))


def _pair(
    score: Score,
    among: str,
    people: Sequence[tuple[str, Row]],
    answers: Sequence[tuple[Any, Row]],
    truth: dict[str, Any],
) -> None:
    numbers = {key: number for number, (key, _) in enumerate(answers)}
    expected = _orders([(numbers[truth[person]], traits) for person, traits in people])
    found = _orders([(numbers[key], traits) for key, traits in answers])
    if not expected or not found:
        return
    theirs, ours = np.array(list(expected.values())), np.array(list(found.values()))
    for end, listed in (("same end", ours), ("other end", ours[:, ::-1])):
        hits = (theirs[:, None, :] == listed[None, :, :]).sum(axis=2)
        for at, trait in enumerate(expected):
            for beside, other in enumerate(found):
                strategy = (trait, other, f"{among}, {end}")
                score.pairs[strategy] += len(people)
                score.right[strategy] += int(hits[at, beside])


def _orders(things: Sequence[tuple[int, Row]]) -> dict[str, list[int]]:
    """For each trait that all of them have and that tells any two of them apart: their numbers in its order."""
    shared = set.intersection(*(set(traits) for _, traits in things)) if things else set()
    orders = {}
    for trait in shared:
        ranked = [(_rank(traits[trait]), number, key) for number, (key, traits) in enumerate(things)]
        if len({repr(rank) for rank, _, _ in ranked}) > 1:
            orders[trait] = [key for _, _, key in sorted(ranked, key=lambda one: one[:2])]
    return orders


def _rank(value: Any) -> tuple[int, Any]:
    """Anything as something that can be put in order with others of its trait."""
    if value is None:
        return (0, 0)
    if isinstance(value, (bool, int, float)):
        return (1, value)
    if isinstance(value, (bytes, memoryview)):
        return (2, bytes(value))
    if isinstance(value, tuple):
        return (3, value)
    return (4, value if isinstance(value, str) else json.dumps(value, default=str, sort_keys=True))
