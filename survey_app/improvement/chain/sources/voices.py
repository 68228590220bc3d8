"""Cleared quotes of the feedback store. Their words are shown from there, and kept nowhere else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.improvement.chain.evidence import NotLinkable, Standing
from survey_app.improvement.chain.sources.offers import Offer, OfferedRecord, Source
from survey_app.partnership.models import Partnership
from survey_app.results.voices.models import SAID_BY, FeedbackEntry
from survey_app.results.voices.store import Search, find

MOST = 200


def cleared_entries(session: Session, partnership_id: int) -> list[OfferedRecord]:
    """The newest cleared entries of the store."""
    return [
        OfferedRecord(record_id=one.key, title=f"“{one.text}”", hint=_whose(one))
        for one in find(session, partnership_id, Search())[:MOST]
    ]


def entry(session: Session, partnership_id: int, record_id: str) -> Sequence[Offer]:
    """The one quote that an entry is, as long as it is cleared."""
    found = session.scalar(
        select(FeedbackEntry).where(
            FeedbackEntry.partnership_id == partnership_id, FeedbackEntry.key == record_id,
            FeedbackEntry.state == "cleared",
        )
    )  # fmt: skip
    if found is None:
        raise NotLinkable("This quote is not cleared, or was withdrawn.")
    slug = session.scalar(select(Partnership.slug).where(Partnership.id == partnership_id)) or ""
    standing = Standing(
        says="A quote of the feedback store", words=f"“{found.text}” {_whose(found)}",
        version=f"wording {hashlib.sha256(found.text.encode()).hexdigest()[:8]}",
        address=f"/p/{slug}/feedback/{found.key}",
    )  # fmt: skip
    return [Offer(label=f"“{found.text}”", standing=standing)]


def _whose(one: FeedbackEntry) -> str:
    said = [SAID_BY[one.said_by], one.source, f"{one.said_on:%-d %B %Y}" if one.said_on else ""]
    return ", ".join(part for part in said if part)


SOURCE = Source(
    record_type="feedback_entry", kind="quote", title="A cleared quote",
    hint="Of children, families or practitioners; gone here as soon as it is withdrawn there",
    records=cleared_entries, offers=entry,
)  # fmt: skip
