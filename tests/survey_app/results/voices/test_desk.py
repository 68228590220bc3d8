"""A quote is proposed by one person and cleared by another; only then does it reach anybody."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.results.coding import given, save_coding
from survey_app.results.voices import desk, store
from survey_app.results.voices.desk import Wording
from survey_app.results.voices.models import FeedbackEntry, Quote, QuoteProposal
from survey_app.results.voices.wording import QuoteRefused
from survey_app.rounds.models import Round
from tests.survey_app.answers import add_answer, add_codeframe
from tests.survey_app.factories import make_agency, make_invitation, make_partnership, make_round, publish
from tests.survey_app.results.commented_rounds import SOURCE, anonymous_round, coders, comments, named_round

ORIGINAL = "The worker at our school rang my mum every single week and that helped."
OTHER_WORDS = Wording(kind="paraphrased", text="Regular calls to a parent helped.", said_by="children", consent="told")


def wording(**changes: Any) -> Wording:
    values = {"kind": "paraphrased", "text": OTHER_WORDS.text, "said_by": "children", "consent": "told"}
    return Wording(**{**values, **changes})


def proposed(session: Session, round_: Round, by: int, what: Wording = OTHER_WORDS) -> Quote:
    return desk.propose(session, round_, comments(session, round_)[0], what, by_id=by)


def test_the_person_who_proposed_a_wording_can_neither_approve_nor_reject_it(session: Session) -> None:
    round_ = named_round(session, ORIGINAL)
    first, second = coders(session, round_)
    quote = proposed(session, round_, first.id)
    for act in (
        lambda: desk.approve(session, round_, quote, by_id=first.id, checked=True, comment=None),
        lambda: desk.reject(session, round_, quote, by_id=first.id, reason="No"),
    ):
        with pytest.raises(QuoteRefused, match="somebody else"):
            act()
    assert quote.cleared is None
    desk.approve(session, round_, quote, by_id=second.id, checked=True, comment=None)
    assert quote.cleared is not None
    assert (quote.cleared.proposed_by_id, quote.cleared.decided_by_id) == (first.id, second.id)


def test_the_database_itself_refuses_one_person_for_both(session: Session) -> None:
    round_ = named_round(session, ORIGINAL)
    (first,) = coders(session, round_, 1)
    proposed(session, round_, first.id)
    with pytest.raises(IntegrityError):
        session.execute(update(QuoteProposal).values(state="approved", decided_by_id=first.id))
    session.rollback()


def test_whoever_was_not_asked_is_paraphrased_and_not_quoted_after_all(session: Session) -> None:
    round_ = named_round(session, ORIGINAL)
    (first,) = coders(session, round_, 1)
    with pytest.raises(QuoteRefused, match="only a paraphrase"):
        proposed(session, round_, first.id, wording(kind="as_written", consent="not_asked"))
    copied = "They said: RANG my mum, every single week (often)."
    with pytest.raises(QuoteRefused, match="word by word"):
        proposed(session, round_, first.id, wording(text=copied, consent="not_asked"))
    assert proposed(session, round_, first.id, wording(consent="not_asked")).state == "proposed"


@pytest.mark.parametrize(
    "text", ["Ring 01632 960001 now", "NHS 999 000 0018", "Write to a@b.example", "She lives at EX1 1AA"]
)
def test_no_wording_may_hold_a_number_or_an_address(session: Session, text: str) -> None:
    round_ = named_round(session, text)
    (first,) = coders(session, round_, 1)
    for what in (wording(text=text), wording(kind="as_written", text="")):
        with pytest.raises(QuoteRefused, match="belongs to one person"):
            proposed(session, round_, first.id, what)


def test_marked_words_must_be_checked_before_a_wording_is_approved(session: Session) -> None:
    partnership = make_partnership(session)
    agency = make_agency(session, partnership)
    round_ = named_round(session, ORIGINAL, partnership=partnership)
    first, second = coders(session, round_)
    quote = proposed(session, round_, first.id, wording(text=f"The people at {agency.name} were kind."))
    with pytest.raises(QuoteRefused, match=f"identify nobody: {agency.name}"):
        desk.approve(session, round_, quote, by_id=second.id, checked=False, comment=None)
    desk.approve(session, round_, quote, by_id=second.id, checked=True, comment=None)


def test_a_rejected_wording_says_why_and_another_may_follow(session: Session) -> None:
    round_ = named_round(session, ORIGINAL)
    first, second = coders(session, round_)
    quote = proposed(session, round_, first.id)
    with pytest.raises(QuoteRefused, match="Say why"):
        desk.reject(session, round_, quote, by_id=second.id, reason=" ")
    desk.reject(session, round_, quote, by_id=second.id, reason="Too close to the original")
    assert (quote.state, quote.newest.reason) == ("rejected", "Too close to the original")
    assert proposed(session, round_, second.id, wording(text="Calls helped.")).id == quote.id
    desk.approve(session, round_, quote, by_id=first.id, checked=True, comment=None)
    assert [one.text for one in store.find(session, round_.partnership_id, store.Search())] == ["Calls helped."]


def test_somebody_elses_waiting_wording_is_decided_first_and_ones_own_replaced(session: Session) -> None:
    round_ = named_round(session, ORIGINAL)
    first, second = coders(session, round_)
    quote = proposed(session, round_, first.id)
    with pytest.raises(QuoteRefused, match="Approve it or reject it first"):
        proposed(session, round_, second.id)
    proposed(session, round_, first.id, wording(text="Calls helped."))
    assert [(one.state, one.text) for one in quote.proposals] == [("withdrawn", ""), ("waiting", "Calls helped.")]


def test_withdrawing_takes_the_words_out_everywhere(session: Session) -> None:
    round_ = named_round(session, ORIGINAL)
    first, second = coders(session, round_)
    quote = proposed(session, round_, first.id)
    desk.approve(session, round_, quote, by_id=second.id, checked=True, comment=None)
    with pytest.raises(QuoteRefused, match="Withdraw it before"):
        proposed(session, round_, first.id)
    desk.withdraw(session, round_, quote, by_id=first.id)
    assert quote.cleared is None
    assert {one.text for one in quote.proposals} == {""}
    assert {(entry.text, entry.search_text) for entry in session.scalars(select(FeedbackEntry))} == {("", "")}


def test_a_quote_comes_from_a_group_only_if_five_people_are_in_it(session: Session) -> None:
    round_ = anonymous_round(session)
    first, second = coders(session, round_)
    by_number = {comment.text: comment for comment in comments(session, round_)}
    large, small = by_number["Comment number 1 of all"], by_number["Comment number 7 of all"]
    assert desk.attribution_options(session, round_, large.place) == ["Forum: North forum"]
    assert desk.attribution_options(session, round_, small.place) == []
    what = wording(attribution="Forum: South forum")
    with pytest.raises(QuoteRefused, match="Fewer than 5 people"):
        desk.propose(session, round_, small, what, by_id=first.id)
    with pytest.raises(QuoteRefused, match="Fewer than 5 people"):  # nor may it be put down to another group
        desk.propose(session, round_, large, what, by_id=first.id)
    quote = desk.propose(session, round_, large, wording(attribution="Forum: North forum"), by_id=first.id)
    desk.approve(session, round_, quote, by_id=second.id, checked=True, comment=large)
    (entry,) = store.find(session, round_.partnership_id, store.Search())
    assert (entry.attribution, entry.source) == ("Forum: North forum", round_.title)


def test_of_two_breakdowns_the_second_is_named_only_where_both_together_are_large_enough(session: Session) -> None:
    partnership = make_partnership(session)
    agency = make_agency(session, partnership)
    version = publish(session, partnership, SOURCE)
    round_ = make_round(session, partnership, version, access="token", breakdowns=["forum", "agency"])
    from survey_app.collect.models import Submission

    for number in range(6):
        invitation, _ = make_invitation(
            session, round_, agency=agency if number < 4 else None, strata={"forum": "North"}
        )
        key = add_answer(session, round_, {"works": f"Comment {number}"})
        session.get_one(Submission, key).invitation_id = invitation.id
    add_codeframe(session, round_, "Training")
    places = {comment.text: comment.place for comment in comments(session, round_)}
    assert desk.attribution_options(session, round_, places["Comment 1"]) == ["Forum: North"]


def test_a_round_that_fewer_than_five_answered_is_not_named(session: Session) -> None:
    round_ = named_round(session, ORIGINAL)
    first, second = coders(session, round_)
    save_coding(session, round_, comments(session, round_)[0].place, given({"time": "concern"}), coder_id=None)
    quote = proposed(session, round_, first.id)
    comment = comments(session, round_)[0]
    desk.approve(session, round_, quote, by_id=second.id, checked=True, comment=comment)
    (entry,) = store.find(session, round_.partnership_id, store.Search())
    assert (entry.source, entry.said_on, entry.source_kind) == ("", None, "round")
    assert [tag.label for tag in entry.tags] == ["Time"]
