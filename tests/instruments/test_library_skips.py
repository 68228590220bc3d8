"""What the library's instruments skip, refuse and work out, tried with answers."""

from __future__ import annotations

from typing import Any

import pytest

from instruments.answers import check_answers
from instruments.paths import find_path
from tests.instruments.shipped import STANDARDS, asked, compiled

BOOKING = {"other_booking": "none", "locality": "north", "forum": "forum_1"}
RETURN = {"assessed_elsewhere": "no", "assessment_date": "2026-03-31", "modules": ["online"]}
CHILD = {"agree": "yes", "who": "age_5_10"}
TEEN = {"agree": "yes", "who": "age_11_plus"}
PARENT = {"agree": "yes", "who": "parent"}
INTERVIEW = {"agreed": "yes"}
GROUP = {"group_agreed": "yes", "group_size": 8, "participants": "parents"}
QUOTED = {"theme_quoted": "yes", "quotation": [{}]}
TWO_SOURCES = {"finding_sources": ["data", "audit"]}

# The form, the answers, the question, its entry, and whether it is asked.
SKIPS: list[tuple[str, dict[str, Any], str, tuple[int, ...], bool]] = [
    ("learning-hub-registration", BOOKING, "work_email", (), True),
    ("learning-hub-registration", {"other_booking": "booked"}, "forum", (), False),
    ("learning-hub-registration", {"other_booking": "booked"}, "no_double_booking", (), True),
    ("learning-hub-registration", {"other_booking": "attended"}, "been_already", (), True),
    ("learning-hub-registration", {"other_booking": "waiting"}, "forum", (), True),
    ("learning-hub-registration", {**BOOKING, "if_full": "second_choice"}, "second_choice", (), True),
    ("learning-hub-registration", {**BOOKING, "if_full": "waiting_list"}, "second_choice", (), False),
    ("learning-hub-discussion", {"table_size": 8, "point": [{}]}, "quotation", (0,), True),
    ("learning-hub-discussion", {"table_size": 4, "point": [{}]}, "quotation", (0,), False),
    ("learning-hub-discussion", {"table_size": 4}, "small_table", (), True),
    ("learning-hub-follow-up", {"made_change": "yes"}, "effect", (), True),
    ("learning-hub-follow-up", {"made_change": "yes"}, "barriers", (), False),
    ("learning-hub-follow-up", {"made_change": "no"}, "barriers", (), True),
    ("learning-hub-follow-up", {"made_change": "no"}, "effect", (), False),
    ("learning-hub-follow-up", {"made_change": "partly"}, "effect", (), True),
    ("learning-hub-follow-up", {"made_change": "none_planned"}, "barrier_detail", (), False),
    ("learning-hub-board-reply", {"theme_reply": [{"decision": "accepted"}]}, "action", (0,), True),
    ("learning-hub-board-reply", {"theme_reply": [{"decision": "accepted"}]}, "reason", (0,), False),
    ("learning-hub-board-reply", {"theme_reply": [{"decision": "partly"}]}, "reason", (0,), True),
    ("learning-hub-board-reply", {"theme_reply": [{"decision": "not_accepted"}]}, "action", (0,), False),
    ("learning-hub-board-reply", {"theme_reply": [{"decision": "not_accepted"}]}, "message", (0,), True),
    ("section-11-self-assessment", {"assessed_elsewhere": "yes"}, "st1", (), False),
    ("section-11-self-assessment", {"assessed_elsewhere": "yes"}, "elsewhere_stop", (), True),
    ("section-11-self-assessment", RETURN, "online_c1", (), True),
    ("section-11-self-assessment", RETURN, "early_help_c1", (), False),
    ("section-11-self-assessment", {**RETURN, "st4": "partly"}, "st4_action_what", (), True),
    ("section-11-self-assessment", {**RETURN, "st4": "mostly"}, "st4_action_what", (), False),
    ("section-11-self-assessment", {**RETURN, "st4": "mostly"}, "st4_impact", (), True),
    ("section-11-self-assessment", {**RETURN, "st4": "not_applicable"}, "st4_na_reason", (), True),
    ("section-11-self-assessment", {**RETURN, "st4": "not_applicable"}, "st4_change", (), False),
    ("peer-review-interview", {**INTERVIEW, "interviewee": "leader"}, "q4", (), True),
    ("peer-review-interview", {**INTERVIEW, "interviewee": "relevant_agency"}, "q7", (), True),
    ("peer-review-interview", {**INTERVIEW, "interviewee": "frontline"}, "q2", (), True),
    ("peer-review-interview", {**INTERVIEW, "interviewee": "frontline"}, "q4", (), False),
    ("peer-review-interview", {**INTERVIEW, "interviewee": "frontline"}, "q7", (), False),
    ("peer-review-interview", {**INTERVIEW, "interviewee": "child_family"}, "q6", (), True),
    ("peer-review-interview", {**INTERVIEW, "interviewee": "child_family"}, "q4", (), False),
    ("peer-review-interview", {"agreed": "no", "interviewee": "leader"}, "q1", (), False),
    ("peer-review-interview", {"interviewee": "leader"}, "q1", (), False),
    ("mash-dip-sample", {"referral": [{"source_agency": "anonymous"}]}, "g3", (0,), False),
    ("mash-dip-sample", {"referral": [{"source_agency": "public"}]}, "g4", (0,), False),
    ("mash-dip-sample", {"referral": [{"source_agency": "public"}, {"source_agency": "police"}]}, "g3", (1,), True),
    ("mash-dip-sample", {"referral": [{"g11": "no"}]}, "g11_should_be", (0,), True),
    ("mash-dip-sample", {"referral": [{"g11": "yes"}]}, "g11_should_be", (0,), False),
    ("mash-dip-sample", {"referral": [{"g12": "yes"}]}, "g12_in_time", (0,), True),
    ("mash-dip-sample", {"referral": [{"g12": "no"}]}, "g12_in_time", (0,), False),
    ("mash-dip-sample", {"referral": [{"overall": "requires_improvement"}]}, "overall_action_what", (0,), True),
    ("mash-dip-sample", {"referral": [{"overall": "good"}]}, "overall_action_what", (0,), False),
    ("mash-dip-sample", {"referral": [{"unsafe": "yes"}]}, "unsafe_told", (0,), True),
    ("mash-referral", {"source_agency": "anonymous"}, "g3", (), False),
    ("mash-referral", {"source_agency": "public"}, "g4", (), False),
    ("mash-referral", {"source_agency": "public"}, "g12", (), True),
    ("mash-referral", {"source_agency": "anonymous"}, "g12", (), False),
    ("mash-referral", {"source_agency": "police"}, "g3", (), True),
    ("mash-referral", {"source_agency": "police", "g12": "yes"}, "g12_told", (), True),
    ("mash-referral", {"source_agency": "police", "g12": "no"}, "g12_told", (), False),
    ("mash-referral", {"g5_received": "2026-03-02T09:00", "g5_decided": "2026-03-02T16:00"}, "g5_late", (), False),
    ("mash-referral", {"g5_received": "2026-03-02T09:00", "g5_decided": "2026-03-03T09:00"}, "g5_late", (), True),
    ("mash-referral", {"g5_received": "2026-03-02T09:00"}, "g5_late", (), False),
    ("mash-referral", {"g11": "no"}, "g11_should_be", (), True),
    ("mash-referral", {"g11": "yes"}, "g11_should_be", (), False),
    ("mash-referral", {"unsafe": "yes"}, "unsafe_told", (), True),
    ("mash-referral", {"overall": "inadequate"}, "inadequate_done", (), True),
    ("mash-referral", {"overall": "good"}, "inadequate_done", (), False),
    ("children-and-families-feedback", {"agree": "no"}, "who", (), False),
    ("children-and-families-feedback", {}, "who", (), False),
    ("children-and-families-feedback", CHILD, "why_5_10", (), True),
    ("children-and-families-feedback", CHILD, "why_11", (), False),
    ("children-and-families-feedback", CHILD, "told_why", (), False),
    ("children-and-families-feedback", {"agree": "yes", "who": None}, "why_5_10", (), True),
    ("children-and-families-feedback", {"agree": "yes"}, "why_5_10", (), True),
    ("children-and-families-feedback", TEEN, "why_11", (), True),
    ("children-and-families-feedback", TEEN, "why_5_10", (), False),
    ("children-and-families-feedback", TEEN, "different", (), True),
    ("children-and-families-feedback", PARENT, "told_why", (), True),
    ("children-and-families-feedback", PARENT, "different", (), False),
    ("children-and-families-feedback", {**CHILD, "helper": "advocate"}, "who_chose", (), True),
    ("children-and-families-feedback", {**CHILD, "helper": "nobody"}, "who_chose", (), False),
    ("children-and-families-feedback", {**CHILD, "helper": None}, "who_chose", (), False),
    ("children-and-families-feedback", {**CHILD, "safer_5_10": "no"}, "hurt_now", (), True),
    ("children-and-families-feedback", {**CHILD, "safer_5_10": "sort_of"}, "hurt_now", (), False),
    ("children-and-families-feedback", {**TEEN, "safer_11": "no"}, "hurt_now", (), True),
    ("staff-survey", {"st4_raised": "yes"}, "st4_treated_fairly", (), True),
    ("staff-survey", {"st4_raised": "no"}, "st4_treated_fairly", (), False),
    ("staff-survey", {"st9_supervision": "never"}, "st9_supervision_barrier", (), True),
    ("staff-survey", {"st9_supervision": "never"}, "st9_supervision_helps", (), False),
    ("school-safeguarding-audit", {"school_type": "academy"}, "duty_note", (), True),
    ("school-safeguarding-audit", {"school_type": "early_years"}, "duty_note", (), False),
    ("training-evaluation", {"stage": "on_the_day"}, "objectives_met", (), True),
    ("training-evaluation", {"stage": "on_the_day"}, "made_change", (), False),
    ("training-evaluation", {"stage": "three_months"}, "made_change", (), True),
    ("focus-group-record", {**GROUP, "theme": [QUOTED]}, "quotation_words", (0, 0), True),
    ("focus-group-record", {**GROUP, "group_size": 4, "theme": [{}]}, "theme_quoted", (0,), False),
    ("focus-group-record", {**GROUP, "group_size": 4}, "age_bands", (), False),
    ("focus-group-record", {**GROUP, "group_size": 4}, "small_group", (), True),
    ("focus-group-record", {**GROUP, "theme": [{}]}, "theme_said", (0,), True),
    ("focus-group-record", {**GROUP, "group_agreed": "no", "theme": [{}]}, "theme_said", (0,), False),
    ("practice-evaluation", {"group_agreed": "no"}, "went_well", (), False),
    ("practice-evaluation", {"group_agreed": "yes"}, "went_well", (), True),
    ("practice-evaluation", {"group_agreed": "yes", "good_practice": "Words"}, "good_practice_agreed", (), True),
    ("practice-evaluation", {"group_agreed": "yes"}, "good_practice_agreed", (), False),
    ("practice-evaluation", {"facilitator_manages": "yes"}, "another_facilitator", (), True),
    ("case-audit-moderation", {"b2_moderated": "good", "b2_differs": "yes"}, "b2_reason", (), True),
    ("case-audit-moderation", {"b2_moderated": "good", "b2_differs": "no"}, "b2_reason", (), False),
    ("case-audit-moderation", {"b13_moderated": "inadequate"}, "inadequate_done", (), True),
    ("case-audit-moderation", {"unresolved": "no"}, "unresolved_detail", (), False),
]  # fmt: skip


