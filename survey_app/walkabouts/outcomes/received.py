"""The notes that each of the team has sent, unchanged, and what they say of each standard. Grades of the agency's own
that a note may hold are left out: nobody reads them here before the walkabout's grades are recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from analysis.beside.graded_forms import as_day, standards_in
from instruments.compiled import CompiledInstrument
from survey_app.accounts.models import User
from survey_app.collect.display import answer_text
from survey_app.collect.entries import entries_in
from survey_app.collect.models import Submission
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version
from survey_app.walkabouts.models import TEAM_ROLES, Section11Assessment, Visit, VisitMember, VisitNotes
from survey_app.walkabouts.outcomes.seats import JUDGING_ROLES, visits_of

CONVERSATION = "conversation"
PARTS = (
    ("evidence", ("evidence_type", "evidence_reference", "evidence_date")),
    ("strengths", ("strength",)),
    ("gaps", ("gap",)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardNote:
    """What one auditor wrote of one standard; texts are empty where nothing was written."""

    grade: str = ""
    grade_label: str = ""
    exempt_because: str = ""
    rationale: str = ""
    impact: str = ""
    evidence: str = ""
    evidence_on: date | None = None  # the day that was given for it
    confidence: str = ""
    strengths: str = ""
    gaps: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.grade or self.rationale or self.evidence or self.strengths or self.gaps or self.impact)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedNotes:
    """One auditor's notes of one visit, as received."""

    user: User
    role: str  # in words
    visit: Visit
    submission_id: str
    reference: str
    revision: int
    received_at: datetime
    conversations: int
    standards: Mapping[str, StandardNote]
    observed: str = ""  # what they noticed on site

    def of(self, standard: str) -> StandardNote:
        return self.standards.get(standard, StandardNote())


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamNotes:
    """All notes of an assessment, and whose are still to come."""

    received: tuple[ReceivedNotes, ...]
    missing: tuple[VisitMember, ...]

    @property
    def conversations(self) -> int:
        """Over all notes; the same conversation counts as often as it was noted."""
        return sum(notes.conversations for notes in self.received)

    @property
    def most_in_one(self) -> int:
        """The most that one auditor noted in all: so many people at least were spoken with."""
        by_user: dict[int, int] = {}
        for notes in self.received:
            by_user[notes.user.id] = by_user.get(notes.user.id, 0) + notes.conversations
        return max(by_user.values(), default=0)

    @property
    def several(self) -> bool:
        """Whether more than one person noted conversations, so that some may have been noted twice."""
        return len({notes.user.id for notes in self.received if notes.conversations}) > 1

    @property
    def sources(self) -> list[dict[str, Any]]:
        """Which notes these are, as a step keeps them."""
        return [
            {"submission": notes.submission_id, "reference": notes.reference, "revision": notes.revision,
             "conversations": notes.conversations}
            for notes in self.received
        ]  # fmt: skip


def team_notes(session: Session, assessment: Section11Assessment) -> TeamNotes:
    """Read what has been received. Drafts are not read: they are still their author's own."""
    visits = visits_of(session, assessment)
    kept = {(notes.visit_id, notes.user_id): notes.draft_id for notes in _notes_of(session, visits)}
    submissions = {one.id: one for one in _submissions(session, kept.values())}
    received, missing = [], []
    for visit in visits:
        for member in visit.team:
            submission = submissions.get(kept.get((visit.id, member.user_id), ""))
            if submission is not None:
                received.append(_received(session, visit, member, submission))
            elif member.role in JUDGING_ROLES:
                missing.append(member)
    return TeamNotes(received=tuple(received), missing=tuple(missing))


def _notes_of(session: Session, visits: Sequence[Visit]) -> Sequence[VisitNotes]:
    return session.scalars(select(VisitNotes).where(VisitNotes.visit_id.in_([visit.id for visit in visits]))).all()


