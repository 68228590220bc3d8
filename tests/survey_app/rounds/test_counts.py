"""Who sees live counts of a round, and that everybody else sees what is released and nothing beside it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.partnership.models import Partnership
from survey_app.results.releases import released_report
from survey_app.rounds.counts import counts_of
from survey_app.rounds.models import Round
from tests.survey_app.answers import add_answer, add_opened_answers
from tests.survey_app.factories import make_partnership, make_round, make_user, publish, sign_in

CONSENT = """
settings: {form_id: agreed, form_title: Agreed, version: "1", default_language: English (en)}
choices:
  yes_no:
    - {name: yes, label: "Yes"}
    - {name: no, label: "No"}
survey:
  - type: group
    name: only_page
    label: The only page
    children:
      - {type: consent, name: agree, label: May we use your answers?}
      - {type: select_one yes_no, name: useful, label: Was it useful?}
"""
READERS = ("agency_lead", "executive_member", "young_scrutineer", "external_reviewer", "auditor")


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north")


def pages(app: Flask, session: Session, partnership: Partnership, role: str, slug: str) -> str:
    """The list of rounds and the page of one, as somebody with this role sees them."""
    client = sign_in(app.test_client(), make_user(session, partnership, roles=(role,)))
    return "".join(client.get(f"/p/north/rounds/{part}").get_data(as_text=True) for part in ("", slug))


def numbers(page: str) -> set[str]:
    """Every number that the figures and the plan of the pages show."""
    shown = re.findall(r'(?:wa-figure__\w+"|<strong|summary-list__value")>\s*([^<]*)', page)
    return set(re.findall(r"\d+", " ".join(shown)))


@pytest.mark.parametrize("role", READERS)
def test_how_few_refused_cannot_be_told_from_the_pages_of_a_round(
    app: Flask, session: Session, partnership: Partnership, role: str
) -> None:
    round_ = make_round(
        session, partnership, publish(session, partnership, CONSENT), slug="agreed", title="Asked", access="open",
        anonymous=True,
    )  # fmt: skip
    add_opened_answers(session, round_, [{"agree": "yes", "useful": "yes"}] * 30 + [{"agree": "no"}] * 2)
    report = released_report(session, round_, at=now())
    assert report.responses == 30
    assert "32" not in numbers(pages(app, session, partnership, role, "agreed"))


@pytest.mark.parametrize("role", READERS)
def test_how_few_stayed_silent_cannot_be_told_from_the_pages_of_a_round(
    app: Flask, session: Session, partnership: Partnership, role: str
) -> None:
    round_ = make_round(session, partnership, slug="asked", title="Asked", population_size=32)
    for _ in range(30):
        add_answer(session, round_, {"useful": "yes", "comment": None})
    report = released_report(session, round_, at=now())
    assert report.response_rate.population is None
    assert "32" not in numbers(pages(app, session, partnership, role, "asked"))


def test_those_who_run_the_round_see_live_counts(app: Flask, session: Session, partnership: Partnership) -> None:
    round_ = make_round(session, partnership, slug="asked", title="Asked", population_size=32)
    for _ in range(30):
        add_answer(session, round_, {"useful": "yes", "comment": None})
    for role in ("qa_group", "administrator", "scrutineer"):
        assert {"30", "32"} <= numbers(pages(app, session, partnership, role, "asked")), role


def test_in_an_anonymous_round_the_scrutineer_sees_what_everybody_sees(
    app: Flask, session: Session, partnership: Partnership
) -> None:
    round_ = make_round(session, partnership, slug="asked", title="Asked", access="open", anonymous=True)
    add_opened_answers(session, round_, [{"useful": "yes", "comment": None}] * 30)
    assert "30" not in numbers(pages(app, session, partnership, "scrutineer", "asked"))
    released_report(session, round_, at=now())
    assert "30" in numbers(pages(app, session, partnership, "scrutineer", "asked"))


def test_without_a_release_nothing_is_shown_and_none_is_made(session: Session, partnership: Partnership) -> None:
    round_: Round = make_round(session, partnership)
    add_answer(session, round_, {"useful": "yes", "comment": None})
    counts = counts_of(session, round_, live=False)
    assert (counts.answers, counts.population, counts.population_text) == (None, None, "Not shown")
    assert round_.ledger is None