@pytest.mark.parametrize(("form_id", "document", "name", "entry", "expected"), SKIPS)
def test_it_skips_as_it_should(
    form_id: str, document: dict[str, Any], name: str, entry: tuple[int, ...], expected: bool
) -> None:
    assert asked(form_id, document, name, *entry) is expected


def refused(form_id: str, document: dict[str, Any], name: str) -> bool:
    return name in {problem.name for problem in check_answers(compiled(form_id), document)}


# The form, the answers, the question, and whether its answer is refused.
CHECKS: list[tuple[str, dict[str, Any], str, bool]] = [
    ("peer-review-interview", {**INTERVIEW, "finding": [{"finding_sources": ["data"]}]}, "finding_sources", True),
    ("peer-review-interview", {**INTERVIEW, "finding": [TWO_SOURCES]}, "finding_sources", False),
    ("mash-dip-sample", {"frame_nfa": 900, "drawn_nfa": 20}, "drawn_nfa", False),
    ("mash-dip-sample", {"frame_nfa": 9, "drawn_nfa": 20}, "drawn_nfa", True),
    ("mash-dip-sample", {"referral": [{"pseudonym": "Wren 12"}]}, "pseudonym", False),
    ("mash-dip-sample", {"referral": [{"pseudonym": "9990000018"}]}, "pseudonym", True),
    ("mash-referral", {"pseudonym": "REF-0012"}, "pseudonym", False),
    ("mash-referral", {"pseudonym": "9990000018"}, "pseudonym", True),
    ("mash-referral", {"g5_received": "2026-03-02T09:00", "g5_decided": "2026-03-02T08:59"}, "g5_decided", True),
    ("mash-referral", {"g5_received": "2026-03-02T09:00", "g5_decided": "2026-03-02T09:00"}, "g5_decided", False),
    ("mash-referral", {"g5_decided": "2026-03-02T09:00"}, "g5_decided", False),
    ("learning-hub-discussion", {"point": [{"theme": ["parents", "funding", "education", "other"]}]}, "theme", True),
    ("learning-hub-board-reply", {"decided_on": "2026-03-01", "theme_reply": [{"decision": "accepted",
     "action_due": "2026-02-01"}]}, "action_due", True),
    ("focus-group-record", {**GROUP, "group_size": 1}, "group_size", True),
    ("practice-evaluation", {"pseudonym": "9990000018"}, "pseudonym", True),
    ("practice-evaluation", {"group_size": 1}, "group_size", True),
    ("practice-evaluation", {"group_agreed": "yes", "how_known": ["not_known", "child_says"]}, "how_known", True),
    ("case-audit-moderation", {"returns_seen": ["police"]}, "returns_seen", True),
]  # fmt: skip


