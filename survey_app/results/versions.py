"""The form behind a round's answers: one published version, or those that its answers name made into one."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.round_data import Form
from instruments.compiled import CompiledInstrument
from instruments.merging import merge_versions
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version
from survey_app.results.stored_responses import StoredResponses
from survey_app.rounds.models import Round


def versions_of(session: Session, round_: Round, responses: StoredResponses) -> Mapping[int, CompiledInstrument]:
    """The versions that the answers name, and the one that the round is open with, by number."""
    numbers = {round_.version.number, *responses.versions}
    found = session.scalars(
        select(InstrumentVersion).where(
            InstrumentVersion.instrument_id == round_.version.instrument_id, InstrumentVersion.number.in_(numbers)
        )
    )
    return {version.number: compiled_version(version) for version in found}


def form_of(session: Session, round_: Round, responses: StoredResponses) -> Form:
    """What the answers are analysed as."""
    versions = versions_of(session, round_, responses)
    if len(versions) == 1:
        return compiled_version(round_.version)
    return merge_versions({number: compiled.instrument for number, compiled in versions.items()})
