"""The rounds that a cycle's answers come into: linked where there are some, or made from the library in one step."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.beside.graded_forms import is_visit, standards_in
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version, find_instrument, library_entry, publish_draft, save_draft
from survey_app.partnership.services import agencies_in_area
from survey_app.rounds.models import Round
from survey_app.rounds.policies import standing_decision
from survey_app.rounds.services import Access, RoundPlan, create_round, rounds_of
from survey_app.walkabouts.cycles.cycles import CycleRefused
from survey_app.walkabouts.cycles.rubrics import first_rubric
from survey_app.walkabouts.cycles.standards import WALKABOUT_FORM, choose_all_standards, drop_unknown_standards
from survey_app.walkabouts.models import Section11Cycle

STAFF_QUESTION = re.compile(r"st\d+_\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundKind:
    """One of a cycle's rounds: which library instrument it asks, and of whom."""

    key: str  # walkabout · self · staff: the column of the cycle is called so, with _round_id
    label: str
    hint: str
    form_id: str
    title: str
    access: Access
    anonymous: bool


KINDS = {
    "walkabout": RoundKind(
        key="walkabout", label="Walkabouts", hint="Visiting teams answer it.", form_id=WALKABOUT_FORM,
        title="walkabouts", access="named", anonymous=False,
    ),
    "self": RoundKind(
        key="self", label="Self-assessments", hint="Agency leads answer it.", form_id="section-11-self-assessment",
        title="self-assessments", access="named", anonymous=False,
    ),
    "staff": RoundKind(
        key="staff", label="Staff survey", hint="Staff of the agencies answer it without giving their names.",
        form_id="staff-survey", title="staff survey", access="open", anonymous=True,
    ),
}  # fmt: skip

POPULATIONS = {
    "walkabout": "Each member of a visiting team sends notes of their own; how many there will be is not known before.",
    "self": "The agencies that work in the partnership’s area, without the schools of its school list.",
    "staff": "The staff of the agencies assessed; their number has not been entered.",
}


def kind_of_round(round_: Round) -> str | None:
    """Which of a cycle's rounds this could be; None where its instrument is another kind."""
    form = compiled_version(round_.version)
    if standards_in(form):
        if round_.anonymous:
            return None
        return "walkabout" if is_visit(form) else "self"
    is_staff = round_.anonymous and any(STAFF_QUESTION.fullmatch(item.name) for item in form.items)
    return "staff" if is_staff else None


def rounds_to_link(session: Session, partnership_id: int) -> dict[str, list[Round]]:
    """The partnership's rounds that a cycle could link, by kind, the newest first."""
    found: dict[str, list[Round]] = {kind: [] for kind in KINDS}
    for round_ in rounds_of(session, partnership_id):
        kind = kind_of_round(round_)
        if kind is not None:
            found[kind].append(round_)
    return found


def linked_round(cycle: Section11Cycle, kind: str) -> Round | None:
    """The round of this kind that the cycle has."""
    return {"walkabout": cycle.walkabout_round, "self": cycle.self_round, "staff": cycle.staff_round}[kind]


def link_round(session: Session, cycle: Section11Cycle, kind: str, round_: Round | None, *, by: int | None) -> None:
    """Let the cycle's answers of a kind come into this round, or into none. What is linked stands once it is in use."""
    before = linked_round(cycle, kind)
    if before is not None and (round_ is None or round_.id != before.id) and cycle.state != "planning":
        raise CycleRefused(f"Fieldwork is open, so the round of {KINDS[kind].label.lower()} stays linked.")
    if round_ is not None and (round_.partnership_id != cycle.partnership_id or kind_of_round(round_) != kind):
        raise CycleRefused(f"“{round_.title}” asks something else. Choose a round for {KINDS[kind].label.lower()}.")
    setattr(cycle, f"{kind}_round", round_)
    session.flush()
    if kind == "walkabout" and round_ is not None:
        _begin(session, cycle, by=by)


def make_rounds(
    session: Session, cycle: Section11Cycle, *, decided_by: str, by: int | None, today: date
) -> list[Round]:
    """Make the rounds that the cycle lacks, each from the library’s instrument, as drafts: nobody can answer yet."""
    policy = standing_decision(session, cycle.partnership_id, "default", decided_by=decided_by, today=today)
    made = []
    for kind in KINDS.values():
        if linked_round(cycle, kind.key) is None:
            version = _version(session, cycle.partnership_id, kind, by=by)
            round_ = create_round(session, cycle.partnership_id, _plan(session, cycle, kind, version, policy.id))
            setattr(cycle, f"{kind.key}_round", round_)
            made.append(round_)
    session.flush()
    _begin(session, cycle, by=by)
    return made


def _begin(session: Session, cycle: Section11Cycle, *, by: int | None) -> None:
    """A cycle begins with every standard of its walkabout instrument, and with that instrument's rubric.

    Where another instrument is linked later, the standards that it does not grade are left out.
    """
    if cycle.state == "planning":
        drop_unknown_standards(session, cycle)
        if not cycle.standards:
            choose_all_standards(session, cycle)
    first_rubric(session, cycle, by=by)


def _version(session: Session, partnership_id: int, kind: RoundKind, *, by: int | None) -> InstrumentVersion:
    """The newest version that the partnership has published; the library's instrument is published if it has none."""
    record = find_instrument(session, partnership_id, kind.form_id)
    if record is not None and record.versions:
        return max(record.versions, key=lambda version: version.number)
    entry = library_entry(kind.form_id)
    if entry is None:
        raise CycleRefused(f"The library has no instrument {kind.form_id}. Publish one, plan a round and link it.")
    record = save_draft(session, partnership_id, entry.source, filename=f"{kind.form_id}.yaml", actor_id=by)
    return publish_draft(session, record, actor_id=by)


def _plan(
    session: Session, cycle: Section11Cycle, kind: RoundKind, version: InstrumentVersion, policy_id: int
) -> RoundPlan:
    """The plan of a round. Agencies are counted; how many staff they have, and how many will visit, is not known."""
    agencies = session.scalar(select(func.count()).select_from(agencies_in_area(cycle.partnership_id).subquery()))
    by_agencies = kind.key == "self"
    return RoundPlan(
        title=f"{cycle.title}: {kind.title}"[:300],
        version_id=version.id,
        access=kind.access,
        anonymous=kind.anonymous,
        population_size=agencies if by_agencies else None,
        population_known=by_agencies,
        population_note=POPULATIONS[kind.key],
        policy_id=policy_id,
        opens_on=None,
        closes_on=None,
        introduction="",
    )
