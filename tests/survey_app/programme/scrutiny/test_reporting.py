"""The report: drafted from the records of its period alone, written by one person, and frozen with a fingerprint."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from survey_app.improvement.chain.findings import FindingText, add_finding
from survey_app.improvement.chain.recommending import RecommendationText, add_recommendation
from survey_app.programme.scrutiny import answering, conversations, register, reporting
from survey_app.programme.scrutiny.conversations import NoteGiven
from survey_app.programme.scrutiny.models import ReportFrozen, ReportSection, ScrutinyReport
from survey_app.programme.scrutiny.recommending import recommend
from survey_app.programme.scrutiny.refusals import ScrutinyRefused
from tests.survey_app.programme.scrutiny.scrutiny_world import MONDAY, World, entry_of, make_world

END = MONDAY + timedelta(days=90)


def begun(session: Session, world: World, *, ends_on: date = END, today: date = END) -> ScrutinyReport:
    return reporting.begin(
        session, world.partnership, title="Six months", starts_on=MONDAY, ends_on=ends_on, by_id=world.scrutineer.id,
        today=today,
    )  # fmt: skip


def final(session: Session, world: World) -> ScrutinyReport:
    report = begun(session, world)
    words = [("Executive summary", "", "Sound."), ("The front door", "The front door", "It works.")]
    reporting.edit(session, report, words, by_id=world.scrutineer.id, seen=1)
    reporting.make_final(session, report, by_id=world.scrutineer.id, today=END, seen=2)
    return report


def test_the_summary_stands_first_then_the_areas_then_the_conclusion(session: Session, world: World) -> None:
    entry_of(session, world, area="The front door")
    entry_of(session, world, area="An area of old")
    headings = [one.heading for one in begun(session, world).sections]
    assert headings[:2] == ["Executive summary", "The front door"]
    assert headings[-3:] == ["An area of old", "What front-line staff said", "Conclusion"]


def test_the_facts_are_those_of_the_period_and_partnership_alone(session: Session, world: World) -> None:
    entry_of(session, world)
    entry_of(session, world, today=END + timedelta(days=1))
    withdrawn = entry_of(session, world, text="Something that was no issue.")
    register.withdraw(session, withdrawn, "It rested on an older figure.", by_id=world.scrutineer.id)
    entry_of(session, make_world(session))
    facts = begun(session, world, today=END + timedelta(days=2)).facts
    assert [one["reference"] for one in facts["entries"]] == ["S-001"]


def test_the_answers_told_are_those_to_the_entries_of_the_period_by_its_last_day(
    session: Session, world: World
) -> None:
    before, after = MONDAY - timedelta(days=60), END + timedelta(days=30)
    answered = entry_of(session, world, today=before)
    answering.answer(session, answered, "We will.", by_id=world.qa.id, today=before, seen=1)
    late = entry_of(session, world)
    entry_of(session, world, today=END + timedelta(days=1))
    answering.answer(session, late, "We have.", by_id=world.qa.id, today=END + timedelta(days=1), seen=1)
    report = begun(session, world, today=after)
    told = report.facts["answers"]
    assert (told["asked"], told["answered"], told["due"], told["in_time"]) == (1, 0, 1, 0)
    assert told["as_of"] == END.isoformat()
    said = "By 31 May 2026 the partnership had answered 0 of 1 entry of the period that asks for an answer"
    assert said in report.sections[0].text


def test_facts_of_before_the_last_day_are_taken_again_before_a_report_is_final(session: Session, world: World) -> None:
    report, by = begun(session, world, today=END - timedelta(days=1)), world.scrutineer.id
    reporting.edit(session, report, [("Summary", "", "Sound.")], by_id=by, seen=1)
    with pytest.raises(ScrutinyRefused, match="taken on 30 May 2026, before the period had ended"):
        reporting.make_final(session, report, by_id=by, today=END, seen=2)
    reporting.refresh(session, report, by_id=by, today=END, seen=2)
    reporting.make_final(session, report, by_id=by, today=END, seen=3)
    assert report.is_final


def test_periods_of_final_reports_do_not_overlap(session: Session, world: World) -> None:
    final(session, world)
    by, after = world.scrutineer.id, END + timedelta(days=30)
    for starts_on, refused in ((END, True), (END + timedelta(days=1), False)):
        report = reporting.begin(
            session, world.partnership, title="Next", starts_on=starts_on, ends_on=after, by_id=by, today=after
        )
        reporting.edit(session, report, [("Summary", "", "Sound.")], by_id=by, seen=1)
        if refused:
            with pytest.raises(ScrutinyRefused, match="SR-001 is final and covers 2 March 2026 to 31 May 2026"):
                reporting.make_final(session, report, by_id=by, today=after, seen=2)
        else:
            reporting.make_final(session, report, by_id=by, today=after, seen=2)
    assert len(reporting.reports_of(session, world.partnership.id, drafts=False)) == 2


def test_a_recommendation_of_no_entry_stands_in_the_area_of_its_theme(session: Session, world: World) -> None:
    entry_of(session, world, area="The front door", theme="Education")
    for number, theme in enumerate(("Education", "front door", "Resources", "and")):
        found = add_finding(
            session, world.partnership.id,
            FindingText(
                kind="concern", text=f"Found {number}.", theme=theme, source_kind="scrutineer", found_on=MONDAY,
                checked=True,
            ),
            world.qa.id,
        )  # fmt: skip
        words = RecommendationText(
            text=f"Do {number}.", why="So.", owner_id=world.police.id, priority="high", theme=theme,
            source_kind="scrutineer", source="", made_on=MONDAY, checked=True,
        )  # fmt: skip
        add_recommendation(session, world.partnership.id, words, [found], world.qa.id)
    report = begun(session, world)
    told = [(one["area"], one["theme"]) for one in report.facts["recommendations"]]
    assert told == [("The front door", "Education"), ("The front door", "front door"), ("", "Resources"), ("", "and")]
    assert "Resources" not in [one.heading for one in report.sections]


def test_the_author_puts_recommendations_under_areas_and_they_stay_there(session: Session, world: World) -> None:
    entry = entry_of(session, world, area="The front door")
    words = RecommendationText(
        text="Agree a day.", why="Nobody hears.", owner_id=world.police.id, priority="high", theme="Data",
        source_kind="scrutineer", source="", made_on=MONDAY,
    )  # fmt: skip
    made = recommend(session, entry, words, by_id=world.qa.id)
    report, by, there = begun(session, world), world.scrutineer.id, {made.reference: "Practice reviews"}
    with pytest.raises(ScrutinyRefused, match=f"{made.reference}: choose an area of this report"):
        reporting.place(session, report, {made.reference: "Elsewhere"}, by_id=by, seen=1)
    with pytest.raises(ScrutinyRefused, match="Only the independent scrutineer"):
        reporting.place(session, report, there, by_id=world.qa.id, seen=1)
    reporting.place(session, report, {**there, "R-999": "Practice reviews"}, by_id=by, seen=1)
    reporting.refresh(session, report, by_id=by, today=END, seen=2)
    assert [one["area"] for one in report.facts["recommendations"]] == ["Practice reviews"]
    assert report.facts["placed"] == there
    with pytest.raises(ScrutinyRefused, match="was changed since"):
        reporting.place(session, report, {made.reference: ""}, by_id=by, seen=2)
    assert report.facts["recommendations"][0]["entry"] == entry.reference
    assert made.theme == "Data"  # the recommendation itself is as it was


def test_a_recommendation_stands_in_the_area_of_its_entry(session: Session, world: World) -> None:
    entry = entry_of(session, world, area="The front door")
    words = RecommendationText(
        text="Agree a day.", why="Nobody hears.", owner_id=world.police.id, priority="high", theme="",
        source_kind="scrutineer", source="", made_on=MONDAY,
    )  # fmt: skip
    with pytest.raises(ScrutinyRefused, match="The partnership makes recommendations"):
        recommend(session, entry, words, by_id=world.scrutineer.id)
    made = recommend(session, entry, words, by_id=world.qa.id)
    assert (made.origin_type, made.origin_id) == ("scrutiny_entry", entry.id)
    found = begun(session, world).facts["recommendations"]
    assert [(one["reference"], one["area"]) for one in found] == [(made.reference, "The front door")]


def test_no_raw_note_and_no_theme_of_too_few_is_in_a_report(session: Session, world: World) -> None:
    for people, theme in ((6, "Workload"), (2, "Pay")):
        given = NoteGiven(
            spoken_on=MONDAY, agency_type="health", people=people, themes=[theme], text="Raw words as they were said."
        )
        conversations.note_conversation(
            session, world.partnership.id, given, by_id=world.scrutineer.id, today=MONDAY
        )  # fmt: skip
    said = str(reporting.content_of(begun(session, world)))
    assert "Workload" in said
    assert "Pay" not in said
    assert "Raw words" not in said


def test_nothing_is_final_while_words_wait_or_the_period_goes_on(session: Session, world: World) -> None:
    report = begun(session, world, ends_on=END + timedelta(days=1))
    with pytest.raises(ScrutinyRefused, match="Write these first"):
        reporting.make_final(session, report, by_id=world.scrutineer.id, today=END, seen=1)
    reporting.edit(session, report, [("Summary", "", "Sound.")], by_id=world.scrutineer.id, seen=1)
    with pytest.raises(ScrutinyRefused, match="The period ends on"):
        reporting.make_final(session, report, by_id=world.scrutineer.id, today=END, seen=2)


def test_what_is_final_is_changed_by_nobody_without_a_trace(session: Session, world: World) -> None:
    report = final(session, world)
    assert reporting.is_sound(report)
    session.commit()
    report.title = "Other"
    with pytest.raises(ReportFrozen):
        session.flush()
    session.rollback()
    report.sections[0].text = "Other words."
    with pytest.raises(ReportFrozen):
        session.flush()
    session.rollback()
    with pytest.raises(ScrutinyRefused, match="stays as it is"):
        reporting.edit(session, report, [("Summary", "", "Other.")], by_id=world.scrutineer.id, seen=2)
    session.execute(update(ReportSection).where(ReportSection.report_id == report.id).values(text="Forged."))
    session.expire_all()
    assert not reporting.is_sound(report)


def test_facts_are_taken_again_only_while_it_is_a_draft(session: Session, world: World) -> None:
    report = begun(session, world)
    entry_of(session, world)
    reporting.refresh(session, report, by_id=world.scrutineer.id, today=END, seen=1)
    assert len(report.facts["entries"]) == 1
    with pytest.raises(ScrutinyRefused, match="was changed since"):
        reporting.refresh(session, report, by_id=world.scrutineer.id, today=END, seen=1)


@pytest.mark.parametrize("who", ["qa", "executive", "young"])
def test_nobody_else_writes_a_report_or_sees_a_draft(session: Session, world: World, who: str) -> None:
    report, somebody = begun(session, world), getattr(world, who).id
    with pytest.raises(ScrutinyRefused, match="Only the independent scrutineer"):
        reporting.edit(session, report, [("Summary", "", "Other.")], by_id=somebody, seen=1)
    assert reporting.find_report(session, world.partnership.id, report.number, drafts=False) is None
