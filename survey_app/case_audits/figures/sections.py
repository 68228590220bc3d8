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
NO_EARLIER = "No earlier audit is named to compare this one with."


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Part of a section: a chart by name, a table, or both; ``folded`` tables are opened by the reader."""

    title: str = ""
    chart: str = ""
    table: TableView | None = None
    folded: bool = False


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
        Section(key="returns", title="Returns", blocks=(Block(table=returns_table(figures)),)),
        _grades(figures),
        _agreement(figures),
        _shift(figures),
        _dissents(figures),
        _against(figures),
        Section(key="counted", title="How these figures are counted", reading=words.HOW_COUNTED),
    )


def _grades(figures: AuditFigures) -> Section:
    grades, labels = figures.grades, pooled_labels(figures)
    blocks = [
        Block(title="By question", chart="questions"),
        *_grade_blocks(figures),
        Block(title="By agency", chart="agencies"),
        Block(
            table=grades_table("Grades by agency", "Agency", grades.by_agency, labels, absences=True), folded=True
        ),
    ]  # fmt: skip
    if grades.panel is not None:
        rows = (grades.panel, *(row for row in grades.panel_by_question if len(row.counts) == len(labels)))
        table = grades_table("Moderated grades by question", "Question", rows, labels, absences=False)
        blocks += [Block(title="What the panel settled", chart="panel"), Block(table=table, folded=True)]
    together = grades.together
    return Section(
        key="grades",
        title="Grades",
        reading=(words.HOW_TO_READ_GRADES,),
        blocks=tuple(blocks) if together is not None else (),
        cautions=together.cautions if together is not None else (),
        empty="" if together is not None else "The form grades nothing.",
    )


def _grade_blocks(figures: AuditFigures) -> Iterator[Block]:
    """The table by question; questions on other scales have tables of their own."""
    labels, grades = pooled_labels(figures), figures.grades
    alike = [row for row in grades.by_question if _labels_of(figures, row.name) == labels]
    together = () if grades.together is None else (grades.together,)
    table = grades_table("Grades by question", "Question", (*together, *alike), labels, absences=True)
    yield Block(table=table, folded=True)
    for row in grades.by_question:
        own = _labels_of(figures, row.name)
        if own != labels:
            yield Block(table=grades_table(row.label, "Question", (row,), own, absences=True), folded=True)


def _agreement(figures: AuditFigures) -> Section:
    found = figures.agreement
    if found.together is None or found.together.why_not is not None:
        why = "The form grades nothing." if found.together is None else found.together.why_not or ""
        return Section(key="agreement", title="How far agencies agreed", empty=why)
    blocks = [
        Block(table=agreement_table("Agreement by question", "Question", (found.together, *found.by_question))),
        *_crossed(figures),
    ]
    if found.by_pair:
        table = agreement_table("Agreement of every two agencies", "Agencies", found.by_pair)
        blocks.append(Block(title="Two agencies at a time", table=table))
    blocks.append(Block(title="Case by case", table=spread_table(figures)))
    blocks.append(Block(title="Who grades higher or lower than the others", table=beside_table(figures)))
    return Section(
        key="agreement",
        title="How far agencies agreed",
        reading=words.HOW_TO_READ_AGREEMENT,
        blocks=tuple(blocks),
        cautions=found.together.cautions,
    )


def _crossed(figures: AuditFigures) -> Iterator[Block]:
    """The tables of grades behind the figures of agreement, all questions first."""
    named = {question.name: question for question in figures.questions}
    together = figures.agreement.together
    for row in (*(() if together is None else (together,)), *figures.agreement.by_question):
        question = named.get(row.name) or figures.pooled[0]
        if row.exact.table.total:
            yield Block(
                table=crossed_table(f"Which grades met which: {row.label}", row.exact.table, question), folded=True
            )


def _shift(figures: AuditFigures) -> Section:
    found = figures.shift
    if found.together is None or found.together.shift.why_not is not None:
        return Section(key="shift", title="What moderation changed", empty=NO_PANEL)
    question = figures.pooled[0]
    table = crossed_table("Own grades against moderated ones", found.together.shift.table, question)
    return Section(
        key="shift",
        title="What moderation changed",
        reading=words.HOW_TO_READ_SHIFT,
        blocks=(
            Block(chart="shift"),
            Block(table=shift_table("All questions together", "", (found.together,), adjusted=False)),
            Block(title="Own grades against moderated ones", table=table),
            Block(title="By agency", table=shift_table("Shift by agency", "Agency", found.by_agency, adjusted=True)),
            Block(
                title="By question",
                table=shift_table("Shift by question", "Question", found.by_question, adjusted=True),
            ),
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
    return Section(key="dissents", title="Dissent", blocks=(Block(table=by_agency), Block(table=by_question)))


def _against(figures: AuditFigures) -> Section:
    found = figures.against
    if found is None:
        return Section(key="against", title="Against the last audit", empty=NO_EARLIER)
    blocks = []
    if found.moderated:
        blocks.append(Block(title="By moderated grades", table=change_table("By moderated grades", found.moderated)))
    if found.own:
        table = change_table("By the agencies’ own grades", found.own)
        blocks.append(Block(title="By the agencies’ own grades", table=table, folded=bool(found.moderated)))
    if found.not_compared:
        table = TableView(
            label="Questions not compared", heads=("Question", "Why not"), rows=tuple(found.not_compared)
        )  # fmt: skip
        blocks.append(Block(table=table, folded=True))
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


def _labels_of(figures: AuditFigures, name: str) -> tuple[str, ...]:
    return next(question.grade_labels for question in figures.questions if question.name == name)
