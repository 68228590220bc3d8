"""The feedback store: what children, families and practitioners said, to be found again when it is needed.

An entry comes from a quote that was cleared, or is typed in by hand and cleared by a second person. Those who read find
only what is cleared; what waits is seen by whoever typed it in and by those who clear.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.results.coding import codeframe_of
from survey_app.results.comments import Comment
from survey_app.results.voices.models import SAID_BY, SOURCES, FeedbackEntry, FeedbackTag, FeedbackUse, Quote
from survey_app.results.voices.wording import (
    QuoteRefused,
    checked_wording,
    folded,
    holds_unchecked,
    identifiers_in,
    known_names,
)
from survey_app.rounds.models import Round

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody types in by hand."""

    text: str
    said_by: str
    source_kind: str
    source: str
    consent: str
    said_on: date | None = None
    topic: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for; empty parts do not narrow it."""

    words: str = ""
    said_by: str = ""
    source_kind: str = ""
    tag: str = ""
    since: date | None = None
    until: date | None = None


def find(session: Session, partnership_id: int, search: Search) -> list[FeedbackEntry]:
    """The cleared entries that fit, the newest first. Every word must occur, in the text or in what is kept with it."""
    query = select(FeedbackEntry).where(
        FeedbackEntry.partnership_id == partnership_id, FeedbackEntry.state == "cleared"
    )
    for word in folded(search.words).split():
        query = query.where(FeedbackEntry.search_text.contains(word, autoescape=True))
    if search.said_by:
        query = query.where(FeedbackEntry.said_by == search.said_by)
    if search.source_kind:
        query = query.where(FeedbackEntry.source_kind == search.source_kind)
    if search.tag:
        tagged = select(FeedbackTag.entry_id).where(FeedbackTag.name == folded(search.tag))
        query = query.where(FeedbackEntry.id.in_(tagged))
    if search.since:
        query = query.where(FeedbackEntry.said_on >= search.since)
    if search.until:
        query = query.where(FeedbackEntry.said_on <= search.until)
    return list(session.scalars(_newest_first(query)))


def waiting_entries(session: Session, partnership_id: int, *, user_id: int, may_clear: bool) -> list[FeedbackEntry]:
    """What was typed in and is not cleared: one's own, and for those who clear, everybody's."""
    query = select(FeedbackEntry).where(
        FeedbackEntry.partnership_id == partnership_id, FeedbackEntry.state.in_(("waiting", "rejected"))
    )
    if not may_clear:
        query = query.where(FeedbackEntry.entered_by_id == user_id)
    return list(session.scalars(_newest_first(query)))


def find_entry(
    session: Session, partnership_id: int, key: str, *, user_id: int, may_clear: bool
) -> FeedbackEntry | None:
    """One entry, if this person may see it."""
    entry = session.scalar(
        select(FeedbackEntry).where(FeedbackEntry.partnership_id == partnership_id, FeedbackEntry.key == key)
    )
    if entry is None or entry.state == "withdrawn":
        return None
    return entry if entry.state == "cleared" or may_clear or entry.entered_by_id == user_id else None


def tags_in_use(session: Session, partnership_id: int) -> list[str]:
    """The themes of cleared entries, by label."""
    rows = session.scalars(
        select(func.min(FeedbackTag.label))
        .join(FeedbackEntry, FeedbackEntry.id == FeedbackTag.entry_id)
        .where(FeedbackEntry.partnership_id == partnership_id, FeedbackEntry.state == "cleared")
        .group_by(FeedbackTag.name)
    )
    return sorted((label for label in rows if label), key=str.casefold)


def add(session: Session, partnership_id: int, said: Said, *, by_id: int) -> FeedbackEntry:
    """Put an entry in by hand; it waits for a second person."""
    entry = FeedbackEntry(partnership_id=partnership_id, entered_by_id=by_id, text="")
    _write(entry, said)
    session.add(entry)
    session.flush()
    return entry


def change(session: Session, entry: FeedbackEntry, said: Said, *, by_id: int) -> None:
    """Write an entry anew that is not cleared; whoever does so is now the one who typed it in."""
    if entry.state not in ("waiting", "rejected") or entry.quote_id is not None:
        raise QuoteRefused("A cleared entry stays as it is. Remove it, and add it again.")
    session.execute(delete(FeedbackTag).where(FeedbackTag.entry_id == entry.id))
    session.expire(entry, ["tags"])
    entry.state, entry.entered_by_id, entry.entered_at = "waiting", by_id, now()
    entry.decided_by_id, entry.decided_at, entry.reason = None, None, ""
    _write(entry, said)
    session.flush()


def clear(session: Session, entry: FeedbackEntry, *, by_id: int, checked: bool) -> None:
    """Let an entry be read. Refused to whoever typed it in."""
    _refuse_same_person(entry, by_id)
    checked_wording(entry.text)
    holds_unchecked(identifiers_in(entry.text, known_names(session, entry.partnership_id)), checked=checked)
    entry.state, entry.decided_by_id, entry.decided_at = "cleared", by_id, now()
    session.flush()


def reject(session: Session, entry: FeedbackEntry, *, by_id: int, reason: str) -> None:
    """Turn an entry down, and say why."""
    _refuse_same_person(entry, by_id)
    if not reason.strip():
        raise QuoteRefused("Say why it cannot be used, so that it can be put right.")
    entry.state, entry.decided_by_id, entry.decided_at = "rejected", by_id, now()
    entry.reason = reason.strip()[:2000]
    session.flush()


def remove(session: Session, entry: FeedbackEntry) -> None:
    """Take an entry out for good: its words are erased, that it was there stays on record."""
    if entry.quote_id is not None:
        raise QuoteRefused("This is a cleared quote. Withdraw it on the clearing desk of its round.")
    _empty(session, entry)


def note_use(session: Session, entry: FeedbackEntry, used_in: str, *, by_id: int) -> None:
    """Record where a cleared entry was used."""
    if entry.state != "cleared":
        raise QuoteRefused("Only what is cleared may be used.")
    if not used_in.strip():
        raise QuoteRefused("Say where it was used.")
    session.add(FeedbackUse(entry_id=entry.id, used_in=used_in.strip()[:300], noted_by_id=by_id))
    session.flush()
    session.expire(entry, ["uses"])


def keep_cleared_quote(
    session: Session, round_: Round, quote: Quote, comment: Comment | None, *, name_round: bool
) -> FeedbackEntry:
    """Put a cleared quote into the store; a round that too few answered is not named."""
    cleared = quote.cleared
    if cleared is None:
        raise QuoteRefused("Only a cleared quote is kept in the store.")
    entry = _entry_of(session, quote) or FeedbackEntry(
        partnership_id=quote.partnership_id, quote_id=quote.id, entered_by_id=cleared.proposed_by_id, text="",
    )  # fmt: skip
    codeframe = codeframe_of(session, round_)
    labels = {theme.name: theme.label for theme in codeframe.themes} if codeframe else {}
    entry.state, entry.attribution = "cleared", cleared.attribution
    entry.entered_by_id, entry.entered_at = cleared.proposed_by_id, cleared.proposed_at
    entry.decided_by_id, entry.decided_at = cleared.decided_by_id, cleared.decided_at
    said = Said(
        text=cleared.text, said_by=cleared.said_by, source_kind="round", source=round_.title if name_round else "",
        consent=cleared.consent, said_on=round_.closes_on if name_round else None,
        topic=(codeframe.topic or codeframe.title) if codeframe else "",
        tags=tuple(labels.get(theme, theme) for theme in (comment.themes if comment else ())),
    )  # fmt: skip
    _write(entry, said)
    session.add(entry)
    session.flush()
    return entry


def remove_cleared_quote(session: Session, quote: Quote) -> None:
    """Take the words of a quote out of the store."""
    entry = _entry_of(session, quote)
    if entry is not None:
        _empty(session, entry)


def _entry_of(session: Session, quote: Quote) -> FeedbackEntry | None:
    return session.scalar(select(FeedbackEntry).where(FeedbackEntry.quote_id == quote.id))


def _empty(session: Session, entry: FeedbackEntry) -> None:
    entry.state, entry.text, entry.search_text, entry.reason = "withdrawn", "", "", ""
    session.execute(delete(FeedbackTag).where(FeedbackTag.entry_id == entry.id))
    session.flush()
    session.expire(entry, ["tags"])


def _refuse_same_person(entry: FeedbackEntry, by_id: int) -> None:
    if entry.state != "waiting":
        raise QuoteRefused("This entry does not wait for a decision. Reload the page.")
    if entry.entered_by_id == by_id:
        raise QuoteRefused("You typed this in, so somebody else has to clear it.")


def _write(entry: FeedbackEntry, said: Said) -> None:
    entry.text = checked_wording(said.text)
    entry.said_by, entry.source_kind, entry.consent = said.said_by, said.source_kind, said.consent
    entry.source, entry.topic, entry.said_on = said.source.strip(), said.topic.strip(), said.said_on
    labels = _distinct(said.tags)
    entry.tags = [FeedbackTag(name=folded(label), label=label) for label in labels]
    entry.search_text = folded(
        entry.text, entry.source, entry.topic, entry.attribution or "", SAID_BY[said.said_by],
        SOURCES[said.source_kind], *labels,
    )  # fmt: skip


def _distinct(labels: Iterable[str]) -> Sequence[str]:
    found = {folded(label): label.strip()[:200] for label in labels if label.strip()}
    return list(found.values())


def _newest_first(query: Select[FeedbackEntry]) -> Select[FeedbackEntry]:
    return query.order_by(FeedbackEntry.said_on.desc().nulls_last(), FeedbackEntry.id.desc())
