"""The page of an audit's figures: its sections, each with what it shows first and what can be opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.case_audits import AuditFigures
from exports import audit_wording as words
from survey_app.case_audits.figures.tables import (
    TableView,
    agreement_table,
    beside_table,
    change_table,
    crossed_table,
    grades_table,
    returns_table,
    shift_table,
    spread_table,
)

NO_PANEL = "The panel has settled no grade yet, so there is no shift."
NO_GRADES = "The form of this audit has no graded questions."
NO_EARLIER = "No earlier audit is named to compare this one with."


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Part of a section: a chart by name, tables, or both; under ``fold``, what the reader opens them by."""

    title: str = ""
    chart: str = ""
    tables: tuple[TableView, ...] = ()
    fold: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the page. ``empty`` says why there is nothing in it."""

    key: str
    title: str
    reading: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    cautions: tuple[str, ...] = ()
    empty: str = ""


def page_sections(figures: AuditFigures) -> tuple[Section, ...]:
    """All sections of the page, in the order in which they are read."""
    return (
        Section(key="returns", title="Returns", blocks=(_shown(returns_table(figures)),)),
        _grades(figures),
        _agreement(figures),
        _shift(figures),
        _dissents(figures),
        _against(figures),
        Section(key="counted", title="How these figures are counted", reading=words.HOW_COUNTED),
    )


def _shown(table: TableView, title: str = "") -> Block:
    return Block(title=title, tables=(table.trimmed,))


def _folded(table: TableView, *, title: str = "", chart: str = "") -> Block:
    return Block(title=title, chart=chart, tables=(table,), fold=f"{table.label}, as a table")


def _grades(figures: AuditFigures) -> Section:
    grades, labels = figures.grades, pooled_labels(figures)
    if grades.together is None:
        return Section(key="grades", title="Grades", empty=NO_GRADES)
    pooled = {question.name for question in figures.pooled}
    own = (grades.together, *(row for row in grades.by_question if row.name in pooled))
    by_question = grades_table("Grades by question", "Question", own, labels, absences=True)
    by_agency = grades_table("Grades by agency", "Agency", grades.by_agency, labels, absences=True)
    blocks = [
        _folded(by_question, title="By question", chart="questions"),
        *_other_scales(figures),
        _folded(by_agency, title="By agency", chart="agencies"),
    ]
    if grades.panel is not None:
        rows = (grades.panel, *(row for row in grades.panel_by_question if row.name in pooled))
        table = grades_table("Moderated grades by question", "Question", rows, labels, absences=False)
        blocks.append(_folded(table, title="What the panel settled", chart="panel"))
    return Section(
        key="grades",
        title="Grades",
        reading=(words.HOW_TO_READ_GRADES,),
        blocks=tuple(blocks),
        cautions=grades.together.cautions,
    )


def _other_scales(figures: AuditFigures) -> Iterator[Block]:
    """Questions on other scales than most have tables of their own."""
    labels = {question.name: question.grade_labels for question in figures.questions if question not in figures.pooled}
    for row in figures.grades.by_question:
        if row.name in labels:
            yield _folded(grades_table(row.label, "Question", (row,), labels[row.name], absences=True))


def _agreement(figures: AuditFigures) -> Section:
    found, title = figures.agreement, "How far agencies agreed"
    if found.together is None:
        return Section(key="agreement", title=title, empty=NO_GRADES)
    if found.together.why_not is not None:
        return Section(key="agreement", title=title, empty=found.together.why_not)
    blocks = [
        _shown(agreement_table("Agreement by question", "Question", (found.together, *found.by_question))),
        Block(tables=tuple(_crossed(figures)), fold="Which grades met which, question by question"),
    ]
    if found.by_pair:
        table = agreement_table("Agreement of every two agencies", "Agencies", found.by_pair)
        blocks.append(_shown(table, "Two agencies at a time"))
    blocks.append(_shown(spread_table(figures), "Case by case"))
    blocks.append(_shown(beside_table(figures), "Who grades higher or lower than the others"))
    return Section(
        key="agreement",
        title=title,
        reading=words.HOW_TO_READ_AGREEMENT,
        blocks=tuple(blocks),
        cautions=found.together.cautions,
    )


def _crossed(figures: AuditFigures) -> Iterator[TableView]:
    """The tables of grades behind the figures of agreement, all questions first."""
    named = {question.name: question for question in figures.questions}
    together = figures.agreement.together
    for row in (*(() if together is None else (together,)), *figures.agreement.by_question):
        if row.exact.table.total:
            question = named.get(row.name) or figures.pooled[0]
            yield crossed_table(f"Which grades met which: {row.label}", row.label, row.exact.table, question)


def _shift(figures: AuditFigures) -> Section:
    found, title = figures.shift, "What moderation changed"
    if found.together is None or found.together.shift.why_not is not None:
        return Section(key="shift", title=title, empty=NO_PANEL)
    own = crossed_table(
        "Own grades against moderated ones", "Own ↓ moderated →", found.together.shift.table,
        figures.pooled[0],
    )  # fmt: skip
    every = shift_table("What moderation changed, all questions", "Questions", (found.together,), adjusted=False)
    by_agency = shift_table("Shift by agency", "Agency", found.by_agency, adjusted=True)
    by_question = shift_table("Shift by question", "Question", found.by_question, adjusted=True)
    return Section(
        key="shift",
        title=title,
        reading=words.HOW_TO_READ_SHIFT,
        blocks=(
            Block(chart="shift"),
            _shown(every),
            _shown(own, "Own grades against moderated ones"),
            _shown(by_agency, "By agency"),
            _shown(by_question, "By question"),
        ),
        cautions=found.together.shift.cautions,
    )


def _dissents(figures: AuditFigures) -> Section:
    found = figures.shift.dissents
    labels = {question.name: question.label for question in figures.questions}
    if not found.total:
        return Section(key="dissents", title="Dissent", empty="No agency has recorded a dissent.")
    by_agency = TableView(
        label="Dissents by agency", heads=("Agency", "Dissents"), numeric=(1,),
        rows=tuple((name, str(count)) for name, count in found.by_agency),
    )  # fmt: skip
    by_question = TableView(
        label="Dissents by question", heads=("Question", "Dissents"), numeric=(1,),
        rows=tuple((labels.get(name, name), str(count)) for name, count in found.by_question),
    )  # fmt: skip
    return Section(key="dissents", title="Dissent", blocks=(_shown(by_agency), _shown(by_question)))


def _against(figures: AuditFigures) -> Section:
    found = figures.against
    if found is None:
        return Section(key="against", title="Against the last audit", empty=NO_EARLIER)
    blocks = []
    if found.moderated:
        blocks.append(_shown(change_table("By moderated grades", found.moderated), "By moderated grades"))
    if found.own:
        table = change_table("By the agencies’ own grades", found.own)
        blocks.append(_folded(table) if found.moderated else _shown(table, "By the agencies’ own grades"))
    if found.not_compared:
        table = TableView(label="Questions that are not compared", heads=("Question", "Why"), rows=found.not_compared)
        blocks.append(_folded(table))
    return Section(
        key="against",
        title="Against the last audit",
        reading=(f"The last audit is “{found.title}”.", words.HOW_TO_READ_CHANGE),
        blocks=tuple(blocks),
        cautions=found.cautions,
        empty=found.why_not or "",
    )


def pooled_labels(figures: AuditFigures) -> tuple[str, ...]:
    """The names of the grades of questions whose figures are pooled."""
    return figures.pooled[0].grade_labels if figures.pooled else ()
