"""What stands beside a report in its documents: read as it is now, and never more than the report's reader may know."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.beside import Beside
from analysis.report import Report
from survey_app.audit_log import AuditEvent
from survey_app.partnership.models import Partnership
from survey_app.results.beside import NO_EARLIER, WORKING_ONLY, beside_of
from survey_app.results.coding import given, save_coding
from survey_app.results.models import ReportSnapshot
from survey_app.results.services import Paper, Reader, ResultsRefused, current_report
from survey_app.results.voices import desk
from survey_app.results.voices.erasing import erase_original
from survey_app.results.voices.models import Quote
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import Section11Action
from tests.survey_app.answers import OUTSIDER, TEAM, add_answer, add_opened_answers
from tests.survey_app.factories import make_agency, make_partnership, make_round, make_user, publish
from tests.survey_app.results.commented_rounds import anonymous_round, coders, comments
from tests.survey_app.results.voices.test_desk import wording
from tests.survey_app.results.voices.test_erasing import everything
from tests.survey_app.walkabouts.section11_factories import (
    make_cycle,
    make_notes,
    make_section11_assessment,
    make_visit,
    walkabout_document,
)

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SCALE = """
settings: {form_id: scaled, form_title: Scaled, version: "1", default_language: English (en)}
choices:
  agree:
    - {name: agree, label: Agree}
    - {name: neither, label: Neither}
    - {name: disagree, label: Disagree}
scales:
  agree: {direction: best_first, favourable: [agree]}
survey:
  - type: group
    name: page
    label: Page
    children:
      - {type: select_one agree, name: useful, label: It was useful.}
