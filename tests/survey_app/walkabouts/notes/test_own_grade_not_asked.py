"""In a cycle nobody asks the visiting team for the agency's own grade; and being asked would show nobody any."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from instruments.answers import find_path
from survey_app.accounts.models import User
from survey_app.collect.models import Draft, Submission
from survey_app.designer.services import compiled_version
from survey_app.partnership.models import Partnership
from survey_app.results.services import current_report
from survey_app.walkabouts.models import Visit, VisitNotes
from survey_app.walkabouts.outcomes.received import team_notes
from tests.survey_app.answers import TEAM
from tests.survey_app.factories import sign_in
from tests.survey_app.walkabouts.notes.devices import Device, begin_notes, setting
from tests.survey_app.walkabouts.outcomes.visited import SECRET, make_visited
from tests.survey_app.walkabouts.section11_factories import make_cycle, walkabout_document, walkabout_round

ASKED = {f"st{n}_{part}" for n in range(1, 12) for part in ("change", "self", "gap_reason")}
PAGES = {f"st{n}_compared" for n in range(1, 12)}


@pytest.fixture
def visit(session: Session, partnership: Partnership, auditor: User) -> Visit:
    """A visit with the library's form, to an agency that has graded itself."""
    cycle = make_cycle(session, partnership)
    return make_visited(session, notes=False, people={"leader": auditor}, cycle=cycle).visit


@pytest.fixture
def notes(session: Session, visit: Visit, auditor: User) -> VisitNotes:
    """Begun, and then answered on every page, those after the grade included."""
    notes = begin_notes(session, visit, auditor)
    draft = session.get_one(Draft, notes.draft_id)
    own = {
        name: "Of their own view." if name.endswith("reason") else "not_met" for name in ASKED if "change" not in name
    }
    answered = {**walkabout_document(), **own}
    del answered["in_cycle"]  # a hidden question: whoever answers has no word in it
    draft.document = {**draft.document, **answered}
    session.commit()
    return notes


def sent(session: Session, notes: VisitNotes) -> dict[str, Any]:
    session.expire_all()
    submission = session.get_one(Submission, notes.draft_id)
    return next(one.document for one in submission.revisions if one.number == submission.current_revision)


def test_notes_of_a_cycle_begin_with_the_word_that_they_are(session: Session, visit: Visit, auditor: User) -> None:
    draft = session.get_one(Draft, begin_notes(session, visit, auditor).draft_id)
    assert draft.document["in_cycle"] == "yes"


def test_the_pages_after_a_grade_are_not_on_the_way_and_what_stands_there_is_not_sent(
    session: Session, notes: VisitNotes, device: Device
) -> None:
    draft = session.get_one(Draft, notes.draft_id)
    path = find_path(compiled_version(draft.version), draft.document)
    assert not PAGES & set(path.sections)
    device.look()
    response = device.send()
    assert response.status_code == 201, response.text
    document = sent(session, notes)
    assert document["in_cycle"] == "yes"
    assert document["st1"]
    assert not ASKED & document.keys()


def test_outside_a_cycle_the_form_asks_as_before(session: Session, visit: Visit) -> None:
    form = compiled_version(walkabout_round(visit).version)
    path = find_path(form, walkabout_document())
    assert set(path.sections) >= PAGES


@pytest.mark.parametrize("value", ["no", None, "", 7])
def test_a_device_that_changes_the_word_is_asked_and_reads_no_grade_of_the_agency(
    app: Flask, session: Session, visit: Visit, notes: VisitNotes, device: Device, value: Any
) -> None:
    answer = device.sync(setting(["in_cycle"], value, "yes"))
    assert SECRET not in json.dumps(answer)
    assert SECRET not in device.client.get(f"{device.notes}/bundle").text
    device.look()
    response = device.send()
    assert response.status_code == 201, response.text
    document = sent(session, notes)
    assert document["st1_self"] == "not_met", "asked, it is what this auditor says"
    assert visit.assessment is not None
    received = team_notes(session, visit.assessment).received
    assert "Of their own view." not in repr(received)
    report = current_report(session, walkabout_round(visit), reader=TEAM, at=received[0].received_at, paper="working")
    assert not ASKED & {block.name for section in report.sections for block in section.questions}


def test_the_ordinary_form_takes_no_other_word(app: Flask, session: Session, notes: VisitNotes, auditor: User) -> None:
    """The question is on no page, so posting an answer to it changes nothing."""
    client = sign_in(app.test_client(), auditor)
    round_ = session.get_one(Draft, notes.draft_id).round
    address = f"/p/north/rounds/{round_.slug}/answer/{notes.draft_id}/page/visit"
    page = client.get(address)
    assert page.status_code == 200
    assert 'name="in_cycle"' not in page.text
    client.post(address, data={"in_cycle": "no", "shown": "in_cycle", "action": "next"})
    session.expire_all()
    assert session.get_one(Draft, notes.draft_id).document["in_cycle"] == "yes"
