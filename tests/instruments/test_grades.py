"""What a grade and a safety question are made of."""

from __future__ import annotations

from instruments.answers import check_answers, find_path, safety_raised
from instruments.grades import part_names, worse_than
from instruments.model import Choice, Scale
from tests.instruments.factories import compiled, group, instrument, one_page, question, repeat

GRADED = ["rationale", "evidence_type", "evidence_reference", "evidence_date", "confidence", "strength", "gap"]
ACTION = [
    f"action_{part}" for part in ("what", "owner", "agency", "due", "success_measure", "impact_evidence", "status")
]
FORM = one_page(question("grade met4", "st1", required=True), question("safety", "worry"))


def parts_asked(**answers: object) -> list[str]:
    path = find_path(FORM, answers)
    return [str(item.part) for item in FORM.items if path.has(item.name) and item.part_of == "st1"]


def messages(**answers: object) -> dict[str, str]:
    return {problem.name: problem.message for problem in check_answers(FORM, answers)}


def test_a_grade_is_a_choice_with_parts_that_are_plain_questions() -> None:
    item = FORM.item("st1")
    assert item.question.type == "select_one met4"
    assert (item.part_of, item.part) == ("st1", "grade")
    assert item.scale is not None
    assert {one.question.kind for one in FORM.items} <= {"select_one", "select_multiple", "text", "date", "dateTime"}
    assert [one.name for one in FORM.items if one.part_of == "st1"][:2] == ["st1", "st1_na_reason"]


def test_before_a_grade_is_given_nothing_but_the_grade_is_asked() -> None:
    assert parts_asked() == ["grade"]


def test_a_good_grade_asks_for_its_reason_and_evidence() -> None:
    assert parts_asked(st1="fully") == ["grade", *GRADED]
    assert parts_asked(st1="mostly") == ["grade", *GRADED]


def test_a_grade_worse_than_the_line_asks_for_an_action_too() -> None:
    assert parts_asked(st1="partly") == ["grade", *GRADED, *ACTION]
    assert parts_asked(st1="not_met") == ["grade", *GRADED, *ACTION]


def test_not_applicable_asks_why_and_nothing_else() -> None:
    assert parts_asked(st1="not_applicable") == ["grade", "na_reason"]


def test_dont_know_is_no_grade_and_asks_nothing() -> None:
    assert parts_asked(st1="dont_know") == ["grade"]


def test_reason_and_action_are_required_where_they_are_asked() -> None:
    assert set(messages(worry="no")) == {"st1"}
    assert set(messages(worry="no", st1="not_applicable")) == {"st1_na_reason"}
    assert set(messages(worry="no", st1="partly")) == {"st1_rationale", "st1_action_what"}
    assert messages(worry="no", st1="partly", st1_rationale="Seen", st1_action_what="Train") == {}


def test_a_message_about_a_part_names_the_question_it_belongs_to() -> None:
    assert messages(worry="no", st1="fully")["st1_rationale"] == (
        "Enter an answer to ‘Reason for the grade’ of ‘About st1’"
    )


def test_evidence_cannot_come_from_the_future() -> None:
    found = messages(worry="no", st1="fully", st1_rationale="Seen", st1_evidence_date="9999-01-01")
    assert found == {"st1_evidence_date": "The date of the evidence must be today or in the past"}


def test_a_scale_with_the_best_first_asks_for_action_after_the_line() -> None:
    scale = Scale(direction="best_first", action_below="good")
    choices = tuple(Choice(name=name, label=name) for name in ("outstanding", "good", "requires", "inadequate"))
    assert worse_than(choices, scale, "good") == ("requires", "inadequate")
    assert worse_than(choices, scale, "inadequate") == ()
    assert worse_than(choices, scale, "unknown") == ()
    assert worse_than(choices, Scale(direction="none"), "good") == ()


def test_a_scale_without_absences_or_a_line_asks_neither_why_not_nor_for_an_action() -> None:
    choices = {"three": [{"name": name, "label": name} for name in ("low", "middle", "high")]}
    form = compiled(
        group("page", question("grade three", "g")), choices=choices, scales={"three": {"direction": "best_last"}}
    )
    assert [item.part for item in form.items] == ["grade", *GRADED]


def test_a_questions_rubric_comes_before_its_scales() -> None:
    rubric = {"fully": "As everyone says", "partly": "On paper only"}
    scales = {"met4": {"direction": "best_last", "rubric": rubric}}
    own = question("grade met4", "st1", rubric={"fully": "As children say"})
    form = compiled(group("page", own, question("grade met4", "st2")), scales=scales)
    first, second = form.item("st1").scale, form.item("st2").scale
    assert first is not None
    assert second is not None
    assert first.rubric == {"fully": "As children say", "partly": "On paper only"}
    assert second.rubric == rubric


def test_a_safety_question_is_always_required_and_asks_who_was_told_and_when() -> None:
    assert messages(st1="dont_know") == {"worry": "Select an answer to ‘About worry’"}
    assert set(messages(st1="dont_know", worry="yes")) == {"worry_told", "worry_time"}
    told = {"worry_told": "The duty manager", "worry_time": "2026-03-27T10:15"}
    assert messages(st1="dont_know", worry="yes", **told) == {}


def test_a_safety_question_answered_yes_is_raised_once_whatever_the_number_of_entries() -> None:
    form = compiled(repeat("talk", question("safety", "worry")), group("end", question("safety", "late")))
    assert safety_raised(form, {"talk": [{"worry": "no"}], "late": "no"}) == ()
    assert safety_raised(form, {"talk": [{"worry": "yes"}, {"worry": "yes"}]}) == ("worry",)
    assert safety_raised(form, {"talk": [], "late": "yes"}) == ("late",)


def test_a_safety_question_off_the_path_is_not_raised() -> None:
    form = one_page(question("text", "a"), question("safety", "worry", relevant="${a} = 'x'"))
    assert safety_raised(form, {"a": "y", "worry": "yes"}) == ()


def test_all_names_that_a_composite_question_may_take_are_known() -> None:
    original = {
        one.name: one for one in instrument(group("p", question("grade met4", "g"), question("safety", "s"))).walk()
    }
    form = one_page(question("grade met4", "g"), question("safety", "s"))
    for name in ("g", "s"):
        parts = {item.name for item in form.items if item.part_of == name} - {name}
        assert parts == set(part_names(original[name]))