"""


def read(session: Session, round_: Round, reader: Reader = OUTSIDER, paper: Paper = "release") -> tuple[Report, Beside]:
    report = current_report(session, round_, reader=reader, at=AT, paper=paper)
    return report, beside_of(session, round_, report, reader=reader, at=AT)


def scaled_rounds(session: Session, *counts: dict[str, int], **values: Any) -> list[Round]:
    """Rounds of one questionnaire, a year apart, answered so many times so."""
    partnership = values.pop("partnership", None) or make_partnership(session)
    version = publish(session, partnership, SCALE)
    found = []
    for year, answers in enumerate(counts, start=2022):
        opens, closes = date(year, 1, 1), date(year, 2, 1)
        round_ = make_round(session, partnership, version, state="closed", opens_on=opens, closes_on=closes, **values)
        for answer, count in answers.items():
            for _ in range(count):
                add_answer(session, round_, {"useful": answer})
        found.append(round_)
    return found


class TestEarlierRounds:
    def test_a_round_is_compared_with_the_one_before_it_and_has_a_course_over_all(self, session: Session) -> None:
        rounds = scaled_rounds(session, {"agree": 10, "neither": 10}, {"agree": 9, "neither": 20}, {"agree": 40})
        _, found = read(session, rounds[2])
        assert found.comparison is not None
        assert (found.comparison.first.slug, found.comparison.release_class) == (rounds[1].slug, "release")
        (course,) = found.courses
        assert [point.share.share for point in course.points] == [0.5, 9 / 29, 1.0]
        assert "comparison" not in found.notes

    def test_the_first_round_says_that_there_is_none_before_it(self, session: Session) -> None:
        first, _ = scaled_rounds(session, {"agree": 10, "neither": 10}, {"agree": 10, "neither": 10})
        _, found = read(session, first)
        assert (found.comparison, found.courses) == (None, ())
        assert found.notes["comparison"] == NO_EARLIER

    def test_neither_drafts_nor_other_questionnaires_nor_other_partnerships_are_earlier_rounds(
        self, session: Session
    ) -> None:
        elsewhere = scaled_rounds(session, {"agree": 10, "neither": 10})
        (now,) = scaled_rounds(session, {"agree": 10, "neither": 10})
        draft = make_round(session, now.partnership, now.version, state="draft")
        other = make_round(session, now.partnership, state="closed", closes_on=date(2020, 1, 1))
        for round_ in (draft, other):
            add_answer(session, round_, {"useful": "agree"})
        assert read(session, now)[1].comparison is None
        assert elsewhere[0].partnership_id != now.partnership_id

    def test_an_anonymous_round_is_not_compared_with_one_that_names_people(self, session: Session) -> None:
        named, now = scaled_rounds(session, {"agree": 10, "neither": 10}, {})
        now.anonymous, now.access = True, "open"
        add_opened_answers(session, now, [{"useful": "agree"}] * 10)
        assert read(session, now)[1].comparison is None
        assert named.anonymous is False

    def test_reading_working_papers_of_earlier_rounds_is_logged_for_each(self, session: Session) -> None:
        rounds = scaled_rounds(session, {"agree": 2, "neither": 3}, {"agree": 1, "neither": 3}, {"agree": 3})
        report, found = read(session, rounds[2], TEAM, "working")
        assert report.release_class == "working"
        assert found.courses[0].points[0].share.count == 2
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "working results read"))
        subjects = [event.subject for event in events if event.partnership_id == rounds[0].partnership_id]
        assert sorted(subjects) == sorted(f"round {one.slug}" for one in rounds)

    def test_what_the_earlier_release_hides_is_hidden_beside_the_later_one(self, session: Session) -> None:
        """Also from the team, while it reads the release."""
        first, second = scaled_rounds(session, {"agree": 3, "neither": 20}, {"agree": 12, "neither": 20})
        for reader in (OUTSIDER, TEAM):
            _, found = read(session, second, reader)
            assert found.comparison is not None
            (question,) = found.comparison.questions
            assert question.favourable is not None
            assert (question.favourable.first.count, question.favourable.difference) == (None, None)
            assert {row.first.count for row in question.rows if row.name != "disagree"} == {None}
            assert found.courses[0].points[0].share.count is None
        assert first.ledger is not None

    def test_an_earlier_round_that_so_few_answered_that_nothing_is_shown_has_no_point(self, session: Session) -> None:
        _, second = scaled_rounds(session, {"agree": 3}, {"agree": 12, "neither": 20})
        found = read(session, second)[1]
        assert (found.comparison, found.courses) == (None, ())


@pytest.fixture
def quoted(session: Session) -> tuple[Round, Quote]:
    """A closed anonymous round. A comment on training is quoted, and so is one of the two on time."""
    round_ = anonymous_round(session)
    add_opened_answers(session, round_, [{"forum": "north", "works": f"Another comment, number {n}"} for n in range(9)])
    round_.state = "closed"
    first, second = coders(session, round_)
    found = comments(session, round_)
    for place, comment in enumerate(found):
        themes = {"training": place < 10, "space": 5 <= place < 14, "time": place >= 14}
        coded = given({theme: "concern" for theme, is_given in themes.items() if is_given}, quote_worthy=True)
        save_coding(session, round_, comment.place, coded, coder_id=first.id)
    for comment in (found[0], found[15]):
        quote = desk.propose(session, round_, comment, wording(kind="as_written"), by_id=first.id)
        desk.approve(session, round_, quote, by_id=second.id, checked=True, comment=comment)
    desk.propose(session, round_, found[1], wording(text="Words that wait"), by_id=first.id)
    return round_, session.scalars(select(Quote).where(Quote.round_id == round_.id).order_by(Quote.id)).all()[0]


class TestQuotes:
    def test_only_what_is_cleared_is_quoted_and_only_under_a_theme_that_is_shown(
        self, session: Session, quoted: tuple[Round, Quote]
    ) -> None:
        round_, quote = quoted
        report, found = read(session, round_)
        assert report.themes is not None
        assert {row.name: row.respondents for row in report.themes.rows if row.name == "time"} == {"time": None}
        assert quote.cleared is not None
        assert [(one.theme, one.text, one.treatment) for one in found.quotes] == [
            ("training", quote.cleared.text, "as written")
        ]

    def test_a_quote_that_is_withdrawn_is_in_no_later_document(
        self, session: Session, quoted: tuple[Round, Quote]
    ) -> None:
        round_, quote = quoted
        assert len(read(session, round_)[1].quotes) == 1
        desk.withdraw(session, round_, quote, by_id=coders(session, round_)[0].id)
        assert read(session, round_)[1].quotes == ()

    def test_an_erased_comment_is_in_no_later_document_and_no_snapshot_ever_held_it(
        self, session: Session, quoted: tuple[Round, Quote]
    ) -> None:
        round_, quote = quoted
        assert quote.cleared is not None
        text = quote.cleared.text
        _, before = read(session, round_)
        assert text in {one.text for one in before.quotes}
        snapshots = session.scalars(select(ReportSnapshot.report).where(ReportSnapshot.round_id == round_.id)).all()
        assert snapshots
        assert text not in str(snapshots)
        comment = next(one for one in comments(session, round_) if one.text == text)
        erase_original(session, round_, comment, by_id=coders(session, round_)[0].id)
        _, after = read(session, round_)
        assert after.quotes == ()
        assert text not in everything(session)


def walkabout(session: Session, partnership: Partnership, *visits: dict[str, Any], **values: Any) -> Round:
    version = publish(session, partnership, values.pop("form", "section-11-walkabout"))
    round_ = make_round(session, partnership, version, **values)
    for visit in visits:
        add_answer(session, round_, {"visit_date": "2026-09-01", **visit})
    return round_


class TestStandards:
    def test_agencies_are_shown_with_their_grades_beside_their_own_view(self, session: Session) -> None:
        partnership = make_partnership(session)
        agency = make_agency(session, partnership)
        walked = walkabout(session, partnership, {"agency": agency.name, "st1": "partly"})
        walkabout(
            session, partnership, {"agency": agency.name, "assessment_date": "2026-05-01", "st1": "fully"},
            form="section-11-self-assessment",
        )  # fmt: skip
        _, found = read(session, walked)
        assert found.standards is not None
        assert found.standards.heat.rows[0][0].grade == "partly"
        assert found.standards.three_ways is not None
        assert found.standards.three_ways.rows[0].self_grade.grade == "fully"
        assert found.standards.coverage is not None
        assert agency.name in found.standards.coverage.units
        assert found.standards.labels["st1"] == "St1. A clear line of accountability"

    def test_an_anonymous_round_names_no_agency(self, session: Session) -> None:
        round_ = walkabout(session, make_partnership(session), anonymous=True, access="open", state="closed")
        add_opened_answers(session, round_, [{"agency": "A clinic", "st1": "partly"}] * 6)
        assert read(session, round_)[1].standards is None

    def test_grades_of_another_partnership_stand_in_no_table(self, session: Session) -> None:
        mine = walkabout(session, make_partnership(session), {"agency": "A clinic", "st1": "partly"})
        walkabout(
            session, make_partnership(session), {"agency": "Elsewhere", "st1": "fully"},
            form="section-11-self-assessment",
        )  # fmt: skip
        found = read(session, mine)[1].standards
        assert found is not None
        assert found.heat.units == ("A clinic",)
        assert found.three_ways is None

    @pytest.mark.parametrize(("disagreed", "shown"), [(3, False), (8, True)])
    def test_staff_speak_through_the_release_of_their_survey_even_to_the_team(
        self, session: Session, disagreed: int, shown: bool
    ) -> None:
        partnership = make_partnership(session)
        survey = walkabout(session, partnership, form="staff-survey", anonymous=True, access="open", state="closed")
        answers = [{"st5_backed": "agree"}] * 12 + [{"st5_backed": "disagree"}] * disagreed
        add_opened_answers(session, survey, answers)
        walked = walkabout(session, partnership, {"agency": "A clinic", "st5": "partly"})
        found = read(session, walked, TEAM, "working")[1].standards
        assert found is not None
        if not shown:
            assert found.three_ways is None
            return
        assert found.three_ways is not None
        staff = found.three_ways.by_standard[4].staff
        assert staff is not None
        assert (staff.n_favourable, staff.n_used, staff.unit) == (12, 20, None)


CASES = [
    {"pseudonym": case, "return_agency": agency, "involved": "yes", "b1": grade}
    for case, grades in (("Wren", ("good", "good")), ("Heron", ("good", "inadequate")), ("Plover", ("good", "good")))
    for agency, grade in zip(("police", "school"), grades, strict=True)
]


class TestAgreement:
    def make(self, session: Session, **values: Any) -> Round:
        partnership = make_partnership(session)
        round_ = make_round(session, partnership, publish(session, partnership, "case-audit"), **values)
        for document in CASES:
            add_answer(session, round_, document)
        return round_

    def test_the_working_paper_says_how_far_agencies_agreed(self, session: Session) -> None:
        round_ = self.make(session, state="closed", closes_on=date(2099, 1, 1))
        (one,) = read(session, round_, TEAM, "working")[1].agreement
        assert (one.name, one.exact.count, one.exact.n_pairs) == ("b1", 2, 3)

    def test_a_release_says_that_it_does_not(self, session: Session) -> None:
        found = read(session, self.make(session, state="closed"), TEAM)[1]
        assert found.agreement == ()
        assert found.notes["agreement"] == WORKING_ONLY

    def test_returns_made_after_the_close_are_not_blind(self, session: Session) -> None:
        found = read(session, self.make(session, state="closed", closes_on=date(2020, 1, 1)), TEAM, "working")[1]
        assert found.agreement == ()
        assert "6 returns were made after" in found.notes["agreement"]

    def test_while_returns_are_blind_there_is_nothing_beside_them(self, session: Session) -> None:
        closed = self.make(session, state="closed")
        report = current_report(session, closed, reader=TEAM, at=AT, paper="working")
        closed.state = "open"
        with pytest.raises(ResultsRefused):
            beside_of(session, closed, report, reader=TEAM, at=AT)

    def test_a_round_that_is_still_blind_is_no_earlier_round(self, session: Session) -> None:
        round_ = self.make(session, state="closed", opens_on=date(2025, 5, 1), closes_on=date(2025, 6, 1))
        open_ = make_round(session, round_.partnership, round_.version, opens_on=date(2024, 1, 1))
        add_answer(session, open_, CASES[0])
        assert read(session, round_, TEAM, "working")[1].comparison is None


class TestActionsAndVisits:
    def test_actions_are_those_recorded_and_the_demo_says_that_they_are_constructed(self, session: Session) -> None:
        plain = walkabout(session, make_partnership(session), {"agency": "A clinic", "st1": "partly"})
        _, found = read(session, plain)
        assert (found.actions, found.visits) == (None, None)
        demo = walkabout(session, make_partnership(session, is_demo=True), {"agency": "A clinic", "st1": "partly"})
        session.add(
            Section11Action(partnership_id=demo.partnership_id, what="Teach it.", owner="Police", opened_on=AT.date())
        )
        for reader, paper in ((OUTSIDER, "release"), (TEAM, "working")):
            _, found = read(session, demo, reader, paper)  # type: ignore[arg-type]
            assert found.actions is not None
            assert [line.action for line in found.actions.lines] == ["Teach it."]
            assert "onstructed" in (found.actions.note or "")

    def test_visits_stand_beside_the_walkabouts_that_rest_on_them_and_only_working_papers_count_conversations(
        self, session: Session
    ) -> None:
        cycle = make_cycle(session, rounds=("walkabout",))
        leader = make_user(session, cycle.partnership, roles=("auditor",))
        visit = make_visit(session, make_section11_assessment(session, cycle), leader, state="done")
        document = walkabout_document(visit.agency.name)
        make_notes(session, visit, leader, document, sent=True)
        assert cycle.walkabout_round is not None
        for reader, paper, counted in (
            (OUTSIDER, "release", None),
            (TEAM, "working", len(document["conversation"])),
        ):
            _, found = read(session, cycle.walkabout_round, reader, paper)  # type: ignore[arg-type]
            assert found.visits is not None
            assert [line.conversations for line in found.visits.lines] == [counted]
            assert found.visits.lines[0].agency == visit.agency.name
        plain = walkabout(session, make_partnership(session), {"agency": "A clinic", "st1": "partly"})
        assert read(session, plain)[1].visits is None, "visits of another partnership's cycle"
