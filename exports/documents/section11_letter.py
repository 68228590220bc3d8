"""The Section 11 letter to an agency: what a walkabout found, in words and grades, and what is to be done about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from docx.shared import Pt

from exports.documents.furniture import Origin, furnish
from exports.documents.paper import Paper
from exports.documents.report_standards import FILLS
from exports.documents.tables import STRONG, Cell, Column
from exports.documents.template import ENGLISH, open_document
from exports.plain_text import plain_text
from exports.wording import date_text

KIND = "Section 11 letter"
OVERVIEW = (
    Column(head="Standard", share=46, style=STRONG),
    Column(head="The walkabout’s grade", share=27),
    Column(head="Your own grade", share=27),
)
NARRATIVE = (Column(head="Standard", share=60, style=STRONG), Column(head="Your own grade", share=40))
ACTIONS = (
    Column(head="Action", share=44, style=STRONG),
    Column(head="Owner", share=18),
    Column(head="By", share=14),
    Column(head="How you will know", share=24),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterAction:
    """One action of the agency."""

    reference: str
    what: str
    owner: str
    due_on: date | None
    success_measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterStandard:
    """One standard in the letter. ``place`` is the grade's among the grades, the best 0; None without one."""

    label: str
    grade: str
    place: int | None
    means: str  # what good looks like at this grade
    next_grade: str  # the next better grade, and
    next_means: str  # what that looks like
    own_grade: str
    gap_reason: str
    rationale: str
    strengths: str
    gaps: str
    actions: tuple[LetterAction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section11Letter:
    """Everything that the letter says, ready made."""

    agency: str
    partnership: str
    cycle: str
    dated: date
    revision: int
    fingerprint: str
    produced_at: datetime
    visits: tuple[str, ...]
    rubric: str
    grades: int  # how many grades there are
    standards: tuple[LetterStandard, ...]
    narrative_only: str = ""  # why there are no grades
    good_practice: tuple[tuple[str, str], ...] = ()  # title and text
    reply: str = ""  # how the agency replied on factual accuracy
    reopened: str = ""  # why there is another revision
    contact: str = ""
    signed_by: tuple[str, ...] = ()


def write_section11_letter(
    letter: Section11Letter, out: Path | BinaryIO, *, template: Path | None = None, language: str = ENGLISH
) -> None:
    """Write the letter to ``out``; template and language are those of :func:`open_document`."""
    paper = Paper(open_document(template, language=language))
    furnish(paper, _origin(letter), KIND)
    _write_opening(paper, letter)
    _write_overview(paper, letter)
    _write_strong(paper, letter)
    _write_practice(paper, letter)
    _write_actions(paper, letter)
    _write_next(paper, letter)
    _write_close(paper, letter)
    _write_standards(paper, letter)
    paper.save(out)


def _origin(letter: Section11Letter) -> Origin:
    return Origin(
        title=f"Section 11 walkabout: {letter.agency}",
        partnership=letter.partnership,
        made_of=f"final revision {letter.revision} of the assessment",
        release_class="release",
        release_number=letter.revision,
        produced_at=letter.produced_at.isoformat(),
        instrument=None,
        policy=None,
        note=f"Final revision {letter.revision}, fingerprint {letter.fingerprint[:16]}",
    )


def _write_opening(paper: Paper, letter: Section11Letter) -> None:
    paper.paragraph(letter.agency, "Walkabout Address")
    day = paper.paragraph(date_text(letter.dated))
    day.paragraph_format.space_before = Pt(24)
    paper.paragraph("Dear colleague,")
    paper.heading(f"Section 11 walkabout: what we found at {letter.agency}")
    visits = f" Visited: {'; '.join(letter.visits)}." if letter.visits else ""
    paper.paragraph(
        f"Thank you to everybody at {letter.agency} who made time for our visit in the cycle “{letter.cycle}”.{visits} "
        "This letter says how far we found each duty met under section 11 of the Children Act 2004, what is strong, "
        "and what should change."
    )
    if letter.narrative_only:
        paper.paragraph(letter.narrative_only, "Walkabout Callout")
    if letter.rubric:
        paper.paragraph(letter.rubric, "Walkabout Note")
    if letter.reopened:
        paper.paragraph(f"This letter takes the place of the one before. {letter.reopened}", "Walkabout Callout")


def _write_overview(paper: Paper, letter: Section11Letter) -> None:
    if letter.narrative_only:
        rows: list[list[Cell | str]] = [[one.label, one.own_grade] for one in letter.standards]
        paper.heading("At a glance", 2)
        paper.table(NARRATIVE, rows, title="Your own grades by standard")
        return
    paper.heading("Grades at a glance", 2)
    rows = [[one.label, _grade(one, letter.grades), one.own_grade] for one in letter.standards]
    paper.table(OVERVIEW, rows, title="The walkabout’s grade and your own, by standard")


def _grade(one: LetterStandard, grades: int) -> Cell | str:
    if one.place is None:
        return one.grade
    step = one.place * (len(FILLS) - 1) / max(1, grades - 1)
    return Cell(text=one.grade, fill=FILLS[round(step)], style=STRONG if one.place == grades - 1 else None)


def _write_strong(paper: Paper, letter: Section11Letter) -> None:
    strong = [one for one in letter.standards if one.strengths]
    if strong:
        paper.heading("What is strong", 2)
        for one in strong:
            _named(paper, one.label, one.strengths)


def _named(paper: Paper, name: str, text: str) -> None:
    """A name in bold and what is said of it, paragraph by paragraph."""
    lines = _paragraphs(text)
    paper.mixed([(f"{name}. ", "Strong"), (lines[0] if lines else "", None)])
    for line in lines[1:]:
        paper.paragraph(line)


def _paragraphs(text: str) -> list[str]:
    return [line for line in map(plain_text, text.splitlines()) if line]


def _write_practice(paper: Paper, letter: Section11Letter) -> None:
    if letter.good_practice:
        paper.heading("Good practice that others can learn from", 2)
        for title, text in letter.good_practice:
            _named(paper, title, text)


def _write_actions(paper: Paper, letter: Section11Letter) -> None:
    planned = [action for one in letter.standards for action in one.actions]
    paper.heading("What should change", 2)
    if not planned:
        paper.paragraph("No grade asks for an action.")
        return
    rows: list[list[Cell | str]] = [
        [
            f"{one.reference}. {one.what}",
            one.owner,
            date_text(one.due_on) if one.due_on else "No date",
            one.success_measure,
        ]
        for one in planned
    ]
    paper.table(ACTIONS, rows, title="Actions")


def _write_next(paper: Paper, letter: Section11Letter) -> None:
    paper.heading("What happens next", 2)
    items = ["Please tell your staff what we found, and thank those who spoke with us."]
    if any(one.actions for one in letter.standards):
        items.append("Begin the actions above; the partnership asks how they go on the days that they are due.")
    items.append(f"Questions: {letter.contact}." if letter.contact else "Questions: the partnership’s business unit.")
    paper.numbered(items)
    if letter.reply:
        paper.paragraph(letter.reply, "Walkabout Note")


def _write_close(paper: Paper, letter: Section11Letter) -> None:
    close = paper.paragraph("Yours sincerely,", keep_next=True)
    close.paragraph_format.space_before = Pt(18)
    for name in letter.signed_by:
        paper.mixed([(name, "Strong")], "Walkabout Address", keep_next=True)
    paper.paragraph(f"On behalf of {letter.partnership}", "Walkabout Address")


def _write_standards(paper: Paper, letter: Section11Letter) -> None:
    paper.heading("Standard by standard", new_page=True)
    for one in letter.standards:
        paper.heading(one.label, 2)
        if not letter.narrative_only or one.place is not None:
            _write_grade(paper, one)
        elif one.own_grade:
            paper.mixed([("Your own grade: ", "Strong"), (one.own_grade, None)])
        for name, text in (("What we found", one.rationale), ("Strong", one.strengths), ("To change", one.gaps)):
            if text:
                _named(paper, name, text)
        if one.actions:
            paper.bullets(f"Action {action.reference}: {action.what}" for action in one.actions)


def _write_grade(paper: Paper, one: LetterStandard) -> None:
    pieces: Iterable[tuple[str, str | None]] = [
        ("The walkabout’s grade: ", "Strong"), (f"{one.grade}. ", None), ("Your own grade: ", "Strong"),
        (one.own_grade, None),
    ]  # fmt: skip
    paper.mixed(pieces)
    if one.means:
        paper.paragraph(f"{one.grade} means: {one.means}", "Walkabout Note")
    if one.next_means:
        paper.paragraph(f"What {one.next_grade.lower()} looks like: {one.next_means}", "Walkabout Note")
    if one.gap_reason:
        _named(paper, "Why the two grades differ", one.gap_reason)
