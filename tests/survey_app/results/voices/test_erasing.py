from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.case_audits.keeping_records.holds import lift_hold, set_hold
from survey_app.collect.models import AnonymousResponse, Draft, SubmissionRevision
from survey_app.results.comments import ERASED
from survey_app.results.voices import desk, store
from survey_app.results.voices.erasing import erase_original
from survey_app.results.voices.wording import QuoteRefused
from survey_app.schema import metadata
from tests.survey_app.answers import add_answer, revise_answer
from tests.survey_app.case_audits.audit_factories import make_audit
from tests.survey_app.factories import make_partnership, make_round, publish, sign_in
from tests.survey_app.results.commented_rounds import anonymous_round, coders, comments, named_round
from tests.survey_app.results.test_comments import REPEATED
from tests.survey_app.results.voices.test_desk import wording

SECRET_WORDS = "the day that everything in the yellow house changed"


def everything(session: Session) -> str:
    """Every text of every table."""
    session.expire_all()
    rows = [session.execute(table.select()).all() for table in metadata.sorted_tables]
    return json.dumps(rows, default=str)


def test_the_original_goes_from_every_revision_draft_and_proposal(session: Session) -> None:
    round_ = named_round(session, f"First: {SECRET_WORDS}")
    first, second = coders(session, round_)
    (comment,) = comments(session, round_)
    key = comment.place.response_key
    revise_answer(
        session, key, {"forum": "north", "works": f"First: {SECRET_WORDS}", "copy": f"> First: {SECRET_WORDS}"}
    )
    session.add(Draft(id=key, round_id=round_.id, document={"works": f"First: {SECRET_WORDS}"}))
    quote = desk.propose(session, round_, comment, wording(kind="redacted", text=SECRET_WORDS), by_id=first.id)
    desk.reject(session, round_, quote, by_id=second.id, reason="No")
    quote = desk.propose(session, round_, comment, wording(kind="as_written"), by_id=first.id)
    desk.approve(session, round_, quote, by_id=second.id, checked=True, comment=comment)
    assert SECRET_WORDS in everything(session)
    kept = erase_original(session, round_, comment, by_id=first.id)
    assert not kept
    assert SECRET_WORDS not in everything(session)
    documents = [row.document for row in session.scalars(select(SubmissionRevision).order_by(SubmissionRevision.id))]
    assert [document["works"] for document in documents if "works" in document][-2:] == [ERASED, ERASED]
    assert documents[-1]["copy"] == f"> {ERASED}"
    assert comments(session, round_) == []
    assert store.find(session, round_.partnership_id, store.Search()) == []


def test_an_older_wording_of_the_comment_goes_too(session: Session) -> None:
    round_ = named_round(session, SECRET_WORDS)
    (comment,) = comments(session, round_)
    revise_answer(session, comment.place.response_key, {"works": "A later, shorter one"})
    (comment,) = comments(session, round_)
    erase_original(session, round_, comment, by_id=coders(session, round_)[0].id)
    assert SECRET_WORDS not in everything(session)
    assert "A later, shorter one" not in everything(session)


def test_only_the_one_entry_of_a_repeat_is_erased(session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, publish(session, partnership, REPEATED))
    add_answer(session, round_, {"overall": "Good", "conversation": [{"heard": "First"}, {"heard": SECRET_WORDS}]})
    found = next(comment for comment in comments(session, round_) if comment.text == SECRET_WORDS)
    erase_original(session, round_, found, by_id=coders(session, round_)[0].id)
    assert sorted(comment.text for comment in comments(session, round_)) == ["First", "Good"]
    assert SECRET_WORDS not in everything(session)


def test_a_cleared_paraphrase_stays_when_the_original_of_an_anonymous_round_goes(session: Session) -> None:
    round_ = anonymous_round(session)
    first, second = coders(session, round_)
    comment = comments(session, round_)[0]
    quote = desk.propose(session, round_, comment, wording(), by_id=first.id)
    desk.approve(session, round_, quote, by_id=second.id, checked=True, comment=comment)
    assert erase_original(session, round_, comment, by_id=first.id)
    assert quote.erased_at is not None
    assert [one.text for one in store.find(session, round_.partnership_id, store.Search())] == [wording().text]
    documents = [row.document["works"] for row in session.scalars(select(AnonymousResponse))]
    assert documents.count(ERASED) == 1


def test_erasing_is_asked_for_done_and_recorded_without_the_words(client: FlaskClient, session: Session) -> None:
    round_ = named_round(session, SECRET_WORDS)
    (user,) = coders(session, round_, 1)
    sign_in(client, user)
    (comment,) = comments(session, round_)
    target = f"/p/{round_.partnership.slug}/rounds/{round_.slug}/quotes/{comment.key}/erase"
    assert SECRET_WORDS in client.get(target).text
    assert client.post(target, data={}).status_code == 422
    assert client.post(target, data={"why": "asked"}).status_code == 302
    assert client.post(target, data={"why": "asked"}).status_code == 404
    assert SECRET_WORDS not in everything(session)
    entry = session.scalars(select(AuditEvent).where(AuditEvent.action == "original erased")).one()
    assert (entry.actor_id, entry.details["reason"]) == (user.id, "The person who wrote it asked for it")


@pytest.mark.parametrize("held", ["round", "audit"])
def test_nothing_is_erased_of_what_is_on_legal_hold(session: Session, held: str) -> None:
    round_ = named_round(session, f"First: {SECRET_WORDS}")
    audit = make_audit(session, round_.partnership, state="finished", round=round_)
    (comment,) = comments(session, round_)
    by = coders(session, round_)[0].id
    if held == "round":
        round_.legal_hold = True
    else:
        set_hold(session, audit, reason="A court asks.", by=by)
    with pytest.raises(QuoteRefused, match="legal hold"):
        erase_original(session, round_, comment, by_id=by)
    assert SECRET_WORDS in everything(session)
    if held == "round":
        round_.legal_hold = False
    else:
        lift_hold(session, audit, why="It is over.", by=by)
    erase_original(session, round_, comment, by_id=by)
    assert SECRET_WORDS not in everything(session)
