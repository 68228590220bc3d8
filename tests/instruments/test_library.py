"""What the shipped instruments promise: they load, they are complete, and they skip and check as they say."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from instruments.answers import check_answers
from instruments.compiled import compile_instrument
from instruments.loading import library, read_instrument
from instruments.model import Question
from instruments.paths import find_path
from tests.instruments.shipped import AUDIT_ITEMS, STANDARDS, asked, compiled, instrument, names_of_kind

FORMS = (
    "case-audit",
    "case-audit-child-voice",
    "case-audit-moderation",
    "case-audit-parent-voice",
    "case-audit-practitioner-voice",
    "children-and-families-feedback",
    "focus-group-record",
    "learning-hub-board-reply",
    "learning-hub-discussion",
    "learning-hub-evaluation",
    "learning-hub-follow-up",
    "learning-hub-noticed",
    "learning-hub-registration",
    "learning-hub-survey",
    "mash-dip-sample",
    "mash-referral",
    "partnership-health-check",
    "peer-review-interview",
    "practice-evaluation",
    "school-safeguarding-audit",
    "section-11-self-assessment",
    "section-11-walkabout",
    "staff-survey",
    "training-evaluation",
)
# What one response counts: a person, an organisation or a case. It decides whether small numbers are hidden.
UNITS = {
    "case-audit": "cases",
    "case-audit-moderation": "cases",
    "mash-dip-sample": "cases",
    "practice-evaluation": "cases",
    "mash-referral": "cases",
    "learning-hub-board-reply": "organisations",
    "school-safeguarding-audit": "organisations",
    "section-11-self-assessment": "organisations",
    "section-11-walkabout": "organisations",
}
# Handed out in a room and answered on a phone in one go: the six questions are those under each heading.
ON_ONE_PAGE = {"learning-hub-evaluation"}
# Where somebody may tell of a child in danger. The others are about an organisation, or are filled in beforehand.
WITH_SAFETY = {
    "case-audit",
    "case-audit-child-voice",
    "case-audit-moderation",
    "case-audit-parent-voice",
    "case-audit-practitioner-voice",
    "children-and-families-feedback",
    "focus-group-record",
    "learning-hub-discussion",
    "learning-hub-follow-up",
    "learning-hub-noticed",
    "mash-dip-sample",
    "mash-referral",
    "peer-review-interview",
    "practice-evaluation",
    "section-11-walkabout",
    "staff-survey",
    "training-evaluation",
}
LEADER_ITEMS = tuple(f"b{number}" for number in range(1, 6))
VISITED = {"assessed_elsewhere": "no", "visit_date": "2025-03-12"}


def answered_below(question: Question) -> list[Question]:
    """The questions that a page or a group shows, without those of repeats in it, which have pages of their own."""
    found = []
    for child in question.children:
        if child.kind == "group":
            found += answered_below(child)
        elif child.is_answered and child.is_seen:
            found.append(child)
    return found


def test_the_library_holds_these_forms_and_no_others() -> None:
    assert sorted(library()) == sorted(FORMS)


@pytest.mark.parametrize("form_id", FORMS)
class TestEveryForm:
    def test_it_loads_without_a_warning_and_its_file_is_named_after_it(self, form_id: str) -> None:
        reading = read_instrument(library()[form_id])
        assert reading.problems == ()
        assert reading.instrument is not None
        assert reading.instrument.settings.form_id == form_id == library()[form_id].stem
        assert compile_instrument(reading.instrument).items

    def test_it_says_what_it_is_for_where_it_comes_from_and_under_which_licence(self, form_id: str) -> None:
        settings = instrument(form_id).settings
        assert settings.purpose
        assert (settings.source or "").startswith("Original wording.")
        assert settings.licence == "MIT"

    def test_it_counts_what_it_should(self, form_id: str) -> None:
        assert instrument(form_id).settings.unit == UNITS.get(form_id, "people")
        assert all(question.unit for question in instrument(form_id).walk() if question.kind == "repeat")

    def test_it_has_the_safety_question_where_a_child_may_be_at_risk(self, form_id: str) -> None:
        assert bool(names_of_kind(form_id, "safety")) is (form_id in WITH_SAFETY)

    def test_its_repeats_say_what_an_entry_is_called(self, form_id: str) -> None:
        assert all(question.entry_name for question in instrument(form_id).walk() if question.kind == "repeat")

    def test_every_grade_has_a_rubric_for_each_level_and_a_way_to_say_not_applicable(self, form_id: str) -> None:
        form = instrument(form_id)
        for question in form.walk():
            if question.kind in ("grade", "standard"):
                scale, choices = form.scale_of(question), form.choices_of(question)
                assert scale is not None
                assert {choice.name for choice in choices} == set(scale.rubric)
                assert [choice.name for choice in choices if choice.missing == "not_applicable"] == ["not_applicable"]

    def test_every_dont_know_is_marked_as_such(self, form_id: str) -> None:
        for choices in instrument(form_id).choices.values():
            for choice in choices:
                if choice.name in ("dont_know", "not_recorded", "not_applicable", "skip", "none_planned"):
                    assert choice.missing is not None, choice

    def test_every_list_is_used(self, form_id: str) -> None:
        form = instrument(form_id)
        assert set(form.choices) == {question.list_name for question in form.walk() if question.list_name}

    def test_a_page_has_one_grade_or_at_most_six_questions(self, form_id: str) -> None:
        for page in instrument(form_id).survey:
            blocks = [page, *(group for group in page.children if group.kind == "group")]
            loose = [child for child in page.children if child.is_answered and child.is_seen]
            for block in blocks:
                is_split = block is page and (page.kind == "repeat" or form_id in ON_ONE_PAGE)
                shown = loose if is_split else answered_below(block)
                assert len(shown) <= 6, block.name
            if page.kind != "repeat":
                assert len([leaf for leaf in answered_below(page) if leaf.kind == "grade"]) <= 1, page.name

    def test_every_question_has_its_own_label(self, form_id: str) -> None:
        labels = [question.label for question in instrument(form_id).walk() if question.is_answered and question.label]
        assert {label for label in labels if labels.count(label) > 1} == set()

    def test_a_refused_answer_says_what_to_do(self, form_id: str) -> None:
        for question in instrument(form_id).walk():
            assert question.constraint is None or question.constraint_message, question.name

    def test_room_for_free_words_asks_for_no_names(self, form_id: str) -> None:
        for page in instrument(form_id).survey:
            for said, comment in comments_of(page, ""):
                assert re.search(r"\bnames?\b|identif|\bknown\b", said.lower()), comment.name

    def test_a_core_question_is_marked_with_its_own_name(self, form_id: str) -> None:
        assert all(question.core in (None, question.name) for question in instrument(form_id).walk())


def comments_of(question: Question, said: str) -> Iterator[tuple[str, Question]]:
    """Every comment box, with all that is said to whoever fills it in."""
    said = f"{said} {question.label or ''} {question.hint or ''}"
    siblings = " ".join(f"{child.label} {child.hint or ''}" for child in question.children if child.kind == "note")
    if question.is_comment:
        yield said, question
    for child in question.children:
        yield from comments_of(child, f"{said} {siblings}")


class TestWalkabout:
    form_id = "section-11-walkabout"

    def test_it_grades_five_leader_items_and_eleven_standards(self) -> None:
        assert names_of_kind(self.form_id, "grade") == [*LEADER_ITEMS, *STANDARDS]

    def test_every_standard_gives_three_to_five_criteria(self) -> None:
        notes = {question.name: question for question in instrument(self.form_id).walk() if question.kind == "note"}
        for standard in STANDARDS:
            assert 3 <= len((notes[f"{standard}_criteria"].hint or "").splitlines()) <= 5

    def test_the_conversation_asks_all_fourteen_questions_of_people_without_names(self) -> None:
        section = compiled(self.form_id).section("conversation")
        asked_names = {item.name for item in section.items}
        assert {f"c{number}" for number in range(1, 15)} <= asked_names
        assert {"role_group", "service_length", "engagement"} <= asked_names
        assert not any(name.endswith("name") for name in asked_names)
        assert section.repeat is not None
        assert (section.repeat.unit, section.repeat.narrative_below) == ("people", 5)
        assert section.repeat.entry_name == "conversation"

    def test_the_conversation_has_the_safety_stop(self) -> None:
        assert names_of_kind(self.form_id, "safety") == ["c14"]
        raised = {**VISITED, "conversation": [{"c14": "yes"}, {"c14": "no"}]}
        assert asked(self.form_id, raised, "c14_told", 0)
        assert asked(self.form_id, raised, "c14_time", 0)
        assert not asked(self.form_id, raised, "c14_told", 1)

    def test_an_agency_assessed_elsewhere_stops_after_the_link(self) -> None:
        document: dict[str, object] = {"assessed_elsewhere": "yes"}
        assert find_path(compiled(self.form_id), document).sections == ("visit", "earlier_assessment")
        assert asked(self.form_id, document, "elsewhere_link")

    def test_a_joint_district_visit_asks_for_its_members(self) -> None:
        assert asked(self.form_id, {**VISITED, "joint_district_visit": "yes"}, "joint_members")
        assert not asked(self.form_id, {**VISITED, "joint_district_visit": "no"}, "joint_members")

    @pytest.mark.parametrize(
        ("entry", "name", "expected"),
        [
            ({"c2": "described"}, "c3", True),
            ({"c2": "none"}, "c3", False),
            ({"c2": "none"}, "c4", True),
            ({"c2": "described", "c3": "no"}, "c3_chased", True),
            ({"c2": "described", "c3": "yes"}, "c3_chased", False),
            ({"c5": "yes"}, "c5_outcome", True),
            ({"c5": "no"}, "c5_outcome", False),
            ({"c6": "never"}, "c6a", True),
            ({"c6": "over_6_months"}, "c6a", False),
        ],
    )
    def test_the_conversation_skips_as_it_should(self, entry: dict[str, str], name: str, expected: bool) -> None:
        assert asked(self.form_id, {**VISITED, "conversation": [entry]}, name, 0) is expected

    @pytest.mark.parametrize("standard", STANDARDS)
    def test_the_agencys_own_grade_is_asked_after_grading_and_a_reason_only_if_they_differ(self, standard: str) -> None:
        own, reason = f"{standard}_self", f"{standard}_gap_reason"
        assert not asked(self.form_id, VISITED, own)
        graded: dict[str, object] = {**VISITED, standard: "mostly"}
        assert asked(self.form_id, graded, own)
        assert not asked(self.form_id, graded, reason)
        assert not asked(self.form_id, {**graded, own: "mostly"}, reason)
        assert asked(self.form_id, {**graded, own: "fully"}, reason)

    @pytest.mark.parametrize("standard", STANDARDS)
    def test_in_a_cycle_the_agencys_own_grade_is_not_asked(self, standard: str) -> None:
        graded: dict[str, object] = {**VISITED, "in_cycle": "yes", standard: "mostly", f"{standard}_self": "fully"}
        path = find_path(compiled(self.form_id), graded)
        assert f"{standard}_page" in path.sections
        assert f"{standard}_compared" not in path.sections
        for name in (f"{standard}_self", f"{standard}_change", f"{standard}_gap_reason"):
            assert not asked(self.form_id, graded, name)

    @pytest.mark.parametrize(
        ("change", "accepted"),
        [
            ({}, True),
            ({"st1": "mostly", "st1_impact": None, "st1_evidence_date": None}, True),
            ({"st1_impact": None}, False),
            ({"st1_evidence_date": None}, False),
            ({"st1_evidence_date": "2024-03-10"}, False),
            ({"st1_evidence_type": ["document"]}, False),
            ({"st1_evidence_type": ["document", "staff_voice"]}, True),
        ],
    )
    def test_fully_needs_an_outcome_and_recent_evidence_beyond_policies(
        self, change: dict[str, object], accepted: bool
    ) -> None:
        document = {
            **VISITED,
            "st1": "fully",
            "st1_rationale": "Everybody said the same.",
            "st1_impact": "A baby was seen a day sooner.",
            "st1_evidence_type": ["observation"],
            "st1_evidence_date": "2024-06-01",
            **change,
        }
        problems = check_answers(compiled(self.form_id), document, section="st1_page")
        assert ("st1" not in {problem.name for problem in problems}) is accepted

    def test_policies_alone_are_pointed_out_under_mostly(self) -> None:
        document: dict[str, object] = {**VISITED, "st2": "mostly", "st2_evidence_type": ["document"]}
        assert asked(self.form_id, document, "st2_documents_only")
        document["st2_evidence_type"] = ["document", "data"]
        assert not asked(self.form_id, document, "st2_documents_only")

    def test_a_grade_below_mostly_asks_for_an_action(self) -> None:
        for grade, expected in (("fully", False), ("mostly", False), ("partly", True), ("not_met", True)):
            assert asked(self.form_id, {**VISITED, "st9": grade}, "st9_action_what") is expected
        assert asked(self.form_id, {**VISITED, "st9": "not_applicable"}, "st9_na_reason")


class TestCaseAudit:
    form_id = "case-audit"

    def test_it_grades_fourteen_items_and_observed_behaviour(self) -> None:
        assert names_of_kind(self.form_id, "grade") == [*AUDIT_ITEMS[:6], "b6a", *AUDIT_ITEMS[6:]]
        assert instrument(self.form_id).settings.unit == "cases"

    @pytest.mark.parametrize(("pseudonym", "accepted"), [("Wren", True), ("Wren 12", True), ("999 0000018", False)])
    def test_a_number_is_not_taken_for_a_pseudonym(self, pseudonym: str, accepted: bool) -> None:
        problems = check_answers(compiled(self.form_id), {"pseudonym": pseudonym}, section="case")
        assert ("pseudonym" not in {problem.name for problem in problems}) is accepted

    @pytest.mark.parametrize(
        ("child", "expected"),
        [
            ({"age_band": "under_2"}, True),
            ({"age_band": "from_5_to_9", "non_verbal": "yes"}, True),
            ({"age_band": "from_5_to_9", "non_verbal": "no"}, False),
        ],
    )
    def test_observed_behaviour_is_graded_for_a_child_under_two_or_without_speech(
        self, child: dict[str, str], expected: bool
    ) -> None:
        assert asked(self.form_id, {"involved": "yes", **child}, "b6a") is expected

    def test_the_level_of_need_of_that_time_is_asked_before_whether_the_response_matched_it(self) -> None:
        form = compiled(self.form_id)
        level, response = form.item("b2_level"), form.item("b2_response")
        assert level.question.type == "select_one levels_of_need"  # the list that a partnership's own levels replace
        assert [choice.name for choice in response.choices] == [choice.name for choice in form.item("b2").choices]
        assert not asked(self.form_id, {"involved": "yes"}, "b2_response")
        assert not asked(self.form_id, {"involved": "yes", "b2_level": "not_clear"}, "b2_response")
        assert asked(self.form_id, {"involved": "yes", "b2_level": "statutory"}, "b2_response")
        assert not asked(self.form_id, {"involved": "no"}, "b2_level")

    def test_a_response_that_left_a_child_unprotected_asks_what_was_done(self) -> None:
        document: dict[str, object] = {"involved": "yes", "b2_level": "statutory"}
        assert not asked(self.form_id, {**document, "b2_response": "requires_improvement"}, "d2_done")
        for name in ("d2_done", "d2_told", "d2_time"):
            assert asked(self.form_id, {**document, "b2_response": "inadequate"}, name)

    def test_challenge_is_graded_only_when_it_was_needed(self) -> None:
        assert asked(self.form_id, {"involved": "yes", "b12_needed": "yes"}, "b12")
        assert not asked(self.form_id, {"involved": "yes", "b12_needed": "no"}, "b12")

    def test_an_agency_that_was_not_involved_says_why_and_grades_nothing(self) -> None:
        document: dict[str, object] = {"involved": "no"}
        path = find_path(compiled(self.form_id), document)
        assert not [section for section in path.sections if section.endswith("_page")]
        assert {"safety", "learning"} <= set(path.sections)
        assert asked(self.form_id, document, "not_involved_reason")

    @pytest.mark.parametrize("item", [*AUDIT_ITEMS, "b6a"])
    def test_an_inadequate_grade_always_asks_what_was_done_to_protect_the_child(self, item: str) -> None:
        document: dict[str, object] = {"involved": "yes", "age_band": "under_2", "b12_needed": "yes"}
        assert not asked(self.form_id, {**document, item: "requires_improvement"}, "d2_done")
        for name in ("d2_done", "d2_told", "d2_time"):
            assert asked(self.form_id, {**document, item: "inadequate"}, name)
            assert compiled(self.form_id).item(name).question.required

    def test_safety_is_asked_in_every_return(self) -> None:
        assert names_of_kind(self.form_id, "safety") == ["d1"]
        for involved in ("yes", "no"):
            assert asked(self.form_id, {"involved": involved}, "d1")
        assert asked(self.form_id, {"d1": "yes"}, "d1_told")

    @pytest.mark.parametrize("voice", ["child", "parent", "practitioner"])
    def test_feedback_that_was_not_gathered_needs_a_reason(self, voice: str) -> None:
        document: dict[str, object] = {"involved": "yes", f"{voice}_feedback": "no"}
        assert asked(self.form_id, document, f"{voice}_feedback_why_not")
        assert compiled(self.form_id).item(f"{voice}_feedback_why_not").question.required

    def test_there_are_at_most_three_recommendations_with_one_owner_each(self) -> None:
        items = compiled(self.form_id).section("recommendations").items
        owners = [item.question for item in items if item.name.endswith("_owner")]
        assert [owner.type for owner in owners] == ["select_one agency"] * 3
        assert all(owner.required for owner in owners)
        assert len(items) == 6
        assert asked(self.form_id, {"recommendation_1": "Meet monthly."}, "recommendation_1_owner")
        assert not asked(self.form_id, {"recommendation_1": "Meet monthly."}, "recommendation_2_owner")


class TestLearningHubEvaluation:
    form_id = "learning-hub-evaluation"

    def test_it_asks_exactly_these_questions_on_one_page(self) -> None:
        [page] = compiled(self.form_id).sections
        assert [item.name for item in page.items] == [
            *("objectives_met", "understand_better", "could_contribute", "why_not_contribute", "length"),
            *("local_speaker", "knew_partnership", "new_contact", "confidence_before", "confidence_now"),
            *("most_useful", "one_change", "own_code"),
        ]

    def test_what_must_be_answered_comes_first_and_under_headings_of_their_own_the_rest(self) -> None:
        items = compiled(self.form_id).items
        assert [item.name for item in items if not item.groups] == [
            *("objectives_met", "understand_better", "could_contribute", "why_not_contribute", "length", "own_code"),
        ]

    def test_it_says_once_what_may_stay_blank(self) -> None:
        texts = [text for row in instrument(self.form_id).walk() for text in (row.label, row.hint) if text]
        assert not [text for text in texts if "blank" in text]

    def test_its_code_links_it_to_the_follow_up_and_comes_last(self) -> None:
        for form_id in (self.form_id, "learning-hub-follow-up"):
            last = [item for item in compiled(form_id).items if item.part_of is None][-1]
            assert (last.name, last.required) == ("own_code", False)
            assert last.question.settings_of_type["own_code"] == "learning-hub"

    def test_only_the_four_published_measures_must_be_answered(self) -> None:
        required = {item.name for item in compiled(self.form_id).items if item.question.required}
        assert required == {"objectives_met", "understand_better", "could_contribute", "length"}

    def test_a_reason_is_asked_of_those_who_could_not_contribute_and_of_nobody_else(self) -> None:
        for answer in ("strongly_agree", "agree", "neither", "dont_know"):
            assert not asked(self.form_id, {"could_contribute": answer}, "why_not_contribute")
        for answer in ("disagree", "strongly_disagree"):
            assert asked(self.form_id, {"could_contribute": answer}, "why_not_contribute")

    def test_agreement_is_favourable_and_length_has_no_better_end(self) -> None:
        scales = instrument(self.form_id).scales
        assert scales["agree5"].favourable == ("strongly_agree", "agree")
        assert scales["forum_length"].direction == "none"
        assert scales["confidence5"].direction == "best_last"


class TestLearningHubSurvey:
    form_id = "learning-hub-survey"

    def test_it_asks_the_four_table_questions_and_why_the_person_did_not_come(self) -> None:
        names = [item.name for item in compiled(self.form_id).items]
        assert names == [
            "seeing",
            "works",
            "gets_in_the_way",
            "leaders_should",
            "at_a_forum",
            "reason_not_attending",
            "other_reason_text",
        ]

    def test_nobody_is_asked_why_they_missed_a_forum_that_there_was_not_or_that_they_came_to(self) -> None:
        assert asked(self.form_id, {"at_a_forum": "no"}, "reason_not_attending")
        for answer in ("yes", "none_known", None):
            assert not asked(self.form_id, {"at_a_forum": answer}, "reason_not_attending")
