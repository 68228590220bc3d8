"""What can be looked at again: standards of walkabouts, graded questions of case audits, scales of surveys.

A subject is named by the way, the form and the question of it, so that the next version of the form has it too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.beside.graded_forms import scale_of, standards_in
from instruments.compiled import CompiledInstrument
from survey_app.case_audits.blindness import rounds_of_audits
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import PeerReview
from survey_app.designer.models import InstrumentRecord
from survey_app.designer.services import compiled_version, find_instrument
from survey_app.improvement.models import RETEST_WAYS
from survey_app.rounds.models import Round
from survey_app.walkabouts.cycles.standards import short_name, walkabout_form
from survey_app.walkabouts.models import Section11Cycle


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A standard or question that can be looked at again; ``grades`` is what its grades are called."""

    way: str
    form_id: str
    name: str
    label: str
    grades: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """How a form names it."""
        return f"{self.way}|{self.form_id}|{self.name}"

    @property
    def words(self) -> str:
        """How a list names it."""
        return f"{RETEST_WAYS[self.way]}: {self.label}"


def subjects_of(session: Session, partnership_id: int) -> list[Subject]:
    """Everything that can be looked at again in a partnership: by way, in the order of the forms."""
    return list(
        {
            one.mark: one
            for one in (
                *_walkabouts(session, partnership_id), *_audits(session, partnership_id),
                *_surveys(session, partnership_id),
            )
        }.values()
    )  # fmt: skip


def find_subject(session: Session, partnership_id: int, mark: str) -> Subject | None:
    """The subject of a mark, where it is one of the partnership's."""
    return next((one for one in subjects_of(session, partnership_id) if one.mark == mark), None)


def form_of_cycle(cycle: Section11Cycle) -> str:
    """The id of the form that visits of a cycle fill in."""
    return walkabout_form(cycle).instrument.settings.form_id


def free_rounds(session: Session, partnership_id: int) -> list[Round]:
    """The rounds that are surveys of their own: of no audit, no peer review, and no Section 11 cycle's grades."""
    cycles = session.execute(select(Section11Cycle.walkabout_round_id, Section11Cycle.self_round_id)).all()
    bound = {one for row in cycles for one in row} | set(rounds_of_audits(session))
    bound |= set(session.scalars(select(PeerReview.round_id)))
    rounds = session.scalars(select(Round).where(Round.partnership_id == partnership_id).order_by(Round.id))
    return [one for one in rounds if one.id not in bound]


def _walkabouts(session: Session, partnership_id: int) -> Iterator[Subject]:
    cycle = session.scalar(
        select(Section11Cycle)
        .where(Section11Cycle.partnership_id == partnership_id)
        .order_by(Section11Cycle.id.desc())
        .limit(1)
    )
    if cycle is None:
        return
    form = walkabout_form(cycle)
    for name, item in standards_in(form).items():
        label = f"{short_name(name)} {form.section(item.section).label}"
        yield Subject(
            way="walkabout", form_id=form.instrument.settings.form_id, name=name, label=label,
            grades=tuple(scale_of(item)[1].values()),
        )  # fmt: skip


def _audits(session: Session, partnership_id: int) -> Iterator[Subject]:
    for form_id in dict.fromkeys(kind.form_id for kind in KINDS.values()):
        record = find_instrument(session, partnership_id, form_id)
        if record is not None:
            yield from _scaled(_newest_form(record), "case_audit", form_id, parts=("grade",))


def _surveys(session: Session, partnership_id: int) -> Iterator[Subject]:
    audited = {kind.form_id for kind in KINDS.values()}
    records = session.scalars(
        select(InstrumentRecord)
        .where(InstrumentRecord.partnership_id == partnership_id, InstrumentRecord.form_id.not_in(audited))
        .order_by(InstrumentRecord.title, InstrumentRecord.id)
    )
    for record in records:
        form = _newest_form(record) if record.versions else None
        if form is not None and form.instrument.settings.unit == "people":
            yield from _scaled(form, "survey", record.form_id, title=f"{record.title}: ")


def _newest_form(record: InstrumentRecord) -> CompiledInstrument:
    return compiled_version(max(record.versions, key=lambda version: version.number))


def _scaled(
    form: CompiledInstrument, way: str, form_id: str, *, parts: tuple[str, ...] = (), title: str = ""
) -> Iterator[Subject]:
    for item in form.items:
        if item.scale is None or item.repeats or not item.scale.favourable or (parts and item.part not in parts):
            continue
        label = (item.question.label or item.name).strip()
        grades = tuple(choice.label for choice in item.choices if choice.missing is None) if parts else ()
        yield Subject(way=way, form_id=form_id, name=item.name, label=f"{title}{label}"[:200], grades=grades)
