"""Themes of comments: how often, by how many people, and whether as a strength or a concern."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from analysis.report import ThemeRow, ThemeTable
from analysis.round_data import CodingRecord, Stance, ThemeDefinition

Comment = tuple[str, str, int]  # the response, the question and the entry of its repeat: what one comment is


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
    comments : collection of (response, question, entry)
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
