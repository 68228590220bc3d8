"""Which question of one version is which question of another."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from instruments.changes import same_words
from instruments.model import Instrument, Question

SIMILAR = 0.85  # how alike two labels must be for a question to be taken for a renamed one

Key = tuple[str, int]
"""A name, and which of the rows of that name it is; a sound instrument has each name once."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A row of the survey where it stands: its key, and those of what it stands in, outermost first."""

    key: Key
    question: Question
    inside: tuple[Standing, ...]
    position: int
    """In form order, over the whole form."""

    @property
    def repeats(self) -> tuple[Key, ...]:
        """The repeats it stands in."""
        return tuple(outer.key for outer in self.inside if outer.question.kind == "repeat")

    @property
    def parent(self) -> Key | None:
        return self.inside[-1].key if self.inside else None


@dataclass(frozen=True, slots=True)
class Matching:
    """The rows of two versions, matched: ``pairs`` in the new form's order, then what only one version has."""

    pairs: tuple[tuple[Standing, Standing], ...]
    added: tuple[Standing, ...]
    removed: tuple[Standing, ...]

    @property
    def new_keys(self) -> dict[Key, Key]:
        """What each row of the old version is called in the new one."""
        return {old.key: new.key for old, new in self.pairs}


def match_questions(old: Instrument, new: Instrument) -> Matching:
    """Match the rows by name; then, of what is left, those that are probably renamed."""
    before, after = list(standings(old)), list(standings(new))
    by_key = {one.key: one for one in before}
    partners = {one.key: by_key[one.key] for one in after if one.key in by_key}
    taken = {one.key for one in partners.values()}
    left = [one for one in before if one.key not in taken]
    for one in after:
        if one.key not in partners and (match := _renamed(one, left, (before, after), partners)) is not None:
            partners[one.key] = match
            left.remove(match)
    pairs = tuple((partners[one.key], one) for one in after if one.key in partners)
    return Matching(pairs, tuple(one for one in after if one.key not in partners), tuple(left))


def standings(instrument: Instrument) -> Iterator[Standing]:
    """Every row of the survey with what it stands in, in form order."""
    seen: Counter[str] = Counter()
    stack: list[tuple[Question, tuple[Standing, ...]]] = [(question, ()) for question in reversed(instrument.survey)]
    position = 0
    while stack:
        question, inside = stack.pop()
        standing = Standing((question.name, seen[question.name]), question, inside, position)
        seen[question.name] += 1
        position += 1
        yield standing
        stack.extend((child, (*inside, standing)) for child in reversed(question.children))


def out_of_order(positions: Sequence[int]) -> frozenset[int]:
    """The fewest positions without which the others rise: what was moved, when the rest stayed in order."""
    tails: list[int] = []  # the end of the best rising run of each length, as an index
    before: list[int | None] = []
    for index, value in enumerate(positions):
        length = bisect_left([positions[tail] for tail in tails], value)
        before.append(tails[length - 1] if length else None)
        tails[length:] = [index] if length == len(tails) else [index, *tails[length + 1 :]]
    kept: set[int] = set()
    at = tails[-1] if tails else None
    while at is not None:
        kept.add(at)
        at = before[at]
    return frozenset(range(len(positions))) - kept


def _renamed(
    new: Standing,
    candidates: Sequence[Standing],
    rows: tuple[Sequence[Standing], Sequence[Standing]],
    partners: dict[Key, Standing],
) -> Standing | None:
    """The row of the old version that this one probably is, under another name."""
    alike = [old for old in candidates if old.question.type == new.question.type]
    same_label = [old for old in alike if _labels_agree(old.question, new.question)]
    if same_label:
        return min(same_label, key=lambda old: abs(old.position - new.position))
    ranked = sorted(
        ((_likeness(old, new, rows, partners), -old.position, old) for old in alike), reverse=True, key=_rank
    )
    return ranked[0][2] if ranked and ranked[0][0] >= SIMILAR else None


def _rank(found: tuple[float, int, Standing]) -> tuple[float, int]:
    return found[:2]


def _labels_agree(old: Question, new: Question) -> bool:
    if old.label is None or new.label is None:
        return bool(old.calculation) and old.calculation == new.calculation and old.label == new.label
    return old.label == new.label or same_words(old.label, new.label)


def _likeness(
    old: Standing,
    new: Standing,
    rows: tuple[Sequence[Standing], Sequence[Standing]],
    partners: dict[Key, Standing],
) -> float:
    """How alike two labels are, from 0 to 1; at the same place in the form a little less is enough."""
    words = SequenceMatcher(None, old.question.label or "", new.question.label or "", autojunk=False).ratio()
    return words + 0.05 if words and _same_place(old, new, rows, partners) else words


def _same_place(
    old: Standing,
    new: Standing,
    rows: tuple[Sequence[Standing], Sequence[Standing]],
    partners: dict[Key, Standing],
) -> bool:
    """Whether the rows just before the two are the same row."""
    before, after = rows
    if old.position == 0 or new.position == 0:
        return old.position == new.position
    match = partners.get(after[new.position - 1].key)
    return match is not None and match.key == before[old.position - 1].key
