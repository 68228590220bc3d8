"""Three views of each standard: the agency's own grade, the walkabout's, and what staff say as released."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from analysis.beside.staff import staff_views_in
from analysis.disclosure import DisclosureRefused
from analysis.section11 import StaffView
from exports.formats import percent_text
from survey_app.designer.services import compiled_version
from survey_app.results.services import Reader, current_report
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle
from survey_app.walkabouts.outcomes.final_grades import newest_finals
from survey_app.walkabouts.outcomes.grades import CycleGrades, cycle_grades

NOT_SHOWN = "Not released"
NOT_ASKED = "Not asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewLine:
    """One standard of one assessment in three views, each in words."""

    assessment_id: str
    unit: str
    standard: str
    label: str
    own: str
    walkabout: str
    staff: str
    gap: str
    reason: str
    lower: bool  # the walkabout graded lower than the agency itself


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardLines:
    """One standard of a cycle: every final assessment, and what staff of all agencies say."""

    standard: str
    label: str
    staff: str
    lines: tuple[ViewLine, ...]
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleViews:
    """All final assessments of a cycle by standard; ``waiting`` counts those that are not final yet."""

    cycle: Section11Cycle
    standards: tuple[StandardLines, ...]
    finals: int
    waiting: int
    narrative: tuple[str, ...]  # assessments without grades

    @property
    def rows(self) -> tuple[ViewLine, ...]:
        return tuple(line for one in self.standards for line in one.lines)


def cycle_views(
    session: Session, cycle: Section11Cycle, assessments: int, *, reader: Reader, at: datetime
) -> CycleViews:
    """The three views of every standard of a cycle.

    Parameters
    ----------
    assessments : int
        How many there are in all, final or not.
    """
    finals = newest_finals(session, [cycle])
    staff = _staff(session, cycle, reader, at)
    grades = cycle_grades(cycle)
    contents = [(assessment, revision.content) for assessment, revision in finals]
    standards = []
    for standard in cycle.standards:
        said = _staff_text(cycle, staff, standard.name)
        lines = tuple(
            _line(assessment, one, said, narrative_only=content["narrative_only"])
            for assessment, content in contents
            for one in content["standards"]
            if one["name"] == standard.name
        )
        standards.append(
            StandardLines(
                standard=standard.name, label=standard.label, staff=said, lines=lines,
                sentence=_sentence(contents, standard.name, grades),
            )
        )  # fmt: skip
    return CycleViews(
        cycle=cycle,
        standards=tuple(standards),
        finals=len(finals),
        waiting=assessments - len(finals),
        narrative=tuple(content["title"] for _, content in contents if content["narrative_only"]),
    )


def assessment_views(
    session: Session, assessment: Section11Assessment, content: Mapping[str, object], *, reader: Reader, at: datetime
) -> tuple[ViewLine, ...]:
    """The three views of one final assessment."""
    staff = _staff(session, assessment.cycle, reader, at)
    standards = content["standards"]
    assert isinstance(standards, list)
    return tuple(
        _line(
            assessment, one, _staff_text(assessment.cycle, staff, one["name"]),
            narrative_only=bool(content["narrative_only"]),
        )
        for one in standards
    )  # fmt: skip


def _line(assessment: Section11Assessment, one: Mapping[str, object], staff: str, *, narrative_only: bool) -> ViewLine:
    gap = one["gap"]
    walkabout = str(one["grade_label"])
    if narrative_only and not one["grade"]:
        walkabout = "Narrative only"
    return ViewLine(
        assessment_id=assessment.id,
        unit=assessment.title,
        standard=str(one["name"]),
        label=str(one["label"]),
        own=str(one["own_label"]) or "None",
        walkabout=walkabout,
        staff=staff,
        gap=_gap_text(gap if isinstance(gap, int) else None),
        reason=str(one["gap_reason"]),
        lower=isinstance(gap, int) and gap < 0,
    )


def _gap_text(gap: int | None) -> str:
    if gap is None:
        return "–"
    if gap == 0:
        return "The same"
    return f"{abs(gap)} step{'' if abs(gap) == 1 else 's'} {'higher' if gap > 0 else 'lower'}"


def _sentence(contents: list[tuple[Section11Assessment, dict[str, object]]], name: str, grades: CycleGrades) -> str:
    """How the walkabouts' grades lie to the agencies' own; empty with fewer than two pairs."""
    gaps = list(_gaps(contents, name))
    if len(gaps) < 2:
        return ""
    lower, higher = sum(gap < 0 for gap in gaps), sum(gap > 0 for gap in gaps)
    return (
        f"Of {len(gaps)} with both grades, the walkabout graded {lower} lower, {higher} higher and "
        f"{len(gaps) - lower - higher} the same."
    )


def _gaps(contents: list[tuple[Section11Assessment, dict[str, object]]], name: str) -> Iterator[int]:
    for _, content in contents:
        standards = content["standards"]
        assert isinstance(standards, list)
        for one in standards:
            if one["name"] == name and isinstance(one["gap"], int):
                yield one["gap"]


def _staff(session: Session, cycle: Section11Cycle, reader: Reader, at: datetime) -> dict[str, StaffView] | None:
    """What the released report of the staff survey shows; None where nothing is released."""
    round_ = cycle.staff_round
    if round_ is None or round_.state == "draft":
        return None
    try:
        report = current_report(session, round_, reader=reader, at=at, paper="release")
    except DisclosureRefused:
        return None
    return {view.standard: view for view in staff_views_in(report, [one.name for one in cycle.standards])}


def _staff_text(cycle: Section11Cycle, staff: dict[str, StaffView] | None, standard: str) -> str:
    if cycle.staff_round is None or not _is_asked(cycle.staff_round, standard):
        return NOT_ASKED
    view = staff.get(standard) if staff is not None else None
    if view is None or view.share.estimate is None:
        return NOT_SHOWN
    return f"{percent_text(view.share.estimate)} favourable ({view.n_favourable} of {view.n_used})"


def _is_asked(round_: Round, standard: str) -> bool:
    """Whether the survey has a question about the standard: its name begins with it."""
    return any(item.name.startswith(f"{standard}_") for item in compiled_version(round_.version).items)
