"""Evidence is frozen as it said, and nothing that is hidden, not cleared, not final or not released can be linked."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import db, now
from survey_app.improvement.chain.evidence import Evidence, NotLinkable, link_evidence
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.chain.shown import came_of_record, shown_evidence
from survey_app.improvement.chain.sources import SOURCES
from survey_app.improvement.chain.sources.offers import ended
from survey_app.improvement.models import ChainChange, Finding, FindingEvidence
from survey_app.local_time import today
from survey_app.partnership.models import Agency, Partnership
from survey_app.programme.indicators.reading import card_of
from survey_app.results.hidden_rounds import note_reader
from survey_app.results.models import ReportSnapshot
from survey_app.results.releases import released_report
from survey_app.results.voices import store
from survey_app.results.voices.models import FeedbackEntry
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import InspectionReport
from survey_app.walkabouts.outcomes import finals
from tests.survey_app.answers import add_answer
from tests.survey_app.case_audits.learning.learning_world import make_world
from tests.survey_app.factories import make_agency, make_partnership, make_round, make_user, publish, sign_in
from tests.survey_app.improvement.chain.chain_world import FOUND, make_finding, make_recommendation
from tests.survey_app.programme.indicators.indicator_factories import give, make_indicator
from tests.survey_app.walkabouts.outcomes.visited import make_visited, to_stage

AT = "/p/north/improvement"
SAID = "Nobody asked me twice about the same thing, she just listened."


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north")


@pytest.fixture
def finding(session: Session, partnership: Partnership) -> Finding:
    return make_finding(session, partnership)


@pytest.fixture
def round_(session: Session, partnership: Partnership) -> Round:
    """A round whose answers are 20 yes and 2 no: the 2 are hidden, and with them whatever would give them away."""
    made = make_round(session, partnership, publish(session, partnership), slug="answering", title="After the forum")
    answer(session, made, yes=20, no=2)
    return made


def answer(session: Session, round_: Round, *, yes: int, no: int) -> None:
    for n in range(yes + no):
        add_answer(session, round_, {"useful": "yes" if n < yes else "no", "comment": None})


def place(row: str, question: str = "useful") -> dict[str, object]:
    return {"section": "only_page", "question": question, "row": row}


def link(session: Session, finding: Finding, record_type: str, record_id: object, **values: object) -> FindingEvidence:
    kind = SOURCES[record_type].kind
    given = Evidence(kind=kind, record_type=record_type, record_id=str(record_id), **values)  # type: ignore[arg-type]
    return link_evidence(session, finding, given, None)


def test_a_hidden_figure_is_neither_offered_nor_linked_by_whoever_asks_for_it(
    session: Session, partnership: Partnership, finding: Finding, round_: Round
) -> None:
    report = released_report(session, round_, at=now())
    hidden = [row for row in report.sections[0].questions[0].rows if row.share.count is None]
    assert hidden, "the gate hides the two"
    offered = SOURCES["round"].offers(session, partnership.id, str(round_.id))
    assert not {offer.place["row"] for offer in offered} & {row.name for row in hidden}
    for row in hidden:
        with pytest.raises(NotLinkable):
            link(session, finding, "round", round_.id, figure={**place(row.name), "count": 2, "base": 22})
    assert finding.evidence == []


def test_what_a_page_offers_are_the_counts_of_the_release_and_no_others(
    session: Session, partnership: Partnership, round_: Round
) -> None:
    """The offers against the release, row by row, by another way: what is None there stands nowhere here."""
    report = released_report(session, round_, at=now())
    text = " ".join(offer.label for offer in SOURCES["round"].offers(session, partnership.id, str(round_.id)))
    shown = {int(one.replace(",", "")) for one in re.findall(r"[\d,]+(?= of )", text)}
    released = {row.share.count for section in report.sections for block in section.questions for row in block.rows} | {
        report.response_rate.answered
    }
    assert shown <= {one for one in released if one is not None}


def test_nothing_is_linked_of_a_round_that_has_no_release(
    session: Session, finding: Finding, partnership: Partnership
) -> None:
    silent = make_round(session, partnership, publish(session, partnership), slug="silent")
    with pytest.raises(NotLinkable, match="released"):
        link(session, finding, "round", silent.id, figure=place("yes"))
    assert session.scalars(select(ReportSnapshot)).all() == []


def test_a_figure_is_frozen_with_its_base_and_release_and_stands_beside_what_is_said_now(
    session: Session, partnership: Partnership, finding: Finding
) -> None:
    round_ = make_round(session, partnership, publish(session, partnership), slug="growing")
    answer(session, round_, yes=12, no=8)
    released_report(session, round_, at=now())
    line = link(session, finding, "round", round_.id, figure=place("yes"))
    assert (line.figure["count"], line.figure["base"], line.version) == (12, 20, "release 1")
    assert re.fullmatch("[0-9a-f]{64}", line.figure["fingerprint"])
    assert "12 of 20 (60%)" in line.says
    (shown,) = shown_evidence(session, finding)
    assert (shown.frozen, shown.now) == ("12 of 20 (60%)", "")
    answer(session, round_, yes=6, no=14)
    released_report(session, round_, at=now())
    (shown,) = shown_evidence(session, finding)
    assert (shown.frozen, shown.now, shown.now_version) == ("12 of 20 (60%)", "18 of 40 (45%)", "release 2")
    session.refresh(line)
    assert line.figure["count"] == 12


@pytest.mark.parametrize(
    ("words", "sentence"), [("How sure are you?", "How sure are you?"), ("Sure", "Sure."), ("Sure.", "Sure.")]
)
def test_a_question_keeps_its_mark_alone(words: str, sentence: str) -> None:
    assert ended(words) == sentence


def test_what_was_chosen_from_an_older_release_is_chosen_again(
    session: Session, partnership: Partnership, finding: Finding
) -> None:
    round_ = make_round(session, partnership, publish(session, partnership), slug="growing")
    answer(session, round_, yes=12, no=8)
    released_report(session, round_, at=now())
    seen = {**place("yes"), "seen": "release 1"}
    answer(session, round_, yes=6, no=14)
    released_report(session, round_, at=now())
    with pytest.raises(NotLinkable, match="released anew"):
        link(session, finding, "round", round_.id, figure=seen)


def test_records_of_another_partnership_are_not_there(session: Session, finding: Finding) -> None:
    south = make_partnership(session, slug="south")
    foreign = make_round(session, south, publish(session, south), slug="foreign")
    answer(session, foreign, yes=12, no=8)
    released_report(session, foreign, at=now())
    entry = cleared(session, south)
    inspection = make_inspection(session, south)
    for record_type, record_id, where in (
        ("round", foreign.id, place("yes")), ("feedback_entry", entry.key, {}),
        ("inspection_report", inspection.id, {}), ("case_audit", 1, {"part": "grades", "row": "x"}),
        ("peer_review", "0", {"number": 1}), ("outside_review", "0", {"passage": "0"}), ("hub_cycle", 1, {"theme": 1}),
        ("section11_assessment", "0", {"standard": "st1"}), ("round", "1 or 1=1", place("yes")),
        ("round", "9" * 60, place("yes")),
    ):  # fmt: skip
        with pytest.raises(NotLinkable):
            link(session, finding, record_type, record_id, figure=where)


def cleared(session: Session, partnership: Partnership, text: str = SAID) -> FeedbackEntry:
    first, second = (make_user(session, partnership, roles=("qa_group",)) for _ in range(2))
    said = store.Said(text=text, said_by="children", source_kind="focus_group", source="Young carers", consent="told")
    entry = store.add(session, partnership.id, said, by_id=first.id)
    store.clear(session, entry, by_id=second.id, checked=True)
    return entry


def test_a_quote_that_waits_or_was_rejected_or_withdrawn_cannot_be_linked(
    session: Session, partnership: Partnership, finding: Finding
) -> None:
    first, second = (make_user(session, partnership, roles=("qa_group",)) for _ in range(2))
    said = store.Said(text=SAID, said_by="children", source_kind="focus_group", source="", consent="told")
    entry = store.add(session, partnership.id, said, by_id=first.id)
    with pytest.raises(NotLinkable, match="not cleared"):
        link(session, finding, "feedback_entry", entry.key)
    store.reject(session, entry, by_id=second.id, reason="Too close.")
    with pytest.raises(NotLinkable, match="not cleared"):
        link(session, finding, "feedback_entry", entry.key)
    gone = cleared(session, partnership, "Something else that was said at length.")
    store.remove(session, gone)
    with pytest.raises(NotLinkable, match="not cleared"):
        link(session, finding, "feedback_entry", gone.key)


def test_the_words_of_a_quote_are_nowhere_once_it_is_withdrawn(
    app: Flask, session: Session, partnership: Partnership, finding: Finding
) -> None:
    entry = cleared(session, partnership)
    link(session, finding, "feedback_entry", entry.key)
    make_recommendation(session, partnership, findings=[finding])
    reader = sign_in(app.test_client(), make_user(session, partnership, roles=("executive_member",)))
    pages = ("/findings/1", "/findings/1/history", "/recommendations/1")
    assert "she just listened" in reader.get(f"{AT}/findings/1").get_data(as_text=True)
    store.remove(session, entry)
    for address in pages:
        assert "she just listened" not in reader.get(AT + address).get_data(as_text=True)
    assert "no longer cleared" in reader.get(f"{AT}/findings/1").get_data(as_text=True)
    kept = json.dumps([
        [line.says, line.figure, line.version] for line in session.scalars(select(FindingEvidence))
    ] + [[one.was, one.became, one.why] for one in session.scalars(select(ChainChange))])  # fmt: skip
    assert "listened" not in kept


def test_a_grade_is_linked_from_the_final_copy_only(session: Session) -> None:
    found = make_visited(session)
    to_stage(session, found, "replied")
    finding = make_finding(session, found.partnership)
    with pytest.raises(NotLinkable):
        link(session, finding, "section11_assessment", found.assessment.id, figure={"standard": "st5"})
    finals.finalise(session, found.assessment, by=found.qa.id, today=today())
    line = link(session, finding, "section11_assessment", found.assessment.id, figure={"standard": "st5"})
    assert "Partly" in line.says
    assert line.version == "final copy 1"
    assert line.figure["grade"] == "partly"


def test_of_an_audit_only_what_its_released_report_tells_is_linked_and_no_case(session: Session) -> None:
    world = make_world(session, cases=2, agencies=2)  # so few returns that nothing may be told
    finding = make_finding(session, world.partnership)
    told = SOURCES["case_audit"].offers(session, world.partnership.id, str(world.audit.id))
    assert told == []
    pseudonym = world.cases[0].pseudonym
    for where in ({"part": "grades", "row": pseudonym}, {"part": "panel", "row": "What the panel changed"}):
        with pytest.raises(NotLinkable):
            link(session, finding, "case_audit", world.audit.id, figure=where)
    blind = make_world(session, cases=6, agencies=3, state="fieldwork", opened_at=None)
    with pytest.raises(NotLinkable):
        SOURCES["case_audit"].offers(session, blind.partnership.id, str(blind.audit.id))


def test_grades_of_an_audit_are_those_of_its_release(session: Session) -> None:
    world = make_world(session, cases=12, agencies=2)
    assert world.audit.round is not None
    released_report(session, world.audit.round, at=now())
    offers = SOURCES["case_audit"].offers(session, world.partnership.id, str(world.audit.id))
    assert offers
    assert all("CASE-" not in offer.standing.says and "[c]" not in offer.standing.says for offer in offers)
    finding = make_finding(session, world.partnership)
    line = link(session, finding, "case_audit", world.audit.id, figure=offers[0].place)
    assert line.kind == "grade"
    came = came_of_record(session, world.partnership.id, ("case_audit", "audit_report"), str(world.audit.id))
    assert came.findings == [finding]


def test_an_agency_s_lead_reads_no_grade_and_no_figure_of_another_agency(app: Flask, session: Session) -> None:
    found = make_visited(session)
    own, other = found.assessment.members[0].agency, make_agency(session, found.partnership)
    finding = make_finding(session, found.partnership)
    told = (
        ("grade", "section11_assessment", found.assessment.id, {}, "Graded partly"),
        ("indicator", "indicator", "waiting", {"agency": own.name}, "Waited 17 days"),
        ("indicator", "indicator", "waiting", {"agency": other.name}, "Waited 23 days"),
        ("indicator", "indicator", "decision", {"agency": ""}, "All decided in time"),
    )
    session.add_all(
        FindingEvidence(
            finding_id=finding.id, position=place, kind=kind, record_type=of, record_id=key, figure=figure, says=says
        )
        for place, (kind, of, key, figure, says) in enumerate(told)
    )  # fmt: skip
    session.flush()
    session.expire(finding)
    for owner in (own, other):
        make_recommendation(session, found.partnership, owner, findings=[finding])

    def read(number: int, *, role: str, agency: Agency | None = None) -> set[str]:
        client = sign_in(app.test_client(), make_user(session, found.partnership, roles=(role,), agency=agency))
        page = client.get(f"/p/{found.partnership.slug}/improvement/recommendations/{number}").text
        assert ("Hidden from you" in page) == (role == "agency_lead")
        return {says for *_, says in told if says in page}

    assert read(1, role="agency_lead", agency=own) == {"Graded partly", "Waited 17 days", "All decided in time"}
    assert read(2, role="agency_lead", agency=other) == {"Waited 23 days", "All decided in time"}
    assert read(2, role="qa_group") == {says for *_, says in told}


def make_inspection(session: Session, partnership: Partnership, **values: object) -> InspectionReport:
    details: dict[str, object] = {
        "agency_id": make_agency(session, partnership).id, "inspectorate": "CQC", "title": "Urgent care",
        "published_on": FOUND, "finding": "Staff were not sure whom to tell.", "is_concern": False,
    }  # fmt: skip
    made = InspectionReport(partnership_id=partnership.id, **{**details, **values})
    session.add(made)
    session.flush()
    return made


def test_an_inspection_that_says_something_else_later_is_seen_beside_what_it_said(
    session: Session, partnership: Partnership, finding: Finding
) -> None:
    report = make_inspection(session, partnership)
    link(session, finding, "inspection_report", report.id)
    report.finding = "Staff knew whom to tell after all."
    (shown,) = shown_evidence(session, finding)
    assert "were not sure" in shown.says
    assert "after all" in shown.now
    session.delete(report)
    session.flush()
    (shown,) = shown_evidence(session, finding)
    assert shown.is_gone
    assert "were not sure" in shown.says


@pytest.fixture
def as_visitor(session: Session) -> Iterator[None]:
    yield
    note_reader(session, None)


def test_a_figure_of_a_round_that_is_hidden_from_the_reader_is_not_shown_to_them(
    session: Session, as_visitor: None
) -> None:
    """Members of a visiting team do not see how agencies graded themselves before they have graded."""
    found = make_visited(session)
    own = found.assessment.cycle.self_round
    assert own is not None
    finding = make_finding(session, found.partnership)
    session.add(
        FindingEvidence(
            finding_id=finding.id, kind="figure", record_type="round", record_id=str(own.id), says="3 of 4 are fully",
            figure={"count": 3, "base": 4},
        )
    )  # fmt: skip
    session.flush()
    session.expire(finding)
    note_reader(session, found.leader.id)
    (shown,) = shown_evidence(session, finding)
    assert "Hidden from you" in shown.says
    assert "fully" not in shown.says
    assert (shown.frozen, shown.now) == ("", "")


@pytest.fixture
def manager(app: Flask, session: Session, partnership: Partnership) -> FlaskClient:
    user: User = make_user(session, partnership, roles=("qa_group",))
    return sign_in(app.test_client(), user)


def test_a_figure_is_linked_by_choosing_it(
    session: Session, partnership: Partnership, finding: Finding, round_: Round, manager: FlaskClient
) -> None:
    listed = manager.get(f"{AT}/findings/1/evidence?from=round").get_data(as_text=True)
    assert "After the forum" not in listed  # nothing of it is released yet
    page = manager.get(f"{AT}/findings/1/evidence/round/{round_.id}").get_data(as_text=True)  # reading releases
    assert "After the forum" in manager.get(f"{AT}/findings/1/evidence?from=round").get_data(as_text=True)
    values = re.findall(r'name="place"[^>]*value="([^"]+)"', page)
    assert values
    chosen = html.unescape(values[0])
    address = f"{AT}/findings/1/evidence/round/{round_.id}"
    shown = manager.post(address, data={"place": chosen}, follow_redirects=True).get_data(as_text=True)
    assert "release 1" in shown
    assert manager.post(address, data={}).status_code == 422
    assert manager.post(address, data={"place": chosen}).status_code == 422  # linked already
    for forged in ("[]", "{", "null", '{"section": {}}', json.dumps(place("no")), "[" * 5000):
        assert manager.post(address, data={"place": forged}).status_code == 422, forged[:20]


def test_no_address_of_evidence_leads_away_from_here(session: Session, finding: Finding) -> None:
    for address in ("//evil.example/x", "https://evil.example", "javascript:alert(1)"):
        with pytest.raises(ChainRefused, match="begins with"):
            link_evidence(session, finding, Evidence(kind="other", says="Minutes.", address=address), None)


def test_every_source_refuses_a_place_that_is_none(session: Session, partnership: Partnership) -> None:
    for source in SOURCES.values():
        assert source.records(session, partnership.id) == []
        for record_id in ("", "0", "x", "-1", "99999999999999999999999"):
            with pytest.raises(NotLinkable):
                source.resolve(session, partnership.id, record_id, {})
    assert db.session() is session


def test_of_an_indicator_only_periods_whose_figure_may_be_told_are_linked(
    session: Session, partnership: Partnership, finding: Finding
) -> None:
    agency = make_agency(session, partnership)
    adoption = make_indicator(session, partnership, agency)
    months = {date(2026, 1, 1): (40, 50), date(2026, 2, 1): (49, 50), date(2026, 3, 1): (30, 50)}  # one in February
    for start, (value, base) in months.items():
        give(session, adoption, agency, start, value, base)
    points = card_of(session, adoption, today=date(2026, 12, 20)).course.points
    hidden = {point.start.isoformat() for point in points if point.mark == "c"}
    assert "2026-02-01" in hidden
    offered = SOURCES["indicator"].offers(session, partnership.id, adoption.definition.name)
    assert offered
    assert not {offer.place["period"] for offer in offered} & hidden
    for start in hidden:
        with pytest.raises(NotLinkable):
            link(session, finding, "indicator", adoption.definition.name, figure={"period": start, "agency": ""})
    line = link(session, finding, "indicator", adoption.definition.name, figure=offered[0].place)
    assert (line.kind, line.figure["period"]) == ("indicator", offered[0].place["period"])
