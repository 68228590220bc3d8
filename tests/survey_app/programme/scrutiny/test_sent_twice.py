"""A form that is sent twice, by a double click or by loading its answer again, is kept once; and two who judge."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.programme.scrutiny.models import (
    AssuranceEvidence,
    AssuranceItem,
    AssuranceRequest,
    ChallengeAdvice,
    ConversationNote,
    PartnerChallenge,
    ScrutinyEntry,
    ScrutinyReport,
    ScrutinyTerms,
    SeenPack,
    YoungAnswer,
    YoungFinding,
)
from survey_app.programme.scrutiny.young import text_of
from tests.survey_app.programme.scrutiny.scrutiny_world import World
from tests.survey_app.programme.scrutiny.test_desk_pages import Desk, pin_of, today

DAY = today().isoformat()
BEFORE = (today() - timedelta(days=30)).isoformat()


@pytest.fixture
def desk(session: Session, world: World, client: FlaskClient) -> Desk:
    return Desk(session, world, client)


def count(desk: Desk, kept: type) -> int:
    return desk.session.scalar(select(func.count()).select_from(kept)) or 0


@pytest.mark.parametrize(
    ("who", "path", "kept", "form"),
    [
        ("scrutineer", "/scrutiny/entries/new", ScrutinyEntry, {
            "kind": "issue", "text": "Referrers hear nothing back.", "raised_on": DAY, "area": "The front door",
        }),
        ("scrutineer", "/scrutiny/conversations/new", ConversationNote, {
            "spoken_on": DAY, "agency_type": "health", "people": "6", "themes": "Workload", "text": "Little time.",
        }),
        ("scrutineer", "/scrutiny/reports/new", ScrutinyReport, {
            "title": "Six months", "starts_on": BEFORE, "ends_on": DAY,
        }),
        ("executive", "/challenges/new", PartnerChallenge, {
            "by": "executive", "what": "Reports come late.", "why": "Conferences go ahead.", "raised_on": DAY,
        }),
        ("executive", "/assurance/new", AssuranceRequest, {
            "title": "Improvements", "asked_as": "executive", "why": "They were due.", "items": "A form\nFeedback",
            "answer_by": (today() + timedelta(days=30)).isoformat(),
        }),
        ("young", "/young-scrutineers/new", YoungFinding, {
            "occasion": "visit", "place": "The clinic", "found_on": DAY, "good": "Warm.",
        }),
    ],
)  # fmt: skip
def test_what_is_sent_twice_is_kept_once(desk: Desk, who: str, path: str, kept: type, form: dict[str, str]) -> None:
    person, before = getattr(desk.world, who), count(desk, kept)
    form |= {"to": str(desk.world.health.id), "agency": "" if who == "scrutineer" else str(desk.world.health.id)}
    desk.post(person, path, **form)
    page = desk.post(person, path, 422, **form)
    assert "already" in page
    assert count(desk, kept) == before + 1
    words = next(name for name in ("text", "title", "what", "place") if name in form)
    desk.post(person, path, **form | {words: "Something else."})
    assert count(desk, kept) == before + 2


def test_what_was_withdrawn_may_be_entered_again(desk: Desk) -> None:
    desk.enter()
    desk.post(desk.world.scrutineer, "/scrutiny/entries/1/withdraw", why="It was of another area.")
    assert desk.enter().reference == "S-002"


def test_a_pack_of_the_same_copies_is_made_once_a_day(desk: Desk) -> None:
    pin_of(desk)
    desk.post(desk.world.scrutineer, "/scrutiny/packs/new", title="March", pins="1")
    page = desk.post(desk.world.scrutineer, "/scrutiny/packs/new", 422, title="March", pins="1")
    assert "You made this pack today already: it is AS-001." in page
    assert count(desk, SeenPack) == 1


def test_the_same_terms_are_agreed_once(desk: Desk) -> None:
    before = count(desk, ScrutinyTerms)
    terms: dict[str, Any] = {"answer_days": "15", "respond_days": "10", "minimum_group": "5", "areas": "The front door"}
    desk.post(desk.world.executive, "/scrutiny/terms", **terms)
    desk.post(desk.world.executive, "/scrutiny/terms", **terms)
    assert count(desk, ScrutinyTerms) == before + 1
    desk.post(desk.world.executive, "/scrutiny/terms", **terms | {"answer_days": "20"})
    assert count(desk, ScrutinyTerms) == before + 2


def test_advice_and_answers_are_given_once(desk: Desk) -> None:
    world = desk.world
    challenge = {"by": world.police.id, "to": world.health.id, "what": "Late.", "why": "So.", "raised_on": DAY}
    desk.post(world.police_lead, "/challenges/new", **challenge)
    desk.post(world.health_lead, "/challenges/1/respond", why="No.")
    desk.post(world.police_lead, "/challenges/1/decide", outcome="not_resolved", words="It goes on.", seen="1")
    desk.post(world.scrutineer, "/challenges/1/advise", why="Agree a day.")
    assert "already" in desk.post(world.scrutineer, "/challenges/1/advise", 422, why="Agree a day.")
    assert count(desk, ChallengeAdvice) == 1
    found = {"occasion": "visit", "place": "The clinic", "found_on": DAY, "good": "Warm."}
    desk.post(world.young, "/young-scrutineers/new", **found)
    seen = text_of(desk.session.scalars(select(YoungFinding)).one())
    desk.post(world.qa, "/young-scrutineers/1/clear", decision="clear", seen=seen)
    desk.post(world.qa, "/young-scrutineers/1/answer", why="Thank you.")
    assert "already" in desk.post(world.qa, "/young-scrutineers/1/answer", 422, why="Thank you.")
    assert count(desk, YoungAnswer) == 1


def asked(desk: Desk) -> None:
    world = desk.world
    desk.post(
        world.executive, "/assurance/new", title="Improvements", asked_as="executive", agency=world.health.id,
        why="They were due.", items="A form", answer_by=(today() + timedelta(days=30)).isoformat(),
    )  # fmt: skip
    desk.post(world.health_lead, "/assurance/1/items/1/give", text="The form, as used since May.")


def test_evidence_is_given_once(desk: Desk) -> None:
    asked(desk)
    page = desk.post(desk.world.health_lead, "/assurance/1/items/1/give", 422, text="The form, as used since May.")
    assert "You gave this evidence already." in page
    assert count(desk, AssuranceEvidence) == 1


def test_an_item_that_somebody_judged_meanwhile_is_read_before_it_is_judged_anew(desk: Desk) -> None:
    asked(desk)
    where = "/assurance/1/items/1/judge"
    assert 'name="seen_verdict"' in desk.get(desk.world.qa, where)
    mine: dict[str, Any] = {"verdict": "assured", "because": "It is used.", "seen": "1", "seen_verdict": ""}
    desk.post(desk.world.executive, where, verdict="partly", because="Half of them\nuse it.", seen="1", seen_verdict="")
    desk.post(desk.world.executive, where, verdict="partly", because="Half of them\nuse it.", seen="1", seen_verdict="")
    page = desk.post(desk.world.qa, where, 422, **mine)
    assert "Somebody judged this item since you opened it." in page
    assert "It is used." in page
    item = desk.session.scalars(select(AssuranceItem)).one()
    assert item.because == "Half of them\nuse it."
    assert "partly Half of them" in desk.get(desk.world.qa, where)
    desk.post(desk.world.qa, where, **mine | {"seen_verdict": "partly Half of them\r\nuse it."})
    assert item.verdict == "assured"
