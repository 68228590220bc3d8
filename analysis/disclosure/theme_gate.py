"""The gate for themes: few people behind a theme, and what the totals tell of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.disclosure.suppression import Cell, Hidden, choose_hidden
from analysis.disclosure.wording import FEW, WHOLE
from analysis.report import QuestionBlock, ThemeRow, ThemeTable

STANCES = ("strengths", "concerns", "neutral")


@dataclass(frozen=True, slots=True, kw_only=True)
class GatedThemes:
    """The themes as they may be shown, and whether anything of them is hidden."""

    table: ThemeTable
    touched: bool


def gate_themes(
    table: ThemeTable, written: Sequence[QuestionBlock], counts: Mapping[str, int], threshold: int
) -> GatedThemes:
    """Hide what the policy hides of the themes.

    Parameters
    ----------
    table : ThemeTable
        Unsuppressed.
    written : sequence of QuestionBlock
        The questions whose comments were coded, as they may be shown.
    counts : mapping of str to int
        How many comments each of them really has.
    threshold : int
        Counts from 1 to this are hidden.
    """
    comments, coded = table.comments or 0, table.coded or 0
    if 1 <= comments <= threshold or 1 <= (table.respondents or 0) <= threshold:
        return GatedThemes(table=hide_themes(table), touched=True)
    concealed = [block for block in written if block.comments is None]
    no_total = bool(concealed)
    shown_elsewhere = sum(counts[block.name] for block in written if block.comments is not None)
    hidden = _choose(table, threshold, no_total=no_total)
    if hidden is None:
        return GatedThemes(table=hide_themes(table), touched=True)
    hidden_rows = [row for row in table.rows if row.name in hidden]
    rows = tuple(_gate_row(row, hidden) for row in table.rows if row.name not in hidden)
    # Mentions beyond the comments that are shown elsewhere must be of comments on the concealed questions.
    beyond = max((row.mentions or 0 for row in rows), default=0) - shown_elsewhere
    if any(beyond > _most_that_tells_nothing(block, threshold) for block in concealed):
        return GatedThemes(table=hide_themes(table), touched=True)
    touched = bool(hidden) or no_total
    # Rows came in order of mentions: where a hidden one stood would say between which numbers it lies.
    rows = (*rows, *(_bare(row) for row in sorted(hidden_rows, key=_label)))
    shown = replace(
        table,
        comments=None if no_total else comments,
        coded=None if no_total or "coded" in hidden else coded,
        respondents=None if no_total else table.respondents,
        rows=rows,
        note=FEW if touched else table.note,
    )
    return GatedThemes(table=shown, touched=touched)


def _most_that_tells_nothing(block: QuestionBlock, threshold: int) -> int:
    """How many comments a reader may know of, of a question whose comments are concealed, and be no wiser.

    Of a question hidden whole that is one. Where only the base is hidden, behind few who left it blank or the like,
    these must still be able to be as many as the policy hides.
    """
    if block.asked is None:
        return 1
    absences = (block.absences.not_answered, block.absences.not_applicable, block.absences.dont_know)
    others = [count for count in absences if count is not None]
    return block.asked - sum(others) - threshold - (len(absences) - len(others) - 1)


def _choose(table: ThemeTable, threshold: int, *, no_total: bool) -> Hidden | None:
    """The counts to hide: a theme's row is named by the theme, its stances by theme and stance.

    Each theme is seen to by itself, since its mentions stand between its stances and everything else; then all
    themes together, of which those that cannot be protected are hidden.
    """
    hidden: set[str] = set()
    few: set[str] = set()
    for row in table.rows:
        stances = _choose_stances(row, threshold)
        if stances is None:
            few.add(row.name)
        else:
            hidden |= stances
    themes = tuple(Cell(name=row.name, value=row.mentions or 0, cost=4) for row in table.rows)
    comments, coded = table.comments or 0, table.coded or 0
    cells = Cell(name="coded", value=coded, parts=themes, rule="cover", printed=not no_total, cost=2)
    rest = Cell(name="not coded", value=comments - coded, printed=False)
    top = Cell(name="comments", value=comments, parts=(cells, rest))
    rows = choose_hidden(top, threshold, also=frozenset(few))
    return None if rows is None else rows | hidden


def _choose_stances(row: ThemeRow, threshold: int) -> Hidden | None:
    """The stances of a theme to hide; None where the theme itself is of few."""
    mentions = row.mentions or 0
    if any(1 <= count <= threshold for count in (mentions, row.respondents or 0)):
        return None
    stances = tuple(Cell(name=f"{row.name} {stance}", value=getattr(row, stance)) for stance in STANCES)
    return choose_hidden(Cell(name=row.name, value=mentions, parts=stances, rule="cover"), threshold)


def _gate_row(row: ThemeRow, hidden: Hidden) -> ThemeRow:
    names = {stance for stance in STANCES if f"{row.name} {stance}" in hidden}
    if not names:
        return row
    return replace(
        row,
        strengths=None if "strengths" in names else row.strengths,
        concerns=None if "concerns" in names else row.concerns,
        neutral=None if "neutral" in names else row.neutral,
        mark="c",
    )


def _bare(row: ThemeRow) -> ThemeRow:
    return ThemeRow(
        name=row.name,
        label=row.label,
        definition=row.definition,
        mentions=None,
        respondents=None,
        strengths=None,
        concerns=None,
        neutral=None,
        mark="c",
    )


def hide_themes(table: ThemeTable) -> ThemeTable:
    """A table of which nothing is shown. It has no rows either: a row marked [c] would say that there is a count."""
    return replace(table, comments=None, coded=None, respondents=None, rows=(), note=WHOLE)


def _label(row: ThemeRow) -> str:
    return row.label
