"""The annual report's pack: every number with its source, gaps said, and a clock to the end of September."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO

import pytest
from docx import Document
from flask import Flask
from sqlalchemy.orm import Session

from analysis.derived_reports.annual_headings import HEADINGS
from survey_app.improvement.models import Action, ImpactClaim, Recommendation
from survey_app.programme.scrutiny.models import ScrutinyEntry, ScrutinyWording
from survey_app.programme.year.annual import (
    add_cost,
    add_statement,
    begin_report,
    find_report,
    publication_clock,
    publish,
    read_pence,
)
from survey_app.programme.year.annual_evidence import evidence_of, pounds
from survey_app.programme.year.priorities import SetPlan, keep_set
from survey_app.programme.year.refusals import YearRefused
from survey_app.results.voices.models import FeedbackEntry, FeedbackUse
from tests.survey_app.factories import make_partnership, sign_in
from tests.survey_app.programme.year.year_world import YearWorld

END = date(2026, 3, 31)  # of the year 2025–26


def recommend(world: YearWorld, number: int, **values: object) -> Recommendation:
    details: dict[str, object] = {
        "partnership_id": world.id, "number": number, "text": f"Do thing {number}.", "why": "It drifts.",
        "owner_id": world.police.id, "source_kind": "practice_review", "made_on": date(2025, 6, 1),
    }  # fmt: skip
    made = Recommendation(**{**details, **values})
    world.session.add(made)
    world.session.flush()
    return made


def act(world: YearWorld, on: Recommendation, number: int, **values: object) -> Action:
    details: dict[str, object] = {
        "partnership_id": world.id, "number": number, "recommendation_id": on.id, "what": "Train.",
        "agency_id": world.police.id, "owner": "Training lead", "opened_on": date(2025, 6, 2),
        "due_by": date(2025, 9, 1), "first_due_by": date(2025, 9, 1), "success_measure": "Nine of ten know.",
    }  # fmt: skip
    made = Action(**{**details, **values})
    world.session.add(made)
    world.session.flush()
    return made


def close(world: YearWorld, made: Recommendation, on: date) -> None:
    """Close it as it can only be closed: an action ended with an impact that somebody judged, in another year."""
    action = act(world, made, made.number)
    judged = datetime(2024, 1, 1, tzinfo=UTC)
    world.session.add(
        ImpactClaim(
            action_id=action.id, number=1, says="x", how_known="y", claimed_by_id=world.lead.id, reason="z",
            verdict="changed_practice", judged_at=judged, judged_by_id=world.qa.id,
        )
    )  # fmt: skip
    world.session.flush()
    for record in (action, made):
        record.state, record.closed_on = "closed", on
        world.session.flush()


def said(world: YearWorld, heading: str, *, today: date = date(2026, 6, 1), year: int = 2025) -> list[str]:
    report = find_report(world.session, world.id, year)
    found = evidence_of(world.session, world.id, year, report=report, today=today)
    assert all(line.source and line.record for lines in found.values() for line in lines)
    return [line.says for line in found.get(heading, [])]


def test_recommendations_of_reviews_are_counted_at_the_end_of_the_year(world: YearWorld) -> None:
    close(world, recommend(world, 1, reply="accepted"), END)
    close(world, recommend(world, 2, reply="partly", because="In part."), date(2026, 4, 1))
    recommend(world, 3)
    recommend(world, 4, made_on=date(2026, 4, 1))
    recommend(world, 5, source_kind="survey")
    recommend(YearWorld(world.session), 1)
    assert said(world, "recommendations") == [
        "Practice review (LCSPR): 2 of 3 recommendations accepted in whole or in part, 1 closed with impact."
    ]
    assert said(world, "impact") == ["Closed with impact on 31 March 2026: Do thing 1."]


def test_actions_late_at_the_end_of_the_year_are_named(world: YearWorld) -> None:
    on, without = recommend(world, 1), recommend(world, 2)
    act(world, on, 1)
    act(world, on, 2, due_by=END, first_due_by=END)
    act(world, on, 3, state="dropped", closed_on=END)
    act(world, on, 4, state="dropped", closed_on=date(2026, 4, 1))
    act(world, without, 5, opened_on=date(2026, 4, 1), due_by=date(2026, 5, 1), first_due_by=date(2026, 5, 1))
    assert said(world, "little_progress") == [
        "2 of 3 actions open at the end were past their due day (A-001, A-004).",
        "1 of 2 open recommendations had no action.",
    ]


def test_judgements_of_impact_count_in_the_year_in_which_they_were_made_by_the_clock_of_england(
    world: YearWorld,
) -> None:
    action = act(world, recommend(world, 1), 1)
    late = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)  # half past midnight on 1 April in England
    for number, (at, verdict) in enumerate(
        [(datetime(2025, 12, 1, tzinfo=UTC), "activity_only"), (datetime(2026, 3, 1, tzinfo=UTC), "changed_practice"),
         (late, "better_for_children")], start=1,
    ):  # fmt: skip
        world.session.add(
            ImpactClaim(
                action_id=action.id, number=number, says="x", how_known="y", claimed_by_id=world.lead.id,
                verdict=verdict, reason="z", judged_at=at, judged_by_id=world.qa.id,
            )
        )  # fmt: skip
    world.session.flush()
    assert said(world, "impact") == [
        "1 of 2 judgements of actions in the year found impact: 0 no evidence, 1 activity only, 1 changed practice, 0 "
        "better for children."
    ]


def test_the_register_counts_what_asked_for_an_answer(world: YearWorld) -> None:
    for number, answer_by in ((1, date(2025, 10, 1)), (2, None)):
        entry = ScrutinyEntry(partnership_id=world.id, number=number, kind="issue", raised_on=date(2025, 9, 1),
                              answer_by=answer_by, made_by_id=world.scrutineer.id)  # fmt: skip
        entry.wordings = [ScrutinyWording(number=1, text="Drift.", written_by_id=world.scrutineer.id)]
        world.session.add(entry)
    world.session.flush()
    assert said(world, "scrutiny")[0].startswith("0 of 1 entries")


@pytest.mark.parametrize(
    ("cleared", "used", "shown"),
    [
        pytest.param(4, 0, "[c] of [c]", id="few"),
        pytest.param(9, 0, "0 of 9", id="none used"),
        pytest.param(9, 2, "[c] of [c]", id="few used"),
        pytest.param(9, 7, "[c] of [c]", id="few not used"),
        pytest.param(10, 5, "5 of 10", id="enough"),
    ],
)
def test_few_children_are_counted_nowhere(world: YearWorld, cleared: int, used: int, shown: str) -> None:
    for number in range(cleared):
        entry = FeedbackEntry(
            partnership_id=world.id, source_kind="letter", said_by="children", text="They listened.", state="cleared",
            consent="told", entered_by_id=world.qa.id, decided_by_id=world.executive.id,
            decided_at=datetime(2025, 6, 1, tzinfo=UTC),
        )  # fmt: skip
        if number < used:
            entry.uses = [
                FeedbackUse(used_in="Audit", noted_by_id=world.qa.id, noted_at=datetime(2025, 7, 1, tzinfo=UTC))
            ]
        world.session.add(entry)
    world.session.flush()
    assert said(world, "children_and_families")[0].startswith(f"{shown} entries")


def test_a_year_that_has_not_begun_has_no_evidence(world: YearWorld) -> None:
    recommend(world, 1)
    assert evidence_of(world.session, world.id, 2027, report=None, today=date(2026, 6, 1)) == {}


def test_nothing_stands_without_a_source(world: YearWorld, session: Session) -> None:
    report = begin_report(session, world.id, 2025)
    with pytest.raises(YearRefused, match="nothing stands without a source"):
        add_statement(session, report, "costs", "We spent much.", " ", by_id=world.qa.id)
    with pytest.raises(YearRefused, match="no number stands without a source"):
        add_cost(session, report, kind="spending", partner="Training", pence=1, source="", by_id=world.qa.id)
    with pytest.raises(YearRefused, match="headings"):
        add_statement(session, report, "other", "We spent much.", "Minutes", by_id=world.qa.id)
    add_cost(
        session, report, kind="contribution", partner="Police", pence=4_800_050, source="Accounts", by_id=world.qa.id
    )
    add_cost(session, report, kind="contribution", partner="Council", pence=100, source="Accounts", by_id=world.qa.id)
    assert said(world, "costs") == [
        "Contribution in money, Council: £1", "Contribution in money, Police: £48,000.50",
        "Contribution in money, together: £48,001.50",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "twelve", "-5", "1.234", "1.", ".5", "1e9", "99999999999", "\u0661\u0662"])
def test_amounts_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(YearRefused):
        read_pence(text)


def test_amounts_are_read_and_written_as_people_do() -> None:
    assert [pounds(read_pence(text)) for text in ("12,500", "£12,500.5", "0", "7.05")] == [
        "£12,500", "£12,500.50", "£0", "£7.05",
    ]  # fmt: skip


def test_the_clock_runs_to_the_end_of_september(world: YearWorld, session: Session) -> None:
    assert publication_clock(None, 2025, END) == (
        "The year 2025–26 is not over. Its report is to be published by 30 September 2026.", False,
    )  # fmt: skip
    assert publication_clock(None, 2025, date(2026, 9, 30)) == (
        "It is to be published by 30 September 2026: 0 days left.", False,
    )  # fmt: skip
    assert publication_clock(None, 2025, date(2026, 10, 1)) == (
        "It was to be published by 30 September 2026: 1 day late.", True,
    )  # fmt: skip
    report = begin_report(session, world.id, 2025)
    with pytest.raises(YearRefused, match="after that"):
        publish(session, report, END, "https://example.org/r", today=date(2026, 10, 9))
    with pytest.raises(YearRefused, match="still to come"):
        publish(session, report, date(2026, 10, 2), "https://example.org/r", today=date(2026, 10, 1))
    with pytest.raises(YearRefused, match="whole address"):
        publish(session, report, date(2026, 9, 1), "javascript:alert(1)", today=date(2026, 10, 1))
    publish(session, report, date(2026, 10, 1), "https://example.org/r", today=date(2026, 10, 1))
    assert publication_clock(report, 2025, date(2027, 1, 1))[1] is True


def test_the_page_says_every_gap_and_which_priorities_held_and_word_has_the_same(
    app: Flask, world: YearWorld, session: Session
) -> None:
    keep_set(
        session, world.id,
        SetPlan(title="Priorities 2024 to 2026", starts_on=date(2024, 4, 1), ends_on=date(2025, 9, 30),
                priorities=("Neglect",)),
        by_id=world.qa.id,
    )  # fmt: skip
    recommend(world, 1, reply="accepted")
    add_statement(session, begin_report(session, world.id, 2025), "education", "Heads sit on the Executive.",
                  "Terms of reference, May 2025", by_id=world.qa.id)  # fmt: skip
    client = app.test_client()
    sign_in(client, world.qa)
    page = client.get(world.address("annual/2025")).text
    gaps = {"impact", "children_and_families", "costs", "data", "serious_incidents", "scrutiny", "information_sharing"}
    assert page.count("Nothing to show for this heading") == len(gaps) == len(HEADINGS) - 3
    assert "Priorities 2024 to 2026</strong> (1 April 2025 to 30 September 2025)" in page
    assert "none</strong> (1 October 2025 to 31 March 2026)" in page
    assert "Terms of reference, May 2025" in page
    word = client.get(world.address("annual/2025/pack.docx"))
    text = "\n".join(one.text for one in Document(BytesIO(word.data)).paragraphs)
    assert text.count("Nothing to show for this heading") == len(gaps)
    for heading in HEADINGS:
        assert heading.title in text
        assert unescape(page).count(heading.known_from) == text.count(heading.known_from) > 0
    assert "1 of 1 recommendations accepted in whole or in part" in text
    assert "Heads sit on the Executive. (Source: Terms of reference, May 2025)" in text
    assert "none (1 October 2025 to 31 March 2026)" in text


def test_what_was_written_elsewhere_is_not_taken_out_from_here(app: Flask, world: YearWorld, session: Session) -> None:
    other = YearWorld(session)
    theirs = add_statement(
        session, begin_report(session, other.id, 2025), "costs", "Theirs.", "Minutes", by_id=other.qa.id
    )  # fmt: skip
    begin_report(session, world.id, 2025)
    client = app.test_client()
    sign_in(client, world.qa)
    assert client.post(world.address("annual/2025/take-out"), data={"line": theirs.id}).status_code == 404
    assert client.post(world.address("annual/2024/take-out"), data={"line": theirs.id}).status_code == 404
    session.expire_all()
    assert find_report(session, other.id, 2025).statements == [theirs]  # type: ignore[union-attr]
    assert find_report(session, make_partnership(session).id, 2025) is None


def test_what_a_published_report_rests_on_is_not_taken_out(app: Flask, world: YearWorld, session: Session) -> None:
    report = begin_report(session, world.id, 2025)
    said = add_statement(session, report, "costs", "We spent much.", "Minutes", by_id=world.qa.id)
    paid = add_cost(session, report, kind="spending", partner="Training", pence=1, source="Accounts", by_id=world.qa.id)
    publish(session, report, date(2026, 7, 1), "https://example.org/r", today=date(2026, 7, 1))
    session.commit()
    client = app.test_client()
    sign_in(client, world.qa)
    assert "Take it out" not in client.get(world.address("annual/2025")).text
    for line in (said, paid):
        answer = client.post(world.address("annual/2025/take-out"), data={"line": line.id}, follow_redirects=True)
        assert "The report was published on 1 July 2026" in answer.text
    session.expire_all()
    kept = find_report(session, world.id, 2025)
    assert kept is not None
    assert (kept.statements, kept.costs) == ([said], [paid])
