"""Takes the snapshot of a round that the analysis is given, and tells two different snapshots apart cheaply."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.round_data import CodingRecord, Population, RoundData, Stance, ThemeDefinition
from survey_app.collect.entries import entry_from
from survey_app.collect.models import AnonymousResponse, Submission, SubmissionRevision
from survey_app.partnership.decisions import threshold_decisions, thresholds_for
from survey_app.partnership.models import Agency
from survey_app.results.models import AGREED, Codeframe, Coding
from survey_app.results.stored_responses import StoredResponses, is_current_revision
from survey_app.results.versions import form_of
from survey_app.rounds.breaking_down import still_possible
from survey_app.rounds.importing.marks import imported_answers, population_note
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.services import breakdown_label
from survey_app.rounds.strata import group_of, kept_of
from survey_app.walkabouts.outcomes.settled import settled_grades, settled_states


def round_data(session: Session, round_: Round, *, produced_at: datetime) -> RoundData:
    """Everything the analysis needs of a round, read in one transaction."""
    responses = responses_of(session, round_)
    form = form_of(session, round_, responses)
    imported = imported_answers(session, round_)
    return RoundData(
        title=round_.title,
        slug=round_.slug,
        partnership=round_.partnership.name,
        instrument=form,
        version=round_.version.number,
        content_hash=round_.version.content_hash,
        responses=responses,
        population=Population(
            size=round_.population_size, known=round_.population_known, note=population_note(round_, imported)
        ),
        produced_at=produced_at,
        opens_on=round_.opens_on,
        closes_on=round_.closes_on,
        closed=round_.state == "closed",
        anonymous=round_.anonymous,
        frame=frame_of(session, round_),
        frame_labels={name: breakdown_label(name) for name in round_.breakdowns},
        thresholds=thresholds_for(session, round_.partnership_id, form.instrument.settings.unit),
        break_down_by=still_possible(round_, form),
        themes=_themes_of(session, round_),
        codings=_codings_of(session, round_),
        imported=imported,
        settled=settled_grades(session, round_, form),
    )


def responses_of(session: Session, round_: Round) -> StoredResponses:
    """The current revision of every answer of the round, in the order of their random keys, each with its version."""
    return StoredResponses(session, round_)


def frame_of(session: Session, round_: Round) -> pd.DataFrame | None:
    """Invited and answered for each combination of the breakdowns, from the marks alone; None without invitations.

    An answer carries nothing of its invitation, so an anonymous round's rates come from here only, by the groups that
    the round tells apart.
    """
    rows = session.execute(
        select(Invitation.strata, Invitation.answered, Agency.name)
        .outerjoin(Agency, Agency.id == Invitation.agency_id)
        .where(Invitation.round_id == round_.id)
    ).all()
    if not rows:
        return None
    marks = [(group_of(round_, strata, agency), bool(has_answered)) for strata, has_answered, agency in rows]
    kept = kept_of(round_, Counter(group for group, _ in marks))
    invited = Counter(kept[group] for group, _ in marks)
    answered = Counter(kept[group] for group, has_answered in marks if has_answered)
    cells = sorted(invited)
    columns: dict[str, list[Any]] = {
        name: [cell[position] for cell in cells] for position, name in enumerate(round_.breakdowns)
    }
    return pd.DataFrame(
        columns | {"invited": [invited[cell] for cell in cells], "answered": [answered[cell] for cell in cells]}
    )


def _themes_of(session: Session, round_: Round) -> list[ThemeDefinition]:
    if round_.codeframe_id is None:
        return []
    codeframe = session.get_one(Codeframe, round_.codeframe_id)
    return [ThemeDefinition(name=t.name, label=t.label, definition=t.definition) for t in codeframe.themes]


def _codings_of(session: Session, round_: Round) -> list[CodingRecord]:
    """The codings that count: of a single coder, or as two were reconciled; of blind coders before that, none."""
    if round_.codeframe_id is None:
        return []
    rows = session.scalars(
        select(Coding)
        .where(Coding.round_id == round_.id, Coding.layer == AGREED)
        .order_by(Coding.response_key, Coding.question, Coding.entry, Coding.theme)
    )
    return [
        CodingRecord(
            response_id=coding.response_key, question=coding.question, entry=entry_from(coding.entry) or (),
            theme=coding.theme, stance=cast("Stance", coding.stance), coder=str(coding.coder_id or ""),
        )
        for coding in rows
    ]  # fmt: skip


def fingerprint(session: Session, round_: Round) -> str:
    """A hash that changes whenever the figures of the round could change; asked at every reading, so kept cheap."""
    answers: Sequence[Any]
    if round_.anonymous:
        answers = session.execute(
            select(func.count(), func.min(AnonymousResponse.key), func.max(AnonymousResponse.key)).where(
                AnonymousResponse.round_id == round_.id
            )
        ).one()
    else:
        answers = session.execute(
            select(
                func.count(), func.min(Submission.id), func.max(Submission.id),
                func.sum(Submission.current_revision), func.max(SubmissionRevision.id),
            )
            .join(SubmissionRevision, is_current_revision())
            .where(Submission.round_id == round_.id)
        ).one()  # fmt: skip
    marks = session.execute(
        select(Invitation.answered, func.count())
        .where(Invitation.round_id == round_.id)
        .group_by(Invitation.answered)
        .order_by(Invitation.answered)
    ).all()
    codings = session.execute(
        select(Coding.response_key, Coding.question, Coding.entry, Coding.theme, Coding.stance)
        .where(Coding.round_id == round_.id, Coding.layer == AGREED)
        .order_by(Coding.response_key, Coding.question, Coding.entry, Coding.theme)
    ).all()
    themes = [(theme.name, theme.label, theme.definition) for theme in _themes_of(session, round_)]
    plan = [
        round_.partnership.slug, round_.slug, round_.title, round_.state, round_.version_id, round_.population_size,
        round_.population_known, round_.population_note, round_.opens_on, round_.closes_on, round_.policy_id,
        *round_.breakdowns, *round_.break_down_by,
    ]  # fmt: skip
    thresholds = [decision.id for decision in threshold_decisions(session, round_.partnership_id)]
    parts = [*plan, thresholds, *answers, *map(tuple, marks), list(map(tuple, codings)), themes]
    parts += settled_states(session, [round_.id]).values()
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()
