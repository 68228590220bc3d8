"""Repeats within repeats, and repeats whose number of entries the form says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.answers import find_path
from instruments.compiled import compile_instrument
from instruments.loading import load_instrument
from survey_app.collect.entries import answers_at, entry_from, every_entry, text_of, with_answers, without_entry
from survey_app.collect.models import Draft, SafetyAlert, SubmissionRevision
from survey_app.collect.places import Place, neighbour, place_of
from survey_app.rounds.models import Round
from tests.survey_app.collect.respondent import Respondent

FORM = """
settings: {form_id: nested, form_title: Visits and rooms, version: "1", default_language: English (en)}
choices:
  yes_no:
    - {name: "yes", label: "Yes"}
    - {name: "no", label: "No"}
survey:
  - type: repeat
    name: visit
    label: Visits
    entry_name: visit
    children:
      - {type: text, name: site, label: Which site?, required: true}
      - {type: integer, name: doors, label: How many doors?}
      - type: repeat
        name: room
        label: Rooms
        entry_name: room
        children:
          - {type: text, name: colour, label: "Which colour at ${site}?", default: white}
          - {type: safety, name: alarm, label: Is a child at risk here?}
      - type: repeat
        name: door
        label: Doors
        entry_name: door
        repeat_count: "${doors}"
        children:
          - {type: text, name: lock, label: Which lock?}
  - type: group
    name: end
    label: The end
    children:
      - {type: calculate, name: rooms, calculation: "count(${room})"}
      - {type: note, name: told, label: "You saw ${rooms} rooms."}
      - {type: text, name: wish, label: A wish}
