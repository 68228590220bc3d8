"""A voice in words: what was asked and what was said, as whoever moderates reads it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from instruments.answers import find_path
from survey_app.case_audits.models import VOICES
from survey_app.case_audits.returns.known import known_of_case
from survey_app.case_audits.returns.voices import VoiceSaid
from survey_app.collect.display import answer_text
from survey_app.collect.forms import has_field
from survey_app.collect.safety import is_safety_item
from survey_app.collect.wording import Speaker
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidInWords:
    """One voice on a case; ``rows`` are questions with what was answered. Worries stand on the duty list instead."""

    pseudonym: str
    whose: str
    agency: str
    gathered: bool
    why_not: str
    rows: tuple[tuple[str, str], ...]


def said_in_words(session: Session, said: VoiceSaid) -> SaidInWords:
    """A voice as it is read."""
    compiled = compiled_version(session.get_one(InstrumentVersion, said.version_id))
    path = find_path(compiled, said.document)
    words = Speaker(compiled).words(path)
    known = known_of_case(said.case)
    told = [
        item
        for item in compiled.items
        if not item.repeats
        and has_field(item)
        and path.has(item.name)
        and item.name not in known
        and not is_safety_item(item)
        and said.document.get(item.name) not in (None, "", [])
    ]
    rows = [(words.said(item).plain, answer_text(item, said.document[item.name], words)) for item in told]
    return SaidInWords(
        pseudonym=said.case.pseudonym, whose=VOICES[said.whose], agency=said.agency.name if said.agency else "",
        gathered=said.gathered, why_not=said.why_not, rows=tuple(rows),
    )  # fmt: skip