@pytest.mark.parametrize(("form_id", "document", "name", "expected"), CHECKS)
def test_it_refuses_what_it_should(form_id: str, document: dict[str, Any], name: str, expected: bool) -> None:
    assert refused(form_id, document, name) is expected


def standard(name: str, **change: Any) -> dict[str, Any]:
    """A standard that is fully met by the book, with something else about it."""
    return {
        **RETURN,
        name: "fully",
        f"{name}_impact": "A baby was seen a day sooner.",
        f"{name}_evidence_date": "2025-04-01",
        f"{name}_practice_evidence": "yes",
        **{f"{name}_{part}" if part else name: value for part, value in change.items()},
    }


@pytest.mark.parametrize("name", [*STANDARDS, "online"])
class TestSelfAssessment:
    form_id = "section-11-self-assessment"

    def test_fully_needs_recent_evidence_and_an_outcome(self, name: str) -> None:
        assert not refused(self.form_id, standard(name), name)
        assert refused(self.form_id, standard(name, impact=None), name)
        assert refused(self.form_id, standard(name, evidence_date=None), name)
        assert refused(self.form_id, standard(name, evidence_date="2025-03-29"), name)

    def test_policies_alone_reach_partly_at_most(self, name: str) -> None:
        for grade, expected in (("fully", True), ("mostly", True), ("partly", False), ("not_met", False)):
            document = {**standard(name, practice_evidence="no"), name: grade}
            assert refused(self.form_id, document, name) is expected