"""
COMPILED = compile_instrument(load_instrument(FORM, filename="nested.yaml"))
DOCUMENT = {"visit": [{"site": "A", "doors": 2, "room": [{"colour": "red"}, {"colour": "blue"}]}, {"site": "B"}]}


@pytest.mark.parametrize(("text", "entry"), [("0", (0,)), ("2.10", (2, 10)), ("1.2.3", (1, 2, 3))])
def test_an_entry_is_written_as_its_numbers(text: str, entry: tuple[int, ...]) -> None:
    assert entry_from(text) == entry
    assert text_of(entry) == text


@pytest.mark.parametrize(
    "text", ["", ".", "1.", "-1", "1.-1", "x", "1e3", "99999", "1.2.", "\uff11", ".".join("1" * 50), "0" * 9]
)
def test_what_is_no_entry_is_none(text: str) -> None:
    assert entry_from(text) is None


def test_addresses_count_from_one() -> None:
    assert entry_from("1.2", first=1) == (0, 1)
    assert entry_from("0", first=1) is None


def test_answers_of_an_entry_are_read_written_and_removed_at_any_depth() -> None:
    repeats = ("visit", "room")
    assert answers_at(DOCUMENT, repeats, (0, 1)) == {"colour": "blue"}
    assert answers_at(DOCUMENT, repeats, (7, 7)) == {}
    written = with_answers(DOCUMENT, repeats, (1, 0), {"colour": "green"})
    assert written["visit"][1] == {"site": "B", "room": [{"colour": "green"}]}
    assert without_entry(DOCUMENT, repeats, (0, 0))["visit"][0]["room"] == [{"colour": "blue"}]
    assert [entry for entry, _ in every_entry(DOCUMENT, repeats)] == [(0, 0), (0, 1)]


@pytest.mark.parametrize("odd", [{"visit": 3}, {"visit": [None, "x"]}, {"visit": [{"room": {"a": 1}}]}])
def test_a_document_with_something_else_in_place_of_entries_does_no_harm(odd: dict[str, object]) -> None:
    assert answers_at(odd, ("visit", "room"), (0, 0)) == {}
    assert with_answers(odd, ("visit",), (0,), {"site": "A"})["visit"][0]["site"] == "A"
    assert without_entry(odd, ("visit", "room"), (5, 5)) is not None


@pytest.mark.parametrize(
    "place",
    [("room", ()), ("room", (5,)), ("room", (0, 3)), ("room", (0, 0, 0)), ("door", (0, 2)), ("end", (0,)),
     ("nowhere", ()), ("visit", (3,)), ("site", ())],
)  # fmt: skip
def test_a_place_that_is_not_there_is_none(place: tuple[str, tuple[int, ...]]) -> None:
    assert place_of(COMPILED, find_path(COMPILED, DOCUMENT), *place) is None


def test_the_way_leads_into_an_entry_through_its_repeats_and_out_again() -> None:
    way = [Place("entry", "visit", (0,))]
    while way[-1].section != "end":
        way.append(neighbour(COMPILED, DOCUMENT, way[-1], 1) or way[0])
        if len(way) > 10:
            break
    assert [place.key for place in way] == ["entry:visit:0", "list:room:0", "list:door:0", "list:visit", "section:end"]
    assert neighbour(COMPILED, DOCUMENT, Place("list", "door", (0,)), -1) == Place("list", "room", (0,))
    assert neighbour(COMPILED, DOCUMENT, Place("list", "room", (0,)), -1) == Place("entry", "visit", (0,))
    assert neighbour(COMPILED, DOCUMENT, Place("entry", "door", (0, 0)), 1) == Place("entry", "door", (0, 1))


@pytest.mark.parametrize("key", ["entry:room:0.1", "list:room:0", "list:visit", "section:end", "check"])
def test_a_key_is_read_back_as_the_place_it_names(key: str) -> None:
    place = Place.from_key(key)
    assert place is not None
    assert place.key == key


@pytest.fixture
def begun(auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]) -> Respondent:
    person = auditor(round_of(FORM))
    person.press("Start a new one")
    person.press("Start")
    return person


def test_visits_with_their_rooms_are_answered_and_sent(session: Session, begun: Respondent) -> None:
    begun.follow("Add visit")
    begun.press("Continue", {"site": "School A", "doors": "1"})
    assert begun.heading == "Rooms"
    begun.follow("Add room")
    assert "Visit 1 Room 1" in begun.text
    assert "Which colour at School A ?" in begun.text  # the output is an element of its own
    assert begun.page.get_element_by_id("q.colour.a").get("value") == "white"
    begun.press("Continue", {"alarm": "no"})
    begun.follow("Continue")
    assert begun.heading == "Doors"
    assert "Add" not in begun.text
    begun.follow("Change Door 1")
    begun.press("Continue", {"lock": "brass"})
    begun.follow("Continue")
    assert "Rooms (1)" in begun.text
    begun.follow("Continue")
    assert "You saw 1 rooms." in begun.text
    begun.press("Continue")
    assert "Rooms: Visit 1, room 1" in begun.text
    begun.press("Send")
    assert begun.heading == "Answers received"
    document = session.scalars(select(SubmissionRevision.document).order_by(SubmissionRevision.id)).all()[-1]
    assert document["visit"][0]["room"] == [{"colour": "white", "alarm": "no"}]
    assert document["visit"][0]["door"] == [{"lock": "brass"}]
    assert document["rooms"] == 1


def test_what_is_missing_in_a_room_is_told_with_its_place(session: Session, begun: Respondent) -> None:
    begun.follow("Add visit")
    begun.press("Continue", {"site": "School A"})
    begun.follow("Add room")
    begun.press("Save and return later")
    begun.open(begun.address.replace("/saved", "/check"))
    begun.press("Send")
    assert begun.problems == ["Visit 1, room 1: Select an answer to ‘Is a child at risk here?’"]
    begun.follow("Visit 1, room 1")
    assert begun.heading == "Room 1"


def test_a_worry_in_a_room_stops_the_form_and_stays_with_its_room(session: Session, begun: Respondent) -> None:
    begun.follow("Add visit")
    begun.press("Continue", {"site": "School A"})
    for _ in range(2):
        begun.follow("Add")
        begun.press("Continue", {"alarm": "no"})
    begun.follow("Change Room 2")
    begun.press("Continue", {"alarm": "yes"})
    assert begun.heading == "Stop: a child may be at risk now"
    assert begun.address.endswith("/worry/alarm/1.2")
    [alert] = session.scalars(select(SafetyAlert))
    assert alert.entry == "0.1"
    told = {"alarm_told": "Duty social worker", "alarm_time:day": "1", "alarm_time:month": "3",
            "alarm_time:year": "2026", "alarm_time:time": "10:00"}  # fmt: skip
    begun.press("Record and go on", told)
    begun.press("Continue")
    begun.follow("Remove Room 1")
    begun.press("Remove room 1")
    session.rollback()
    assert session.get_one(SafetyAlert, alert.id).entry == "0.0"


@pytest.mark.parametrize(
    "address",
    ["page/room", "page/room/1.5", "page/room/0", "page/room/x", "page/room/1.1.1", "page/door/1.1/remove",
     "page/visit/-1", "page/visit/1.2.3.4.5.6.7.8", "page/room/1.1/remove", "page/nowhere/1", "worry/alarm/1",
     "worry/alarm/1.9", "worry/alarm/9.9", "worry/site/1", "page/visit/99999999999", "file/../../x",
     "page/room/%2e%2e"],
)  # fmt: skip
def test_no_address_that_somebody_makes_up_is_an_error_of_ours(
    client: FlaskClient, session: Session, begun: Respondent, address: str
) -> None:
    begun.follow("Add visit")
    begun.press("Continue", {"site": "School A"})
    base = begun.address.split("/page/")[0]
    for method in (client.get, client.post):
        assert method(f"{base}/{address}").status_code in (302, 400, 404, 405, 422)


def test_answers_that_leave_the_path_stay_in_the_draft(session: Session, begun: Respondent) -> None:
    begun.follow("Add visit")
    begun.press("Continue", {"site": "School A", "doors": "2"})
    begun.follow("Continue")
    begun.follow("Change Door 2")
    begun.press("Continue", {"lock": "kept"})
    begun.follow("Back")
    begun.open(begun.address.split("/page/")[0] + "/page/visit/1")
    begun.press("Continue", {"doors": "1"})
    [draft] = [one for one in session.scalars(select(Draft)) if "visit" in one.document]
    assert draft.document["visit"][0]["door"][1]["lock"] == "kept"
    begun.open(begun.address.split("/page/")[0] + "/page/door/1")
    assert "Door 2" not in begun.text
    begun.open(begun.address.split("/page/")[0] + "/page/visit/1")
    begun.press("Continue", {"doors": "2"})
    begun.open(begun.address.split("/page/")[0] + "/page/door/1")
    assert "kept" in begun.text


def test_rooms_are_answered_in_an_anonymous_round_too(
    session: Session, by_token: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = by_token(round_of(FORM, access="token", anonymous=True))
    person.press("Start")
    person.press("Add visit")
    person.press("Continue", {"site": "School A", "doors": "1"})
    person.press("Add room")
    person.press("Continue", {"alarm": "no"})
    person.press("Remove Room 1")
    person.press("Remove room 1")
    assert person.heading == "Rooms"
    assert "None added yet." in person.text
    person.press("Continue")
    person.press("Change Door 1")
    person.press("Continue", {"lock": "brass"})
    person.press("Continue")
    person.press("Continue")
    person.press("Continue")
    assert person.heading == "Check your answers"
    assert "brass" in person.text
    person.press("Send")
    assert person.heading == "Answers received"
