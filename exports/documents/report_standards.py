"""Section 11 standards: grades by standard and agency, three views, evidence; and how far graders agreed."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.agreement.coefficient import AgreementCoefficient
from analysis.agreement.pairs import AgreementShare
from analysis.beside import Beside, JudgementAgreement, Standards
from analysis.report import Report
from analysis.section11.staff_views import StaffView
from analysis.section11.unit_grades import UnitGrade
from exports.documents.paper import Paper
from exports.documents.share_tables import Row
from exports.documents.tables import NUMBER, STRONG, Cell, Column
from exports.formats import percent_text
from exports.plain_text import plain_text

STANDARDS_A_TABLE = 6
STATES = {"missing": "no grade", "not applicable": "n/a", "differing": "differ"}
FILLS = ("#bcd6db", "#dfecee", "#f3f4f5", "#d3d7d9")  # from best to worst; the words say it too


def write_standards(paper: Paper, report: Report, beside: Beside) -> None:
    """Grades are of organisations, and shown in full."""
    standards = beside.standards
    if standards is None:
        if "standards" in beside.notes:
            paper.heading("Section 11 standards")
            paper.paragraph(beside.notes["standards"])
        return
    paper.heading("Section 11 standards")
    if standards.note:
        paper.paragraph(standards.note, "Walkabout Note")
    _write_profiles(paper, standards)
    _write_grid(paper, standards)
    _write_three_ways(paper, standards, hidden_up_to(report))
    _write_coverage(paper, standards)


def hidden_up_to(report: Report) -> int:
    """Up to which counts of people are hidden: by the policy in a release, none in a working paper."""
    return report.policy.threshold if report.release_class == "release" else 0


def _label(standards: Standards, name: str) -> str:
    return standards.labels.get(name, name)


def _write_profiles(paper: Paper, standards: Standards) -> None:
    heat = standards.heat
    columns = (
        Column(head="Standard", share=34, style=STRONG),
        *(Column(head=standards.grade_labels.get(grade, grade), share=9, style=NUMBER) for grade in heat.grades),
        Column(head="Not graded", share=10, style=NUMBER),
        Column(head="Better grades", share=20, style=NUMBER),
    )
    rows: list[Row] = [
        [
            _label(standards, one.name),
            *(f"{count:,}" for count in one.counts),
            f"{one.n_missing + one.n_not_applicable + one.n_differing:,}",
            "–" if one.estimate is None else f"{percent_text(one.estimate)} ({one.n_favourable} of {one.n_used})",
        ]
        for one in heat.by_standard
    ]
    paper.heading("Grades by standard", 2)
    paper.table(columns, rows, title="How many agencies have each grade, by standard")
    paper.paragraph(
        "Not graded: not applicable, without a grade, or with records that differ. These are in no base. All agencies "
        "are here and none is drawn by chance, so there are no intervals.",
        "Walkabout Note",
    )


def _write_grid(paper: Paper, standards: Standards) -> None:
    """Every agency by every standard, some standards at a time."""
    heat = standards.heat
    paper.heading("Grades of each agency", 2)
    for first in range(0, len(heat.standards), STANDARDS_A_TABLE):
        places = range(first, min(first + STANDARDS_A_TABLE, len(heat.standards)))
        columns = (
            Column(head="Agency", share=28, style=STRONG),
            *(
                Column(head=_short(_label(standards, heat.standards[place])), share=72 / len(places))
                for place in places
            ),
        )
        rows: list[Row] = [
            [unit, *(_grade(standards, heat.rows[place][number]) for place in places)]
            for number, unit in enumerate(heat.units)
        ]
        names = "; ".join(_short(_label(standards, heat.standards[place])) for place in places)
        paper.table(columns, rows, title=f"Grades of each agency: {names}")


def _short(label: str) -> str:
    """The number of a standard, as far as its label begins with one; the tables above have the words."""
    first = plain_text(label).split(" ")[0].rstrip(".:")
    return first if any(character.isdigit() for character in first) else plain_text(label, 28)


def _grade(standards: Standards, cell: UnitGrade) -> Cell:
    if cell.grade is None:
        return Cell(text=STATES[cell.state], style="Walkabout Table Detail")
    grades = standards.heat.grades
    step = grades.index(cell.grade) * (len(FILLS) - 1) / max(1, len(grades) - 1)
    worst = cell.grade == grades[-1]
    return Cell(
        text=standards.grade_labels.get(cell.grade, cell.grade),
        style=STRONG if worst else None,
        fill=FILLS[round(step)],
    )


def _write_three_ways(paper: Paper, standards: Standards, threshold: int) -> None:
    view = standards.three_ways
    if view is None:
        return
    columns = (
        Column(head="Standard", share=34, style=STRONG),
        Column(head="Self-assessed", share=14, style=NUMBER),
        Column(head="Walkabouts", share=14, style=NUMBER),
        Column(head="Staff", share=18, style=NUMBER),
        Column(head="On paper and on the floor", share=20),
    )
    rows: list[Row] = [
        [
            _label(standards, one.standard),
            f"{one.n_self_favourable} of {one.n_self}",
            f"{one.n_walkabout_favourable} of {one.n_walkabout}",
            _staff(paper, one.staff, threshold),
            f"{one.flag.state}; {one.n_flagged} of {one.n_judged} agencies flagged",
        ]
        for one in view.by_standard
    ]
    paper.heading("Three views of each standard", 2)
    paper.table(columns, rows, title="Better grades in self-assessments and walkabouts, and what staff say")
    paper.paragraph(f"Flagged: green on paper and amber on the floor. {view.line.sentence}", "Walkabout Note")


def _staff(paper: Paper, staff: StaffView | None, threshold: int) -> str:
    """What staff say. These are people: in a release a count that the policy hides is hidden here too."""
    if staff is None:
        return "not asked"
    if any(0 < count <= threshold for count in (staff.n_favourable, staff.n_used - staff.n_favourable)):
        return paper.sign("c")
    if staff.share.estimate is None:
        return paper.sign("z")
    return f"{percent_text(staff.share.estimate)} ({staff.n_favourable} of {staff.n_used})"


def _write_coverage(paper: Paper, standards: Standards) -> None:
    coverage = standards.coverage
    if coverage is None:
        return
    heads = ("Expected", "Current", "Old", "Undated", "None")
    columns = (
        Column(head="Standard", share=40, style=STRONG),
        *(Column(head=head, share=12, style=NUMBER) for head in heads),
    )
    rows: list[Row] = [
        [
            _label(standards, one.name),
            *(f"{n:,}" for n in (one.n_expected, one.n_current, one.n_old, one.n_undated, one.n_none)),
        ]
        for one in (*coverage.by_standard, coverage.overall)
    ]
    rows[-1][0] = "All standards"
    paper.heading("How recent the evidence is", 2)
    paper.table(columns, rows, title=f"Agencies by their newest evidence, on {coverage.as_of:%d.%m.%Y}")


def write_agreement(paper: Paper, beside: Beside) -> None:
    """How far agencies agreed that graded the same cases; in working papers only."""
    if not beside.agreement:
        if "agreement" in beside.notes:
            paper.heading("Agreement on cases")
            paper.paragraph(beside.notes["agreement"])
        return
    paper.heading("Agreement on cases")
    columns = (
        Column(head="Judgement", share=32, style=STRONG),
        Column(head="Same grade", share=19),
        Column(head="Within one grade", share=19),
        Column(head="Beyond chance", share=30),
    )
    rows: list[Row] = [
        [one.label, _pairs(one.exact), _pairs(one.within_one), _beyond(one.coefficients)] for one in beside.agreement
    ]
    paper.table(columns, rows, title="How far agencies agreed that graded the same cases")
    for note in dict.fromkeys(_cautions(beside.agreement)):
        paper.paragraph(note, "Walkabout Note")


def _pairs(share: AgreementShare) -> str:
    if share.estimate is None:
        return share.why_not or "not defined"
    return f"{percent_text(share.estimate)} ({share.count} of {share.n_pairs} pairs)"


def _beyond(coefficients: Sequence[AgreementCoefficient]) -> str:
    """The coefficient to read first, with its interval."""
    if not coefficients:
        return "–"
    first = coefficients[0]
    if first.estimate is None:
        return first.why_not or "not defined"
    interval = f" ({first.low:.2f} to {first.high:.2f})" if first.low is not None and first.high is not None else ""
    return f"{first.statistic}: {first.estimate:.2f}{interval}, {first.n_used} cases"


def _cautions(agreement: Sequence[JudgementAgreement]) -> list[str]:
    found = []
    for one in agreement:
        for coefficient in one.coefficients:
            found += [f"{coefficient.method}", *coefficient.cautions]
    return found