@pytest.mark.parametrize(
    ("received", "decided", "days"),
    [
        ("2026-03-02T09:00", "2026-03-02T16:00", 0),  # a Monday
        ("2026-03-02T16:00", "2026-03-03T09:00", 1),
        ("2026-03-06T16:00", "2026-03-09T09:00", 1),  # over a weekend
        ("2026-03-07T10:00", "2026-03-09T09:00", 0),  # on a Saturday: Monday is the first working day
        ("2026-03-06T10:00", "2026-03-07T10:00", 1),  # on the Saturday: the Friday has passed
        ("2026-03-02T09:00", "2026-03-16T09:00", 10),
        ("2026-07-06T00:30", "2026-07-07T23:30", 1),  # in summer time
    ],
)
def test_the_dip_sample_counts_working_days(received: str, decided: str, days: int) -> None:
    document = {"referral": [{"g5_received": received, "g5_decided": decided}]}
    path = find_path(compiled("mash-dip-sample"), document)
    assert path.value("g5_working_days", (0,)) == days
    assert path.has("g5_late", (0,)) is (days > 1)


@pytest.mark.parametrize(
    ("sent", "days", "due"),
    [
        ("2026-03-02", 10, "2026-03-16"),  # Monday to Monday a fortnight on
        ("2026-03-06", 1, "2026-03-09"),
        ("2026-03-06", 10, "2026-03-20"),
        ("2026-03-07", 1, "2026-03-09"),  # a Saturday
        ("2026-03-08", 5, "2026-03-13"),  # a Sunday
        ("2026-03-04", 3, "2026-03-09"),
    ],
)
def test_the_walkabout_works_out_when_the_reply_is_due(sent: str, days: int, due: str) -> None:
    document = {"assessed_elsewhere": "no", "draft_sent": sent, "reply_days": days}
    path = find_path(compiled("section-11-walkabout"), document)
    assert path.value("reply_due_weekdays") == due
    note = compiled("section-11-walkabout").item("reply_due_note").question
    assert due in path.text(note.label or "")


