"""Young scrutineers see nothing but their own; a second person clears before anybody else reads."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.errors import UserError
from survey_app.programme.scrutiny import young
from survey_app.programme.scrutiny.models import YoungFinding
from survey_app.programme.scrutiny.refusals import ScrutinyRefused
from survey_app.programme.scrutiny.young import FoundText
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.programme.scrutiny.scrutiny_world import MONDAY, World, address_of, entry_of

DESK = ("scrutiny", "challenges", "assurance", "young_scrutiny", "executive", "incidents", "improvement")


def found(session: Session, world: World, by: int | None = None, **values: object) -> YoungFinding:
    given = {"occasion": "visit", "place": "A youth centre", "found_on": MONDAY, "good": "Kind people."} | values
    return young.write_finding(
        session, world.partnership.id, FoundText(**given), by_id=by or world.young.id, today=MONDAY
    )


def test_a_second_person_clears_and_never_the_writer(session: Session, world: World) -> None:
    both = make_user(session, world.partnership, roles=("young_scrutineer", "qa_group"))
    made = found(session, world, by=both.id)
    with pytest.raises(ScrutinyRefused, match="second person"):
        young.clear(session, made, by_id=both.id, seen=young.text_of(made))
    assert young.cleared_findings(session, world.partnership.id) == []
    young.clear(session, made, by_id=world.qa.id, seen=young.text_of(made))
    assert young.cleared_findings(session, world.partnership.id) == [made]
    with pytest.raises(ScrutinyRefused, match="never whoever wrote it"):
        young.answer(session, made, "Thank you.", by_id=both.id)


@pytest.mark.parametrize("who", ["scrutineer", "police_lead", "other_young"])
def test_nobody_else_clears(session: Session, world: World, who: str) -> None:
    made = found(session, world)
    with pytest.raises(ScrutinyRefused):
        young.clear(session, made, by_id=getattr(world, who).id, seen=young.text_of(made))


def test_what_was_written_anew_is_read_again_before_it_is_cleared(session: Session, world: World) -> None:
    made = found(session, world)
    read = young.text_of(made)
    young.write_again(
        session, made, FoundText(occasion="visit", place="A youth centre", found_on=MONDAY, good="Other words."),
        by_id=world.young.id, today=MONDAY,
    )  # fmt: skip
    with pytest.raises(ScrutinyRefused, match="written anew"):
        young.clear(session, made, by_id=world.qa.id, seen=read)


def test_a_name_is_not_cleared_unlooked_at(session: Session, world: World) -> None:
    made = found(session, world, good="Sarah Smith was kind.")
    with pytest.raises(UserError, match="could tell who"):
        young.clear(session, made, by_id=world.qa.id, seen=young.text_of(made))
    assert made.state == "waiting"


def test_what_others_have_read_stays_as_it_is(session: Session, world: World) -> None:
    made = found(session, world)
    young.clear(session, made, by_id=world.qa.id, seen=young.text_of(made))
    again = FoundText(occasion="visit", place="Elsewhere", found_on=MONDAY, good="Other words.")
    with pytest.raises(ScrutinyRefused, match="so it stays"):
        young.write_again(session, made, again, by_id=world.young.id, today=MONDAY)
    with pytest.raises(ScrutinyRefused, match="does not wait"):
        young.send_back(session, made, "Please.", by_id=world.qa.id)


def test_nothing_is_answered_before_it_is_cleared(session: Session, world: World) -> None:
    with pytest.raises(ScrutinyRefused, match="cleared first"):
        young.answer(session, found(session, world), "Thank you.", by_id=world.qa.id)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"good": " "}, "at least one thing"), ({"place": ""}, "where it was"),
        ({"found_on": date(2026, 3, 3)}, "still to come"), ({"good": "x" * 2001}, "2,000 characters"),
    ],
    ids=["nothing", "nowhere", "tomorrow", "long"],
)  # fmt: skip
def test_what_is_missing_is_said_plainly(session: Session, world: World, wrong: dict[str, object], says: str) -> None:
    with pytest.raises(ScrutinyRefused, match=says):
        found(session, world, **wrong)


def test_one_young_scrutineer_neither_sees_nor_changes_what_another_wrote(
    session: Session, world: World, client: FlaskClient
) -> None:
    mine, theirs = found(session, world, good="Mine is here."), found(session, world, by=world.other_young.id)
    theirs.good = "Theirs is secret."
    session.commit()
    sign_in(client, world.young)
    base = f"/p/{world.partnership.slug}/young-scrutineers"
    page = client.get(f"{base}/").get_data(as_text=True)
    assert "Mine is here." in page
    assert "secret" not in page
    assert client.get(f"{base}/{theirs.number}/change").status_code == 404
    answer = client.post(
        f"{base}/{theirs.number}/change",
        data={"occasion": "visit", "place": "x", "found_on": "2026-03-02", "good": "y"},
    )
    assert answer.status_code == 404
    session.expire_all()
    assert (theirs.good, mine.good) == ("Theirs is secret.", "Mine is here.")


def test_nothing_of_the_desk_opens_to_a_young_scrutineer_but_their_own_pages(
    session: Session, world: World, client: FlaskClient, app: Flask
) -> None:
    entry_of(session, world, text="A matter for the Executive.")
    session.commit()
    sign_in(client, world.young)
    opened = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] not in DESK or "GET" not in (rule.methods or ()):
            continue
        response = client.get(address_of(app, rule, world.partnership.slug))
        assert "A matter for the Executive." not in response.get_data(as_text=True)
        if response.status_code not in (403, 404):
            opened.add(rule.endpoint)
    assert opened == {"scrutiny.pins", "young_scrutiny.index", "young_scrutiny.new"}
