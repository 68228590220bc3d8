"""What each instrument of the library must ask, item by item: the list that it was written from, kept as data."""

from __future__ import annotations

import pytest

from tests.instruments.shipped import AUDIT_ITEMS, STANDARDS, compiled, instrument

# Each item in words, and the questions that ask it.
REQUIRED: dict[str, dict[str, str]] = {
    "section-11-walkabout": {
        "agency, type, site, areas, date": "agency agency_type site areas_covered visit_date",
        "team and conflicts declared": "team_members conflicts conflicts_detail",
        "version of the rubric": "rubric_version",
        "assessed elsewhere: link and stop": "assessed_elsewhere elsewhere_link elsewhere_stop",
        "joint district visit and its members": "joint_district_visit joint_members",
        "leader conversation": "b1 b2 b3 b4 b5",
        "who the person is, without a name": "role_group service_length engagement",
        "worries, disagreement": "c1 c2 c3 c3_chased c4 c5 c5_outcome",
        "supervision, colleagues, allegations": "c6 c6a c7 c8",
        "children's views, sharing, training, words": "c9 c10 c11 c12 c13",
        "immediate worry": "c14 c14_told c14_time",
        "observation": "d1 d2 d3 d4",
        "standards": " ".join(f"{name} {name}_impact {name}_change" for name in STANDARDS),
        "the agency's own grades": " ".join(f"{name}_self {name}_gap_reason" for name in STANDARDS),
        "good practice and feedback": "good_practice immediate_feedback",
        "reply on factual accuracy": "draft_sent reply_days reply_due reply_status reply_corrections",
        "sign-off": "signed_off_by sign_off_date",
    },
    "case-audit": {
        "the child, without identifiers": "pseudonym age_band sex ethnic_group disability plan_status",
        "theme, window, selection, agencies": "theme window_start window_end selection agencies_involved",
        "graded items": " ".join(AUDIT_ITEMS),
        "level of need at the time, and the response to it": "b2_level b2_response",
        "observed behaviour and daily life": "b6a",
        "not involved, with the reason": "involved not_involved_reason",
        "voices, and why not": "child_feedback_why_not parent_feedback_why_not practitioner_feedback_why_not",
        "what the practitioner says": "proud_of what_helped would_wish",
        "safety": "d1 d1_told d1_time d2_done d2_told d2_time",
        "learning": "strengths systems_barriers recommendation_3 recommendation_3_owner re_audit_date",
    },
    "case-audit-moderation": {
        "the case and the panel": "pseudonym panel_date agencies_present returns_seen",
        "moderated grades": " ".join(f"{name}_moderated" for name in (*AUDIT_ITEMS, "b6a")),
        "reason for a change": " ".join(f"{name}_reason" for name in (*AUDIT_ITEMS, "b6a")),
        "effectiveness of joint working": "joint_working joint_working_rationale",
        "disagreement that remains": "unresolved unresolved_detail",
        "safety": "child_unsafe inadequate_done",
        "learning": "strengths systems_barriers recommendation_1 recommendation_1_owner re_audit_date",
    },
    "learning-hub-registration": {
        "who": "person_name work_email agency sector role_group locality",
        "needs": "access_needs access_detail",
        "forum and waiting list": "forum if_full second_choice",
        "no double booking": "other_booking no_double_booking been_already",
        "consent to contact": "contact_consent",
    },
    "learning-hub-discussion": {
        "the table": "forum table_size",
        "four questions": "seeing works gets_in_the_way leaders_should",
        "codes, strength or concern, quotation": "theme strength_or_concern quotation",
        "safety": "child_at_risk",
    },
    "learning-hub-evaluation": {
        "published measures": "objectives_met understand_better could_contribute why_not_contribute length",
        "speaker, partnership, contact": "local_speaker knew_partnership new_contact",
        "confidence": "confidence_before confidence_now",
        "words": "most_useful one_change",
    },
    "learning-hub-follow-up": {"change, effect, barrier": "made_change effect barriers barrier_detail"},
    "learning-hub-survey": {
        "four questions": "seeing works gets_in_the_way leaders_should",
        "reason": "at_a_forum reason_not_attending other_reason_text",
    },
    "learning-hub-board-reply": {
        "decision": "theme feedback decision reason",
        "action": "action action_owner action_due",
        "message": "message published",
    },
    "section-11-self-assessment": {
        "the agency": "agency agency_type areas_covered assessment_date",
        "assessed elsewhere, collective return": "assessed_elsewhere elsewhere_link collective collective_members",
        "standards": " ".join(STANDARDS),
        "impact and change": " ".join(f"{name}_impact {name}_change" for name in STANDARDS),
        "evidence": " ".join(f"{name}_evidence_type {name}_evidence_date {name}_confidence" for name in STANDARDS),
        "action": " ".join(f"{name}_action_what {name}_action_due" for name in STANDARDS),
        "optional modules": "modules early_help exploitation online domestic_abuse",
        "priorities, dated": "priority_name priority_years priority_progress priority_impact",
        "declaration": "author board_sponsor presented_on declared",
    },
    "peer-review-interview": {
        "whom, how": "interviewee interview_form",
        "consent and non-attribution": "agreed non_attribution",
        "questions": "q1 q2 q3 q4 q5 q6 q7",
        "findings": "finding_kind finding_sources finding_impact finding_confidence finding_recommendation",
        "safety": "child_at_risk",
    },
    "mash-dip-sample": {
        "period, seed, exclusions": "period_from period_to random_seed exclusions",
        "frame by stratum": "frame_assessment frame_early_help frame_nfa frame_count",
        "drawn by stratum": "drawn_assessment drawn_early_help drawn_nfa drawn_count",
        "referral": "pseudonym stratum source_agency g1 g2 g3 g4",
        "timestamps and working days": "g5_received g5_decided g5_working_days g5_late",
        "decision": "g6 g7 g8 g8_education g9 g10 g11 g11_should_be",
        "feedback and re-referral": "g12 g12_in_time g13",
        "overall and learning": "overall overall_rationale overall_action_what learning_tags",
        "safety": "unsafe unsafe_told unsafe_time",
    },
    "mash-referral": {
        "which": "pseudonym stratum source_agency",
        "referral": "g1 g2 g3 g3_level g4",
        "timestamps": "g5_received g5_decided g5_late g12_told",
        "decision": "g6 g7 g8 g8_education outcome g9 g10 g11 g11_should_be",
        "feedback and re-referral": "g12 g12_told g13",
        "overall and learning": "overall overall_rationale overall_action_what learning_tags",
        "safety": "unsafe unsafe_told unsafe_time inadequate_done inadequate_told",
    },
    "children-and-families-feedback": {
        "promises": "your_choice same_help must_tell your_name start_numbers agree",
        "helper": "who helper who_chose",
        "questions, 5 to 10": "why_5_10 listened_5_10 did_it_5_10 say_5_10 safer_5_10",
        "questions, 11 and over": "why_11 listened_11 did_it_11 say_11 safer_11",
        "in their words": "helped_most different",
        "parents": "told_why fair reports complain difference",
        "asks for help": "hurt_now safer_5_10 safer_11 helped_most different parent_comment",
        "you said, we did": "you_said_we_did",
    },
    "staff-survey": {
        "St4": "st4_know_how st4_safe st4_heard st4_treated_fairly",
        "St5": "st5_know_route st5_backed st5_escalated st5_settled",
        "St7": "st7_know_who st7_reachable st7_helpful st7_has_time",
        "St9": "st9_induction st9_training st9_supervision st9_supported st9_practice_review",
        "safety": "child_at_risk",
    },
    "school-safeguarding-audit": {
        "the school and its duty": "school school_type duty",
        "standards": " ".join(f"s{number}" for number in range(1, 11)),
        "declaration": "author governor presented_on declared",
    },
    "training-evaluation": {
        "reaction": "objectives_met relevant_to_me could_contribute",
        "learning": "confidence_before confidence_after one_change",
        "practice": "made_change barriers manager_helped",
        "results": "effect",
    },
    "partnership-health-check": {
        "six areas": "lead_equal agency_education child_plans qa_front_line learn_actions train_effect",
        "strengths and priorities": "strengths work_on_first one_thing",
    },
    "practice-evaluation": {
        "group without names": "facilitator facilitator_manages group_size taking_part_role taking_part_agency",
        "ground rules and consent": "ground_rules group_agreed",
        "appreciative questions": "went_well proud_of what_helped difference_made do_again would_wish",
        "how it is known": "how_known child_said",
        "good practice": "good_practice good_practice_agreed",
        "safety": "d1",
    },
    "focus-group-record": {
        "group, without names": "participants group_size small_group",
        "consent": "parents_agreed group_agreed",
        "what was said": "theme_name theme_said theme_kind",
        "quotations": "quotation_words quotation_checked",
        "what comes of it": "asked_for told_how",
        "safety": "child_at_risk",
    },
}
PARTS = [(form_id, what) for form_id, items in REQUIRED.items() for what in items]


