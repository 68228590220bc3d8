"""What a device is given of a visit: the member's own notes on their version, and of nobody else anything."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.compiled import compile_instrument
from instruments.loading import library, load_instrument
from survey_app.accounts.models import User
from survey_app.collect.models import Draft
from survey_app.collect.sync_models import AlertKey
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import Visit, VisitNotes
from survey_app.walkabouts.notes.services import notes_for
from tests.survey_app.factories import make_agency, make_partnership, make_round, make_user, publish, sign_in
from tests.survey_app.walkabouts.section11_factories import (
    make_cycle,
    make_section11_assessment,
    make_visit,
    walkabout_round,
)

WALKABOUT = library()["section-11-walkabout"].read_text(encoding="utf-8")


@dataclass(slots=True)
class OnSite:
    """Two members of a team, signed in as the first, and the notes of both."""

    client: FlaskClient
    session: Session
    partnership: Partnership
    visit: Visit
    leader: User
    auditor: User
    notes: VisitNotes
    others: VisitNotes

    @property
    def address(self) -> str:
        return f"/p/{self.partnership.slug}/walkabouts/notes/{self.notes.draft_id}/bundle"

    def bundle(self) -> dict[str, Any]:
        response = self.client.get(self.address)
        assert response.status_code == 200, response.text
        return dict(response.json)

    def draft(self, notes: VisitNotes) -> Draft:
        return self.session.get_one(Draft, notes.draft_id)


@pytest.fixture
def site(client: FlaskClient, session: Session) -> OnSite:
    partnership = make_partnership(session)
    leader, auditor = (make_user(session, partnership, roles=("auditor",)) for _ in range(2))
    assessment = make_section11_assessment(
        session, make_cycle(session, partnership, rounds=("walkabout",)), make_agency(session, partnership)
    )
    visit = make_visit(session, assessment, leader, auditor, arrangements="Ask for the matron at the desk")
    notes, others = notes_for(session, visit, leader), notes_for(session, visit, auditor)
    session.get_one(Draft, others.draft_id).document = {"areas": "WHAT ANOTHER NOTED"}
    session.flush()
    sign_in(client, leader)
    return OnSite(client, session, partnership, visit, leader, auditor, notes, others)


def test_the_bundle_is_all_that_a_visit_needs(site: OnSite) -> None:
    bundle = site.bundle()
    assert bundle["format"] == 1
    assert bundle["user"] == {"id": site.leader.id, "name": site.leader.name}
    assert bundle["partnership"] == {"slug": site.partnership.slug, "name": site.partnership.name}
    assert bundle["draft"]["id"] == site.notes.draft_id
    assert bundle["round"]["slug"] == walkabout_round(site.visit).slug
    visit = bundle["visit"]
    assert (visit["title"], visit["site"], visit["starts_at"]) == (site.visit.agency.name, site.visit.site, "09:30")
    assert visit["team"] == [
        {"name": site.leader.name, "role": "Team leader", "me": True},
        {"name": site.auditor.name, "role": "Auditor", "me": False},
    ]
    assert "Ask for the matron at the desk" in visit["brief_html"]
    assert "01632 960001" in bundle["urgent_html"]
    assert bundle["links"]["alert"].endswith(f"/walkabouts/notes/alert/{bundle['alert_key']}")
    assert "it will be acted on and passed on" in bundle["disclosure_html"]
    assert set(bundle["limits"]) == {"file_mb", "files_mb"}


def test_every_question_of_the_form_is_in_the_bundle_once(site: OnSite) -> None:
    bundle = site.bundle()
    compiled = compile_instrument(load_instrument(WALKABOUT, filename="walkabout.yaml"))
    html = "".join(page["html"] + page.get("entry_html", "") for page in bundle["pages"])
    html += "".join(worry["html"] for worry in bundle["worries"].values())
    seen = [item.name for item in compiled.items if item.question.is_seen]
    assert {name: html.count(f'data-question="{name}"') for name in seen} == dict.fromkeys(seen, 1)
    assert [page["section"] for page in bundle["pages"]] == [section.name for section in compiled.sections]


def test_entries_have_their_names(site: OnSite) -> None:
    draft = site.draft(site.notes)
    draft.document = {"conversation": [{"_id": "first", "role_group": "frontline"}]}
    site.session.commit()
    assert site.bundle()["draft"]["document"] == draft.document


def test_the_bundle_holds_nothing_of_another_member_and_no_grade_of_the_agency(site: OnSite) -> None:
    self_grades = {"st1": "fully", "st1_rationale": "THE AGENCY ON ITSELF"}
    own_round = make_round(site.session, site.partnership, walkabout_round(site.visit).version)
    site.visit.assessment.cycle.self_round = own_round
    site.session.add(Draft(round_id=own_round.id, author_id=site.auditor.id, document=self_grades))
    site.session.commit()
    text = site.client.get(site.address).text
    assert "WHAT ANOTHER NOTED" not in text
    assert "THE AGENCY ON ITSELF" not in text
    assert site.auditor.email not in text
    assert site.leader.email not in text
    document = json.loads(text)["draft"]["document"]
    assert not [name for name in document if name.endswith("_self")]


def test_nobody_else_is_given_it(site: OnSite) -> None:
    elsewhere = make_partnership(site.session)
    chair = make_user(site.session, site.partnership, roles=("qa_group",))
    for user in (site.auditor, chair, make_user(site.session, elsewhere, roles=("auditor",))):
        sign_in(site.client, user)
        response = site.client.get(site.address)
        assert response.status_code in (403, 404)
        assert "error" in response.json
    other = site.address.replace(f"/{site.partnership.slug}/", f"/{elsewhere.slug}/")
    assert site.client.get(other).status_code == 404


def test_whoever_is_signed_out_is_told_so_in_json(site: OnSite) -> None:
    with site.client.session_transaction() as cookie:
        cookie.clear()
    response = site.client.get(site.address)
    assert response.status_code == 401
    assert "error" in response.json


def test_a_member_who_left_the_team_is_refused_with_the_reason(site: OnSite) -> None:
    site.session.delete(site.visit.team[0])
    site.session.commit()
    response = site.client.get(site.address)
    assert response.status_code == 403
    assert "not in the team" in response.json["error"]


def test_a_draft_stays_on_its_version_whatever_the_round_moves_on_to(site: OnSite) -> None:
    before = site.bundle()
    newer = WALKABOUT.replace("survey:\n", "survey:\n  - {type: text, name: brand_new, label: A new question}\n", 1)
    round_ = walkabout_round(site.visit)
    round_.version = publish(site.session, site.partnership, newer)
    site.session.commit()
    after = site.bundle()
    assert after["version"] == before["version"] == 1
    assert after["form"] == before["form"]
    assert after["pages"] == before["pages"]
    assert "brand_new" not in json.dumps(after)
    ordinary = site.client.get(f"/p/{site.partnership.slug}/rounds/{round_.slug}/answer/{site.notes.draft_id}/pages")
    assert ordinary.status_code == 200
    assert "A new question" not in ordinary.text


def test_each_device_has_a_key_of_its_own_of_which_only_the_hash_is_kept(site: OnSite) -> None:
    assert site.notes.made_ready_at is None
    keys = [site.bundle()["alert_key"] for _ in range(2)]
    assert keys[0] != keys[1]
    kept = site.session.scalars(select(AlertKey).where(AlertKey.draft_id == site.notes.draft_id)).all()
    assert len(kept) == 2
    assert not {row.key_hash for row in kept} & set(keys)
    site.session.refresh(site.notes)
    assert site.notes.made_ready_at is not None


def test_the_bundle_is_small_on_its_way(site: OnSite) -> None:
    plain = site.client.get(site.address, headers={"Accept-Encoding": "identity"})
    small = site.client.get(site.address, headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert small.headers["Cache-Control"] == "no-store"
    assert len(small.data) < 100_000 < len(plain.data)
    ours, theirs = json.loads(gzip.decompress(small.data)), plain.json
    assert ours["pages"] == theirs["pages"]


def test_notes_that_were_sent_are_not_given_again(site: OnSite) -> None:
    site.session.delete(site.draft(site.notes))
    site.session.commit()
    response = site.client.get(site.address)
    assert response.status_code == 404
    assert "sent" in response.json["error"]
