"""Rounds for tests of the dashboard: anonymous ones with groups so small that a release must hide some of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from survey_app.collect.models import AnonymousResponse, Submission
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import find_instrument
from survey_app.partnership.models import Agency, Locality, Partnership
from survey_app.results.coding import save_coding
from survey_app.results.comments import Place
from survey_app.results.models import Codeframe
from survey_app.rounds.models import Round
from tests.survey_app.answers import add_answer, add_opened_answers
from tests.survey_app.factories import make_agency, make_invitation, make_partnership, make_round, publish

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TODAY = AT.date()

AGREEING = """
settings: {form_id: agreeing, form_title: Agreeing, version: "1", default_language: English (en)}
choices:
  agree:
    - {name: agree, label: Agree}
    - {name: neither, label: Neither}
    - {name: disagree, label: Disagree}
scales:
  agree: {direction: best_first, favourable: [agree]}
survey:
  - type: group
    name: page
    label: Page
    children:
      - {type: select_one agree, name: useful, label: It was useful.}
      - {type: select_one agree, name: heard, label: I was heard.}
      - {type: text, name: comment, label: Anything else?, appearance: multiline}
"""


def make_place(session: Session) -> tuple[Partnership, list[Agency]]:
    """A partnership with three agencies of two types, and two localities."""
    partnership = make_partnership(session)
    agencies = [make_agency(session, partnership, agency_type=kind) for kind in ("police", "health", "health")]
    for name in ("North", "South"):
        session.add(Locality(partnership_id=partnership.id, name=name))
    session.flush()
    return partnership, agencies


def agreeing_version(session: Session, partnership: Partnership) -> InstrumentVersion:
    """The one published version of the small questionnaire."""
    record = find_instrument(session, partnership.id, "agreeing")
    return record.versions[0] if record is not None else publish(session, partnership, AGREEING)


def make_evaluation(
    session: Session, partnership: Partnership, agencies: list[Agency], *, agreeing: int = 22, answered: int = 30,
    **values: Any,
) -> Round:  # fmt: skip
    """An anonymous round of 60 invited people; of the first agency so few answer that their number must be hidden."""
    details = {
        "access": "token", "anonymous": True, "population_size": 60, "breakdowns": ["agency", "locality"],
        "opens_on": TODAY - timedelta(days=40), "closes_on": TODAY - timedelta(days=10), "state": "closed", **values,
    }  # fmt: skip
    round_ = make_round(session, partnership, agreeing_version(session, partnership), **details)
    documents = [
        {"useful": "agree" if n < agreeing else "disagree", "heard": "agree" if n % 2 else "neither",
         "comment": f"Comment {n}"}
        for n in range(answered)
    ]  # fmt: skip
    add_opened_answers(session, round_, documents)
    for number in range(60):
        agency = agencies[0] if number < 8 else agencies[1 + number % 2]
        invitation, _ = make_invitation(
            session, round_, agency=agency, strata={"locality": "North" if number % 3 else "South"}
        )
        invitation.answered = number < 2 or 8 <= number < 6 + answered
    session.flush()
    return round_


def make_named(session: Session, partnership: Partnership, agencies: list[Agency], **values: Any) -> Round:
    """A round that is not anonymous, whose answers are broken down by agency: 3, 14 and 13 of them."""
    details = {
        "population_size": 40, "breakdowns": ["agency"], "state": "closed", "opens_on": TODAY - timedelta(days=40),
        "closes_on": TODAY - timedelta(days=10), **values,
    }  # fmt: skip
    round_ = make_round(session, partnership, agreeing_version(session, partnership), **details)
    for place, (agency, size) in enumerate(zip(agencies, (3, 14, 13), strict=True)):
        for number in range(size):
            invitation, _ = make_invitation(session, round_, agency=agency)
            invitation.answered = True
            good = "agree" if number < size - 5 * place else "disagree"
            key = add_answer(session, round_, {"useful": good, "heard": "agree", "comment": None})
            session.get_one(Submission, key).invitation_id = invitation.id
    session.flush()
    return round_


def code(session: Session, round_: Round, codeframe: Codeframe, counts: dict[str, int]) -> None:
    """Give so many comments of a round each theme."""
    round_.codeframe_id = codeframe.id
    session.flush()
    keys = sorted(row.key for row in session.query(AnonymousResponse).filter_by(round_id=round_.id))
    given: dict[str, dict[str, str]] = {key: {} for key in keys}
    for theme, count in counts.items():
        for key in keys[:count]:
            given[key][theme] = "concern"
    for key, stances in given.items():
        save_coding(session, round_, Place(response_key=key, question="comment"), stances, coder_id=None)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)