@pytest.mark.parametrize(("form_id", "what"), PARTS)
def test_it_asks_all_that_it_should(form_id: str, what: str) -> None:
    wanted = REQUIRED[form_id][what].split()
    assert [name for name in wanted if compiled(form_id).find(name) is None] == []


def test_no_form_asks_for_a_name_but_the_registration() -> None:
    asking = {form_id for form_id in REQUIRED if any(asks_for_a_name(name) for name in names(form_id))}
    assert asking == {"learning-hub-registration"}


def names(form_id: str) -> list[str]:
    return [item.name for item in compiled(form_id).items]


def asks_for_a_name(name: str) -> bool:
    return name.endswith(("person_name", "full_name", "surname", "date_of_birth", "nhs_number"))


@pytest.mark.parametrize("form_id", ["section-11-self-assessment", "school-safeguarding-audit"])
def test_every_standard_has_three_to_five_criteria_that_are_answered(form_id: str) -> None:
    for question in instrument(form_id).walk():
        if question.kind == "standard":
            criteria = [child for child in question.children if child.list_name == "criterion"]
            assert 3 <= len(criteria) <= 5, question.name
            assert question.children[-1].name == f"{question.name}_practice_evidence"


@pytest.mark.parametrize("standard", STANDARDS)
def test_the_self_assessment_judges_by_the_criteria_that_a_walkabout_shows(standard: str) -> None:
    shown = next(q for q in instrument("section-11-walkabout").walk() if q.name == f"{standard}_criteria").hint or ""
    asked = [q.label for q in instrument("section-11-self-assessment").walk() if q.name.startswith(f"{standard}_c")]
    assert asked == [line.partition(". ")[2] for line in shown.splitlines()]


def test_the_moderation_has_the_items_of_the_audit_under_the_same_numbers() -> None:
    audit = [q.name for q in instrument("case-audit").walk() if q.kind == "grade"]
    moderated = [q.name for q in instrument("case-audit-moderation").walk() if q.name.endswith("_moderated")]
    assert moderated == [f"{name}_moderated" for name in audit]
    titles = {q.name: q.label for q in instrument("case-audit").survey if q.name.endswith("_page")}
    again = {q.name: q.label for q in instrument("case-audit-moderation").survey if q.name in titles}
    assert again == titles


def test_the_staff_survey_says_by_its_names_which_standard_a_question_mirrors() -> None:
    mirrored = {name.split("_")[0] for name in names("staff-survey") if name.startswith("st")}
    assert mirrored - {"strengths"} == {"st4", "st5", "st7", "st9"}
