"""Reviews by others: read in whole and once, each passage taken by a person; inspections that nobody followed up."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.improvement.chain.findings import withdraw_finding
from survey_app.improvement.chain.follow_up import without_follow_up
from survey_app.improvement.chain.outside_reviews import (
    AlreadyImported,
    ReviewDetails,
    finding_from,
    import_review,
    leave_passage,
    leave_the_rest,
    recommendation_from,
)
from survey_app.improvement.chain.reading.documents import read_pasted
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.models import Finding, OutsideReview, Recommendation, ReviewPassage
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import Visit
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.improvement.chain.chain_world import FOUND, finding_text, recommendation_text
from tests.survey_app.improvement.chain.pdf_files import column, pdf
from tests.survey_app.improvement.chain.test_evidence import make_inspection
from tests.survey_app.improvement.chain.test_reading import word

AT = "/p/north/improvement"
TEXT = "What needs attention\n\nPlans come late.\n\nRecommendations\n\n1. Share each plan.\n\n2. Ask schools."


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north")


@pytest.fixture
def manager(app: Flask, session: Session, partnership: Partnership) -> FlaskClient:
    return sign_in(app.test_client(), make_user(session, partnership, roles=("qa_group",)))


def read_in(session: Session, partnership: Partnership, text: str = TEXT, **values: Any) -> OutsideReview:
    details = {"kind": "peer_review", "title": "A peer review", "reviewer": "Neighbours", "dated": FOUND, **values}
    return import_review(session, partnership.id, ReviewDetails(**details), read_pasted(text), None).review


def test_every_paragraph_is_a_passage_in_its_order(session: Session, partnership: Partnership) -> None:
    review = read_in(session, partnership)
    assert review.reference == "ER-001"
    assert [(one.heading, one.text) for one in review.passages] == [
        ("What needs attention", "Plans come late."), ("Recommendations", "1. Share each plan."),
        ("Recommendations", "2. Ask schools."),
    ]  # fmt: skip


def test_the_same_document_is_noticed_and_another_partnership_is_not_told(
    session: Session, partnership: Partnership
) -> None:
    read_in(session, partnership)
    with pytest.raises(AlreadyImported, match="ER-001"):
        read_in(session, partnership, TEXT.replace("\n\n", "\n\n \n\n"), title="Another name")
    assert read_in(session, make_partnership(session)).number == 1
    assert read_in(session, partnership, TEXT + "\n\n3. Write it down.").number == 2


def test_what_belongs_to_one_person_is_covered_and_everything_else_stays(
    session: Session, partnership: Partnership
) -> None:
    text = "Contact\n\nRing 01632 960123 or write to kim@example.org about NHS number 999 000 0018. Plans come late."
    details = ReviewDetails(kind="inspection", title="A letter", reviewer="", dated=FOUND)
    made = import_review(session, partnership.id, details, read_pasted(text), None)
    (passage,) = made.review.passages
    assert made.covered == 3
    for gone in ("01632", "kim@", "999 000"):
        assert gone not in passage.text
    assert passage.text.startswith("Ring [phone left out] or write to")
    assert passage.text.endswith("Plans come late.")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        pytest.param({"kind": "gossip"}, "what kind", id="kind"),
        pytest.param({"title": " "}, "its title", id="title"),
        pytest.param({"link": "javascript:alert(1)"}, "https://", id="link"),
        pytest.param({"dated": date(2999, 1, 1)}, "still to come", id="day"),
        pytest.param({"inspection_id": "nowhere"}, "register", id="inspection"),
    ],
)
def test_what_is_said_of_a_document_is_checked(
    session: Session, partnership: Partnership, values: dict[str, Any], why: str
) -> None:
    with pytest.raises(ChainRefused, match=why):
        read_in(session, partnership, **values)
    assert session.scalars(select(OutsideReview)).all() == []


def test_a_passage_becomes_a_finding_or_a_recommendation_with_its_words_as_evidence(
    session: Session, partnership: Partnership
) -> None:
    review = read_in(session, partnership)
    late, share, ask = review.passages
    finding = finding_from(session, late, finding_text(text="Plans come late to partners."), None)
    assert finding.evidence[0].says.startswith("“Plans come late.”")
    made = recommendation_from(session, share, recommendation_text(make_agency(session, partnership)), [finding], None)
    again = recommendation_from(session, share, recommendation_text(make_agency(session, partnership)), [], None)
    assert again is made
    assert [one.taken_as for one in review.passages] == ["finding", "recommendation", ""]
    with pytest.raises(ChainRefused, match="made of this passage"):
        leave_passage(session, share, left=True)
    assert leave_the_rest(session, review) == 1
    leave_passage(session, ask, left=False)
    assert ask.taken_as == ""


def test_a_passage_keeps_what_it_said_however_the_recommendation_is_worded(
    session: Session, partnership: Partnership, manager: FlaskClient
) -> None:
    review = read_in(session, partnership)
    share, owner = review.passages[1], make_agency(session, partnership)
    form = manager.get(f"{AT}/recommendations/new?passage={share.id}").get_data(as_text=True)
    assert "1. Share each plan." in form
    given = {
        "text": "Share plans.", "why": "They come late.", "owner_id": str(owner.id), "priority": "high",
        "source_kind": "peer_review", "made_on": "2024-05-04",
    }  # fmt: skip
    page = manager.post(f"{AT}/recommendations/new?passage={share.id}", data=given, follow_redirects=True)
    assert "ER-001: A peer review" in page.get_data(as_text=True)
    shown = manager.get(f"{AT}/reviews/1").get_data(as_text=True)
    assert "1. Share each plan." in shown
    assert "R-001" in shown
    assert session.scalars(select(Recommendation.origin_id)).all() == [share.id]


def test_passages_of_another_partnership_are_not_there(
    session: Session, partnership: Partnership, manager: FlaskClient
) -> None:
    foreign = read_in(session, make_partnership(session)).passages[0]
    mine = read_in(session, partnership)
    for address in ("/findings/new", "/recommendations/new"):
        assert manager.get(f"{AT}{address}?passage={foreign.id}").status_code == 404
        assert manager.get(f"{AT}{address}?passage=nonsense").status_code == 404
    assert manager.post(f"{AT}/reviews/{mine.number}/passages/{foreign.id}/leave").status_code == 404
    assert session.get_one(ReviewPassage, foreign.id).taken_as == ""


def send(manager: FlaskClient, content: bytes | None, name: str = "review.docx", **values: str) -> Any:
    data: dict[str, Any] = {
        "kind": "peer_review", "title": "Isles and mainland", "reviewer": "A neighbour", "dated": "2024-05-04",
        **values,
    }  # fmt: skip
    if content is not None:
        data["document"] = (io.BytesIO(content), name)
    return manager.post(f"{AT}/reviews/new", data=data, content_type="multipart/form-data", follow_redirects=True)


def test_a_document_is_read_in_on_the_page_and_named_where_it_comes_again(
    session: Session, partnership: Partnership, manager: FlaskClient
) -> None:
    page = send(manager, word()).get_data(as_text=True)
    assert "ER-001 is read in: 4 passages" in page
    assert "Share each plan within five days." in page
    again = send(manager, word(), name="the same.docx")
    assert again.status_code == 422
    assert "The same text was read in on" in again.get_data(as_text=True)
    assert f"{AT}/reviews/1" in again.get_data(as_text=True)
    assert len(session.scalars(select(OutsideReview)).all()) == 1


@pytest.mark.parametrize(
    ("content", "values", "why"),
    [
        pytest.param(None, {}, "Choose the document, or paste its text", id="nothing"),
        pytest.param(b"", {}, "The file is empty", id="an empty file"),
        pytest.param(b"%PDF-1.4", {}, "The PDF is damaged", id="a broken PDF"),
        pytest.param(b"PK\x03\x04broken", {}, "damaged", id="a broken file"),
        pytest.param(b"PK\x03\x04x", {"pasted": "and text"}, "not both", id="both"),
        pytest.param(None, {"pasted": "x", "dated": "soon"}, "a real date", id="no day"),
    ],
)
def test_what_cannot_be_read_in_says_why_and_keeps_what_was_typed(
    manager: FlaskClient, partnership: Partnership, content: bytes | None, values: dict[str, str], why: str
) -> None:
    answer = send(manager, content, **values)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert why in page
    assert "Isles and mainland" in page
    assert values.get("pasted", "") in page


def test_a_pdf_is_read_in_covered_and_known_again_when_it_comes_as_text(
    session: Session, partnership: Partnership, manager: FlaskClient
) -> None:
    page = pdf(column(["Contact", ["Ring 01632 960123 or write to", "kim@example.org. Plans come late."]]))
    shown = send(manager, page, name="letter.pdf").get_data(as_text=True)
    assert "2 telephone numbers, addresses and the like were covered" in shown
    (passage,) = session.scalars(select(ReviewPassage)).all()
    assert passage.heading == "Contact"
    assert passage.text == "Ring [phone left out] or write to [email left out]. Plans come late."
    pasted = "Contact\n\nRing 01632 960123 or write to kim@example.org. Plans come late."
    assert "The same text was read in on" in send(manager, None, pasted=pasted).get_data(as_text=True)


def test_markup_in_a_document_is_shown_as_text(manager: FlaskClient, partnership: Partnership) -> None:
    page = send(manager, None, pasted="<script>alert(1)</script>\n\n<b>x</b> & y").get_data(as_text=True)
    assert "<script>alert" not in page
    assert re.search(r"&lt;b&gt;x&lt;/b&gt; &amp; y", page)


def test_an_inspection_report_is_listed_until_something_comes_of_it(
    session: Session, partnership: Partnership, manager: FlaskClient
) -> None:
    found, read, visited, proposed = (make_inspection(session, partnership, title=name) for name in "abcd")
    make_inspection(session, make_partnership(session), title="elsewhere")
    assert without_follow_up(session, partnership.id) == sorted(
        [found, read, visited, proposed], key=lambda one: (one.published_on, one.id)
    )
    given = {
        "kind": "concern", "text": "Staff were not sure whom to tell.", "source_kind": "inspection",
        "found_on": "2024-05-04", "agency_id": str(found.agency_id),
    }  # fmt: skip
    assert manager.post(f"{AT}/findings/new?inspection={found.id}", data=given).status_code == 302
    read_in(session, partnership, kind="inspection", inspection_id=read.id)
    for report, state in ((visited, "planned"), (proposed, "proposed")):
        session.add(
            Visit(
                partnership_id=partnership.id, agency_id=report.agency_id, inspection_id=report.id, state=state,
                reason="It raises a concern.", day=FOUND if state == "planned" else None,
            )
        )  # fmt: skip
    session.flush()
    assert without_follow_up(session, partnership.id) == [proposed]
    assert "Urgent" not in manager.get(f"{AT}/reviews").get_data(as_text=True)
    finding = session.scalars(select(Finding)).one()
    withdraw_finding(session, finding, "Of another service.", by_id=None, seen=finding.revision)
    assert found in without_follow_up(session, partnership.id)