def test_the_registration_offers_the_forums_of_the_locality_and_never_the_same_twice() -> None:
    path = find_path(compiled("learning-hub-registration"), {**BOOKING, "if_full": "second_choice"})
    assert [choice.name for choice in path.choices("forum")] == ["forum_1", "forum_5"]
    assert "forum_1" not in [choice.name for choice in path.choices("second_choice")]


def test_the_dip_sample_adds_up_its_strata_and_its_entries() -> None:
    frame = {"frame_assessment": 700, "frame_early_help": 600, "frame_nfa": 1171}
    drawn = {"drawn_assessment": 20, "drawn_early_help": 20, "drawn_nfa": 20}
    path = find_path(compiled("mash-dip-sample"), {**frame, **drawn, "referral": [{}, {}]})
    assert (path.value("frame_count"), path.value("drawn_count"), path.value("audited_count")) == (2471, 60, 2)
    assert path.text("${drawn_count} of ${frame_count}") == "60 of 2471"


@pytest.mark.parametrize(
    ("school_type", "duty"),
    [("maintained", "section 175"), ("academy", "section 157"), ("independent", "section 157"), ("early_years", "")],
)
def test_the_school_audit_names_the_duty_of_the_school(school_type: str, duty: str) -> None:
    path = find_path(compiled("school-safeguarding-audit"), {"school_type": school_type})
    assert (path.value("duty") or "") == duty
