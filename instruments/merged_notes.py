"""What a reader must know of questions that were not asked in the same way in all versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from instruments.changes import Change
from instruments.differences import compare
from instruments.merged_fields import Field, Fields
from instruments.model import Instrument
from instruments.shortening import in_one_line

UNSAID = ("added", "removed", "moved", "type changed")
"""Changes that are told otherwise: by the versions in which something was asked, or by the fields it has."""

Remarks = dict[str, tuple[str, ...]]


def versions_text(asked: Sequence[int], all_versions: Sequence[int]) -> str:
    """Some of several versions in words: "from version 3", "in version 2", "in versions 1–2", "in versions 1 and 3"."""
    if len(asked) > 1 and tuple(asked) == tuple(all_versions[-len(asked) :]):
        return f"from version {asked[0]}"
    if len(asked) == 1:
        return f"{'from' if asked[0] == all_versions[-1] else 'in'} version {asked[0]}"
    return f"in versions {numbers_text(asked, all_versions)}"


def numbers_text(asked: Sequence[int], all_versions: Sequence[int]) -> str:
    """Version numbers, neighbours among those at hand as a run: "1–3 and 5"."""
    places = {version: place for place, version in enumerate(all_versions)}
    runs: list[list[int]] = []
    for version in asked:
        if runs and places[version] == places[runs[-1][-1]] + 1:
            runs[-1].append(version)
        else:
            runs.append([version])
    texts = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def remarks_of(instruments: Mapping[int, Instrument], fields: Fields) -> tuple[Remarks, tuple[str, ...]]:
    """For each question the sentences that stand with its figures, and those that stand with the whole."""
    versions = sorted(instruments)
    found: dict[str, list[str]] = defaultdict(list)
    notes: list[str] = []
    neighbours = list(pairwise(versions))
    wanted = dict.fromkeys([*neighbours, *(pair for one in fields.questions for pair in pairwise(sorted(one.items)))])
    for before, after in wanted:
        for change in compare(instruments[before], instruments[after]):
            sentence = f"In version {after}: {change.message}"
            if change.name == "settings" and _is_told(change):
                notes += [sentence] if (before, after) in neighbours else []
                continue
            for name in _told_with(change, fields, before, after):
                found[name].append(sentence)
    for one in fields.questions:
        if (text := _united_text(one, versions)) is not None:
            found[one.name].append(text)
    for apart in fields.kept_apart():
        notes.append(_apart_text(apart, versions))
        for one in apart:
            found[one.name].append(_apart_text(apart, versions))
    return {name: tuple(dict.fromkeys(sentences)) for name, sentences in found.items()}, tuple(dict.fromkeys(notes))


def _told_with(change: Change, fields: Fields, before: int, after: int) -> Iterator[str]:
    """The fields that a change between two versions is told with: those whose answers come from both."""
    if change.kind == "renamed" and change.before is not None and change.questions:
        yield fields.name_of(before, change.before)
        yield fields.name_of(after, change.name)
    elif _is_told(change):
        for name in change.questions:
            field = fields.name_of(after, name)
            if field == fields.name_of(before, name) and (before, after) in pairwise(fields.asked(field)):
                yield field


def _is_told(change: Change) -> bool:
    return change.kind not in UNSAID and change.comparable != "yes"


def _united_text(field: Field, versions: Sequence[int]) -> str | None:
    """That answers of several types are counted together."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for version, item in sorted(field.items.items()):
        kinds[item.question.kind].append(version)
    if len(kinds) < 2:
        return None
    parts = " and ".join(f"{versions_text(asked, versions)} as {kind}" for kind, asked in kinds.items())
    return f"Asked {parts}; the answers are counted together."


def _apart_text(apart: Sequence[Field], versions: Sequence[int]) -> str:
    label = in_one_line(next(_labels(apart), apart[0].own_name))
    parts = [f"{versions_text(sorted(one.items), versions)} as ‘{one.name}’ ({one.kind})" for one in apart]
    return f"The answers to ‘{label}’ are of different sorts and stand apart: {'; '.join(parts)}."


def _labels(apart: Sequence[Field]) -> Iterator[str]:
    for one in apart:
        label = one.items[max(one.items)].question.label
        if label:
            yield label