def _submissions(session: Session, ids: Any) -> Sequence[Submission]:
    return session.scalars(
        select(Submission)
        .where(Submission.id.in_(list(ids)), Submission.retention_state != "destroyed")
        .options(selectinload(Submission.revisions))
    ).all()


def _received(session: Session, visit: Visit, member: VisitMember, submission: Submission) -> ReceivedNotes:
    revision = next(one for one in submission.revisions if one.number == submission.current_revision)
    version = session.get_one(InstrumentVersion, revision.version_id or submission.version_id)
    form = compiled_version(version)
    document = revision.document
    return ReceivedNotes(
        user=member.user,
        role=TEAM_ROLES[member.role],
        visit=visit,
        submission_id=submission.id,
        reference=submission.reference,
        revision=revision.number,
        received_at=revision.received_at,
        conversations=sum(1 for entry in entries_in(document, CONVERSATION) if _is_filled(entry)),
        standards={name: _standard_note(form, name, document) for name in standards_in(form)},
        observed=_text(document.get("d_notes")),
    )


def _is_filled(entry: Mapping[str, Any]) -> bool:
    return any(value not in (None, "", [], {}) for name, value in entry.items() if name != "_id")


def _standard_note(form: CompiledInstrument, name: str, document: Mapping[str, Any]) -> StandardNote:
    grade = _text(document.get(name))
    item = standards_in(form)[name]
    labels = {choice.name: choice.label for choice in item.choices}
    parts = {
        part: "\n".join(_lines(form, document, [f"{name}_{ending}" for ending in endings])) for part, endings in PARTS
    }
    return StandardNote(
        grade=grade if grade in labels else "",
        grade_label=labels.get(grade, ""),
        exempt_because=_text(document.get(f"{name}_na_reason")),
        rationale=_text(document.get(f"{name}_rationale")),
        impact=_text(document.get(f"{name}_impact")),
        evidence_on=as_day(document.get(f"{name}_evidence_date")),
        confidence=" ".join(_lines(form, document, [f"{name}_confidence"])),
        **parts,
    )


def _lines(form: CompiledInstrument, document: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
    """The answers in words, those that were given."""
    for name in names:
        value, item = document.get(name), form.find(name)
        if value not in (None, "", []) and item is not None:
            yield answer_text(item, value)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def differences(notes: Sequence[ReceivedNotes], standard: str, form_order: Sequence[str]) -> tuple[str, ...]:
    """In words, where the notes of one standard differ; empty where they agree, or only one of them says anything.

    Parameters
    ----------
    form_order : sequence of str
        The grades, the best first.
    """
    said = [(one, one.of(standard)) for one in notes]
    if len(said) < 2:
        return ()
    return (*_graded_apart(said, form_order), *_one_sided(said))


def _graded_apart(said: Sequence[tuple[ReceivedNotes, StandardNote]], order: Sequence[str]) -> Iterator[str]:
    graded = [(one, note) for one, note in said if note.grade]
    if len({note.grade for _, note in graded}) > 1:
        texts = [f"{one.user.name}: {note.grade_label.lower()}" for one, note in graded]
        places = [order.index(note.grade) for _, note in graded if note.grade in order]
        apart = max(places) - min(places) if places else 0
        steps = f", {apart} step{'' if apart == 1 else 's'} apart" if apart else ""
        yield f"The grades differ{steps} ({'; '.join(texts)})."
    silent = [one.user.name for one, note in said if not note.grade]
    if graded and silent:
        yield f"Not graded by {_listed(silent)}."


def _one_sided(said: Sequence[tuple[ReceivedNotes, StandardNote]]) -> Iterator[str]:
    for part, what in (("strengths", "a strength"), ("gaps", "a gap"), ("evidence", "evidence")):
        named = [one.user.name for one, note in said if getattr(note, part)]
        if named and len(named) < len(said):
            yield f"Only {_listed(named)} {'names' if len(named) == 1 else 'name'} {what}."


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
