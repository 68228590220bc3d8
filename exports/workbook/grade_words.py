"""Grades of agencies in words, and the looks that follow the words: change a cell's grade and its look changes too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.beside import Standards
from analysis.section11.heat_tables import HeatTable
from analysis.section11.unit_grades import UnitGrade
from exports.formats import CELL_FILLS
from exports.plain_text import plain_text, utf16_length
from exports.workbook.native_charts import ChartSeries
from exports.workbook.page import Page

LOOKS = ("look_best", "look_good", "look_middle", "look_poor", "look_worst")
ABSENT = {"not applicable": "Not applicable", "missing": "No record", "differing": "Records differ"}
ABSENT_MEANINGS = {
    "not applicable": "The agency does not have this duty, or not on this subject. In no denominator.",
    "missing": "Nobody has recorded a grade. In no denominator.",
    "differing": "Records of the same standing give different grades, so none counts: see the totals.",
}
MOST_IN_A_RULE = 200  # characters that a conditional format compares with; Excel takes 255 with the quotes
_STEPS = {2: (0, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4)}


def label_of(labels: Mapping[str, str], key: str) -> str:
    """The words of a grade or a standard; its key where it has none."""
    return plain_text(labels.get(key, "")) or plain_text(key)


def spoken(key: str) -> str:
    """A key as words, where there is no label: requires_improvement is “Requires improvement”."""
    words = key.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def cell_words(cell: UnitGrade, labels: Mapping[str, str]) -> str:
    """What stands in the cell of one agency and standard."""
    return ABSENT[cell.state] if cell.grade is None else label_of(labels, cell.grade)


def grade_words(standards: Standards) -> list[str]:
    """The words of every grade, the best first."""
    return [label_of(standards.grade_labels, grade) for grade in standards.heat.grades]


def record_words(records: Sequence[str], labels: Mapping[str, str]) -> str:
    """Records such as "Police: partly" with the grade in words."""
    said = []
    for record in records:
        agency, colon, grade = record.rpartition(": ")
        said.append(f"{agency}{colon}{label_of(labels, grade) if grade in labels else grade}")
    return "; ".join(said)


def better_words(heat: HeatTable, labels: Sequence[str]) -> str:
    """Which grades are counted as the better ones, where the counts leave no doubt of it; else just that."""
    profiles = (*heat.by_standard, *heat.by_unit)
    fitting = [
        size
        for size in range(1, len(heat.grades))
        if all(sum(profile.counts[:size]) == profile.n_favourable for profile in profiles)
    ]
    if len(fitting) != 1:
        return "the better grades of the scale"
    return " or ".join(f"“{label}”" for label in labels[: fitting[0]])


def steps(grades: int) -> list[int]:
    """Which of the five looks each grade has, the best first."""
    return list(_STEPS.get(grades) or (round(4 * place / max(1, grades - 1)) for place in range(grades)))


def grade_series(grades: int, first_column: int) -> list[ChartSeries]:
    """The series of a stacked chart, one for each grade, from the best to the worst."""
    inks = ("#ffffff", "#000000", "#000000", "#000000", "#000000")
    return [
        ChartSeries(
            column=first_column + place,
            fill=CELL_FILLS[step],
            label_colour=inks[step],
            pattern="wide_upward_diagonal" if step == 4 else None,
        )
        for place, step in enumerate(steps(grades))
    ]


def colour_grades(page: Page, words: Sequence[str], first: tuple[int, int], last: tuple[int, int]) -> None:
    """Give cells the look of the grade that they say."""
    looks = [LOOKS[step] for step in steps(len(words))]
    absent = [(ABSENT["not applicable"], "look_absent"), (ABSENT["missing"], "look_absent")]
    for text, look in (*zip(words, looks, strict=True), *absent, (ABSENT["differing"], "look_differing")):
        colour_text(page, text, look, first, last)


def colour_text(
    page: Page, text: str, look: str, first: tuple[int, int], last: tuple[int, int], *, begins: bool = False
) -> None:
    """Give cells that say this text, or begin with it, a look."""
    if not text.strip() or utf16_length(text) > MOST_IN_A_RULE:
        return
    if begins:
        rule = {"type": "text", "criteria": "begins with", "value": text}
    else:
        rule = {"type": "cell", "criteria": "==", "value": '"{}"'.format(text.replace('"', '""'))}
    page.sheet.conditional_format(*first, *last, {**rule, "format": page.styles[look]})
