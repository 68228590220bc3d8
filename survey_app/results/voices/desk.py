"""The quote clearing desk: a wording is proposed by one person and cleared by a second; nothing else may be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.collect.models import AnonymousResponse, Submission
from survey_app.collect.sealing import lock_round
from survey_app.database import now
from survey_app.results.comments import Comment, Place
from survey_app.results.themes.groups import group_text, quotable_groups, smallest_group
from survey_app.results.voices.models import Quote, QuoteProposal
from survey_app.results.voices.store import keep_cleared_quote, remove_cleared_quote
from survey_app.results.voices.wording import (
    QuoteRefused,
    checked_wording,
    holds_unchecked,
    identifiers_in,
    known_names,
    refuse_copied_words,
)
from survey_app.rounds.models import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What somebody proposes."""

    kind: str
    text: str
    said_by: str
    consent: str
    attribution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDesk:
    """A comment on the desk, a quote, or both: the original may be erased, and a mark has no quote yet."""

    key: str
    comment: Comment | None
    quote: Quote | None

    @property
    def state(self) -> str:
        return self.quote.state if self.quote and self.quote.state != "withdrawn" else "marked"


def quotes_of(session: Session, round_: Round) -> list[Quote]:
    """Every quote of a round."""
    return list(session.scalars(select(Quote).where(Quote.round_id == round_.id).order_by(Quote.id)))


def quote_at(session: Session, round_: Round, place: Place) -> Quote | None:
    """The quote from this comment."""
    return session.scalar(
        select(Quote).where(
            Quote.round_id == round_.id, Quote.response_key == place.response_key, Quote.question == place.question,
            Quote.entry == place.entry,
        )
    )  # fmt: skip


def place_of(quote: Quote) -> Place:
    """Where the original of a quote stands, or stood."""
    return Place(response_key=quote.response_key, question=quote.question, entry=quote.entry)


def attribution_options(session: Session, round_: Round, place: Place) -> list[str]:
    """The groups that may be named beneath a quote: only such as have enough members."""
    groups = quotable_groups(session, round_).get(place.response_key, {})
    names = list(groups)
    return [group_text({name: groups[name] for name in names[: count + 1]}) for count in range(len(names))]


def propose(session: Session, round_: Round, comment: Comment, wording: Wording, *, by_id: int) -> Quote:
    """Propose a wording for a comment; it waits for a second person."""
    lock_round(session, round_.id)
    quote = quote_at(session, round_, comment.place)
    text = _text_to_propose(session, round_, comment, wording)
    if quote is None:
        quote = Quote(
            partnership_id=round_.partnership_id, round_id=round_.id, response_key=comment.place.response_key,
            question=comment.place.question, entry=comment.place.entry,
        )  # fmt: skip
        session.add(quote)
    elif quote.state == "cleared":
        raise QuoteRefused("This quote is cleared. Withdraw it before you propose another wording.")
    for earlier in quote.proposals:
        if earlier.state == "waiting":
            if earlier.proposed_by_id != by_id:
                raise QuoteRefused(f"{earlier.proposed_by.name} has proposed a wording. Approve it or reject it first.")
            earlier.state, earlier.text = "withdrawn", ""
    quote.state = "proposed"
    quote.proposals.append(
        QuoteProposal(
            kind=wording.kind, text=text, said_by=wording.said_by, consent=wording.consent,
            attribution=wording.attribution, proposed_by_id=by_id,
        )
    )  # fmt: skip
    session.flush()
    return quote


def _text_to_propose(session: Session, round_: Round, comment: Comment, wording: Wording) -> str:
    text = checked_wording(comment.text if wording.kind == "as_written" else wording.text)
    if wording.consent == "not_asked":
        if wording.kind != "paraphrased":
            raise QuoteRefused("They were not asked whether they may be quoted, so only a paraphrase may be used.")
        refuse_copied_words(text, comment.text)
    if wording.attribution and wording.attribution not in attribution_options(session, round_, comment.place):
        raise QuoteRefused(
            f"Fewer than {smallest_group(round_)} people are in that group, so a quote cannot be said to come from it."
        )
    return text


def approve(
    session: Session, round_: Round, quote: Quote, *, by_id: int, checked: bool, comment: Comment | None
) -> None:
    """Clear the wording that waits, and put it into the feedback store. Refused to whoever proposed it."""
    lock_round(session, round_.id)
    proposal = _waiting(quote, by_id)
    checked_wording(proposal.text)
    known = known_names(session, quote.partnership_id)
    holds_unchecked(identifiers_in(proposal.text, known), checked=checked)
    if proposal.attribution and proposal.attribution not in attribution_options(session, round_, place_of(quote)):
        raise QuoteRefused("The group that it names has become too small. Reject it, and propose it without the group.")
    proposal.state, proposal.decided_by_id, proposal.decided_at = "approved", by_id, now()
    quote.state = "cleared"
    session.flush()
    named = count_responses(session, round_) >= smallest_group(round_)
    keep_cleared_quote(session, round_, quote, comment, name_round=named)


def reject(session: Session, round_: Round, quote: Quote, *, by_id: int, reason: str) -> None:
    """Turn a wording down, and say why."""
    lock_round(session, round_.id)
    proposal = _waiting(quote, by_id)
    if not reason.strip():
        raise QuoteRefused("Say why the wording cannot be used, so that a better one can be proposed.")
    proposal.state, proposal.decided_by_id, proposal.decided_at = "rejected", by_id, now()
    proposal.reason = reason.strip()[:2000]
    quote.state = "rejected"
    session.flush()


def withdraw(session: Session, round_: Round, quote: Quote, *, by_id: int) -> None:
    """Take back one's own proposal, or a quote that was cleared; its wording is gone from the store too."""
    lock_round(session, round_.id)
    for proposal in quote.proposals:
        if proposal.state == "waiting" and proposal.proposed_by_id != by_id:
            raise QuoteRefused("Only the person who proposed this wording can take it back. You can reject it.")
        if proposal.state in ("waiting", "approved"):
            proposal.state = "withdrawn"
        proposal.text = ""
    quote.state = "withdrawn"
    remove_cleared_quote(session, quote)
    session.flush()


def forget_wordings(session: Session, quote: Quote, *, by_id: int) -> bool:
    """After the original is erased: no wording stays but a cleared paraphrase. Whether that is so."""
    cleared = quote.cleared
    kept = cleared if cleared is not None and cleared.kind == "paraphrased" else None
    for proposal in quote.proposals:
        if proposal is not kept:
            proposal.text = ""
            if proposal.state in ("waiting", "approved"):
                proposal.state = "withdrawn"
    quote.erased_at, quote.erased_by_id = now(), by_id
    if kept is None:
        quote.state = "withdrawn"
        remove_cleared_quote(session, quote)
    session.flush()
    return kept is not None


def count_responses(session: Session, round_: Round) -> int:
    """How many have answered the round, as far as it can be read."""
    model = AnonymousResponse if round_.anonymous else Submission
    return session.scalar(select(func.count()).select_from(model).where(model.round_id == round_.id)) or 0


def _waiting(quote: Quote, by_id: int) -> QuoteProposal:
    waiting: Sequence[QuoteProposal] = [one for one in quote.proposals if one.state == "waiting"]
    if not waiting:
        raise QuoteRefused("No wording of this quote waits for a decision. Reload the page.")
    if waiting[-1].proposed_by_id == by_id:
        raise QuoteRefused("You proposed this wording, so somebody else has to approve or reject it.")
    return waiting[-1]
