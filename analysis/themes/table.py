"""The table of themes that a Report shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from analysis.report import ThemeRow, ThemeTable
from analysis.responses import ResponseFrames, entry_keys
from analysis.round_data import CodingRecord, Form, ResponseRecord, Stance, ThemeDefinition
from instruments.items import Entry
from instruments.merging import Merged

Comment = tuple[str, str, Entry]  # the response, the question and the entries it is in: what one comment is


def comments_of(form: Form, frames: ResponseFrames) -> frozenset[Comment]:
    """Every comment that was written: its response, its question and, in repeats, its entry of each."""
    return frozenset(_written(form, frames))


def _written(form: Form, frames: ResponseFrames) -> Iterator[Comment]:
    for item in form.items:
        if not item.question.is_comment:
            continue
        if item.repeat is None:
            written = frames.main[item.name].notna()
            yield from ((str(response), item.name, ()) for response in written.index[written])
            continue
        frame = frames.repeats[item.repeat]
        for owner, *numbers in frame.loc[frame[item.name].notna(), [*entry_keys(item.repeats)]].itertuples(index=False):
            yield str(owner), item.name, tuple(int(number) - 1 for number in numbers)


def codings_in_one_form(
    form: Form, responses: Iterable[ResponseRecord], codings: Iterable[CodingRecord]
) -> tuple[CodingRecord, ...]:
    """The codings under the names of the form, each with as many entries as there are repeats around its question.

    A coding that names no entry of a question in a repeat is of the first.
    """
    versions = {record.response_id: record.version for record in responses}
    return tuple(_in_one_form(form, versions.get(coding.response_id), coding) for coding in codings)


def _in_one_form(form: Form, version: int | None, coding: CodingRecord) -> CodingRecord:
    name = coding.question
    if isinstance(form, Merged):
        name = form.name_of(form.versions[-1] if version is None else version, name)
    item = form.find(name)
    depth = len(item.repeats) if item is not None else 0
    return replace(coding, question=name, entry=(*coding.entry, *([0] * depth))[:depth])


def theme_table(
    definitions: Sequence[ThemeDefinition], codings: Iterable[CodingRecord], comments: Collection[Comment]
) -> ThemeTable | None:
    """Count the themes of coded comments.

    Parameters
    ----------
    definitions : sequence of ThemeDefinition
        The codeframe. Every theme of it has a row, found or not; a theme that was used without being in it comes last.
    codings : iterable of CodingRecord
        Which comment was given which theme, by whom. Two coders who agree are counted once. Where a comment has a
        theme both as a strength and as a concern, each is counted, so these may add up to more than the mentions.
    comments : collection of (response, question, entries)
        The comments that were written. A coding of anything else is left out: the answer may have been corrected since.

    Returns
    -------
    ThemeTable or None
        None where there is neither a codeframe nor a coding. Rows are in order of mentions, most first, and in the
        codeframe's order among equals.
    """
    written = frozenset(comments)
    used = [coding for coding in codings if _comment_of(coding) in written]
    if not definitions and not used:
        return None
    known = {theme.name for theme in definitions}
    names = dict.fromkeys(coding.theme for coding in used if coding.theme not in known)
    extra = (ThemeDefinition(name=name, label=name.replace("_", " ").capitalize()) for name in names)
    rows = [_theme_row(theme, used) for theme in (*definitions, *extra)]
    return ThemeTable(
        comments=len(written),
        coded=len({_comment_of(coding) for coding in used}),
        respondents=len({response for response, _, _ in written}),
        rows=tuple(sorted(rows, key=lambda row: -(row.mentions or 0))),
    )


def _theme_row(theme: ThemeDefinition, codings: Sequence[CodingRecord]) -> ThemeRow:
    own = [coding for coding in codings if coding.theme == theme.name]
    return ThemeRow(
        name=theme.name,
        label=theme.label,
        definition=theme.definition,
        mentions=len({_comment_of(coding) for coding in own}),
        respondents=len({coding.response_id for coding in own}),
        strengths=_with_stance(own, "strength"),
        concerns=_with_stance(own, "concern"),
        neutral=_with_stance(own, "neutral"),
    )


def _with_stance(codings: Sequence[CodingRecord], stance: Stance) -> int:
    return len({_comment_of(coding) for coding in codings if coding.stance == stance})


def _comment_of(coding: CodingRecord) -> Comment:
    return coding.response_id, coding.question, coding.entry
