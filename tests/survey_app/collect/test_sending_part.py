"""“What I have” is sent by its author alone, with the gaps as not answered and nothing else let through."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.keys import KeyStore
from survey_app.collect.models import SealedAnswer, Submission
from survey_app.collect.partial import only_unanswered
from survey_app.collect.problems import AnswersRefused
from survey_app.collect.services import submit
from survey_app.database import new_uuid, now
from survey_app.designer.services import compiled_version
from survey_app.results.stored_responses import StoredResponses
from survey_app.rounds.live_response import live_response
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.factories import make_invitation, make_partnership, make_round, publish

FORM = """
settings: {form_id: two-pages, form_title: Two pages, version: "1", default_language: English (en)}
choices:
  yes_no:
    - {name: yes, label: "Yes"}
    - {name: no, label: "No"}
survey:
  - type: group
    name: first
    label: First page
    children:
      - {type: consent, name: agree, label: May we use your answers?}
      - {type: select_one yes_no, name: useful, label: Was it useful?, required: true}
      - {type: integer, name: years, label: For how many years?, constraint: ". < 60"}
  - type: group
    name: second
    label: Second page
    children:
      - {type: select_one yes_no, name: again, label: Would you come again?, required: true}
"""


def receive(session: Session, keys: KeyStore, anonymous: bool, document: dict[str, object], **more: bool) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, publish(session, partnership, FORM), access="open", anonymous=anonymous)
    submit(session, keys, round_, new_uuid(), document, **more)


@pytest.fixture
def keys(client: FlaskClient) -> KeyStore:
    return KeyStore(client.application.config["WALKABOUT_KEY_DIR"])


@pytest.mark.parametrize("anonymous", [True, False])
def test_a_part_is_taken_when_its_author_says_so_and_only_then(
    session: Session, keys: KeyStore, anonymous: bool
) -> None:
    with pytest.raises(AnswersRefused):
        receive(session, keys, anonymous, {"agree": "yes", "useful": "yes"})
    receive(session, keys, anonymous, {"agree": "yes", "useful": "yes"}, partial=True)
    if not anonymous:
        [sent] = session.scalars(select(Submission).where(Submission.reference.startswith("WA-")))
        assert sent.revisions[-1].document["again"] is None, "asked, and not answered"


@pytest.mark.parametrize("anonymous", [True, False])
@pytest.mark.parametrize(
    "document",
    [
        {},  # nothing at all
        {"agree": "yes", "useful": "perhaps"},  # no such choice
        {"agree": "yes", "useful": "yes", "years": 99},  # against its constraint
        {"agree": "yes", "useful": "yes", "elsewhere": "x"},  # no such question
    ],
)
def test_nothing_wrong_comes_through_as_a_part(
    session: Session, keys: KeyStore, anonymous: bool, document: dict[str, object]
) -> None:
    with pytest.raises(AnswersRefused):
        receive(session, keys, anonymous, document, partial=True)


def test_a_respondent_is_offered_it_after_sending_was_refused_for_gaps(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    version = publish(
        session,
        partnership,
        FORM.replace("      - {type: consent, name: agree, label: May we use your answers?}\n", ""),
    )
    round_ = make_round(session, partnership, version, access="token", anonymous=True)
    invitation, token = make_invitation(session, round_)
    person = Respondent(client, f"/a/{token}")
    person.press("Start")
    person.press("Continue", {"useful": "yes"})
    carried = person.hidden("carried")
    check = client.post(f"/a/{token}/answer", data={"carried": carried, "go": "send", "at": "check"})
    assert check.status_code == 422
    assert "Send what I have" in check.text
    sent = client.post(f"/a/{token}/answer", data={"carried": carried, "go": "send-part", "at": "check"})
    assert "Answers received" in sent.text
    session.expire_all()
    assert invitation.answered
    assert len(session.scalars(select(SealedAnswer)).all()) == 1
    again = client.post(f"/a/{token}/answer", data={"carried": carried, "go": "send-part", "at": "check"})
    assert "Answers received" in again.text, "the same answer, once"
    assert len(session.scalars(select(SealedAnswer)).all()) == 1


def test_consent_is_never_left_out(session: Session) -> None:
    partnership = make_partnership(session)
    compiled = compiled_version(publish(session, partnership, FORM))
    from instruments.answers import check_answers

    document = {"useful": "yes", "again": "yes"}
    assert not only_unanswered(compiled, document, check_answers(compiled, document))


def test_a_part_is_marked_until_the_rest_is_sent_too(session: Session, keys: KeyStore) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, publish(session, partnership, FORM), access="open", population_size=10)
    part, whole = new_uuid(), new_uuid()
    document = {"agree": "yes", "useful": "yes"}
    submit(session, keys, round_, part, document, partial=True)
    submit(session, keys, round_, whole, {**document, "again": "no"}, partial=True)
    returns = live_response(session, round_, today=now().date()).returns
    assert returns is not None
    assert (returns.complete, returns.partial, returns.rr1.sentence, returns.rr2.sentence) == (
        1, 1, "10% (1 of 10)", "20% (2 of 10)",
    )  # fmt: skip
    responses = StoredResponses(session, round_)
    assert {one.response_id: one.strata for one in responses.with_returns()} == {
        part: {"return": "partial"}, whole: {"return": "complete"},
    }  # fmt: skip
    submit(session, keys, round_, part, {**document, "again": "yes"}, replaces=1)
    assert [one.partial for one in session.get_one(Submission, part).revisions] == [True, False]
    assert not responses.has_partial
    assert [one.strata for one in responses.with_returns()] == [{}, {}]


def test_in_an_anonymous_round_nothing_tells_a_part_from_a_whole(session: Session, keys: KeyStore) -> None:
    partnership = make_partnership(session)
    form = publish(session, partnership, FORM)
    round_ = make_round(session, partnership, form, access="open", anonymous=True)
    for document in ({"agree": "yes", "useful": "yes"}, {"agree": "yes", "useful": "yes", "again": "no"}):
        submit(session, keys, round_, new_uuid(), document, partial=True)
    assert len({len(one) for one in session.scalars(select(SealedAnswer.sealed))}) == 1
    assert live_response(session, round_, today=now().date()).returns is None
    assert not StoredResponses(session, round_).has_partial
