"""What is kept of an answers document, and what is wrong with it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from instruments.answers import AnswerProblem, Path, check_answers, clean_answers, find_path
from instruments.compiled import CompiledInstrument, Entry, Section, compile_instrument
from instruments.paths import MAXIMUM_ENTRIES
from tests.instruments.factories import compiled, group, one_page, question, repeat
from tests.instruments.strategies import documents, instruments

FORM = compiled(
    group(
        "page",
        question("note", "hello"),
        question("select_one yes_no", "heard", required=True),
        question("text", "why", relevant="${heard} = 'no'", required=True, required_message="Say why not"),
        question("integer", "years", constraint=". >= 0 and . <= 60", constraint_message="Years run from 0 to 60"),
    ),
    repeat(
        "visit",
        question("text", "role", required=True),
        question("select_multiple topics", "raised"),
        question("text", "last", constraint="string-length(.) > 2"),
        required=True,
        entry_name="conversation",
    ),
)
GOOD: dict[str, Any] = {"heard": "yes", "years": 5, "visit": [{"role": "nurse", "raised": ["gangs"], "last": "word"}]}


def found(document: dict[str, Any], **options: Any) -> list[tuple[str, tuple[int, ...], str]]:
    return [(problem.name, problem.entry, problem.message) for problem in check_answers(FORM, document, **options)]


def test_only_what_is_asked_is_kept_and_blanks_are_none() -> None:
    document = {"heard": "yes", "why": "gone", "hello": "x", "other": 1, "visit": [{"role": " ", "stray": 1}]}
    assert clean_answers(FORM, document) == {
        "heard": "yes",
        "years": None,
        "visit": [{"role": None, "raised": None, "last": None}],
    }


def test_answers_are_kept_in_form_order_so_that_the_same_answers_make_the_same_document() -> None:
    one = {"visit": GOOD["visit"], "years": 5, "heard": "yes"}
    assert json.dumps(clean_answers(FORM, one)) == json.dumps(clean_answers(FORM, GOOD))


def test_a_repeat_on_the_path_without_entries_is_an_empty_list_and_one_off_it_is_absent() -> None:
    form = compiled(group("page", question("text", "a")), repeat("visit", question("text", "b"), relevant="${a} = '1'"))
    assert clean_answers(form, {"a": "1"}) == {"a": "1", "visit": []}
    assert clean_answers(form, {"a": "2", "visit": [{"b": "x"}]}) == {"a": "2"}


def test_entries_beyond_the_limit_are_kept_and_reported() -> None:
    document = GOOD | {"visit": [{"role": "nurse"}] * (MAXIMUM_ENTRIES + 1)}
    cleaned = clean_answers(FORM, document)
    assert len(cleaned["visit"]) == MAXIMUM_ENTRIES + 1
    assert found(cleaned) == [("visit", (), "‘About visit’ has 201 entries; the most is 200")]


def test_good_answers_have_no_problems() -> None:
    assert check_answers(FORM, GOOD) == ()


def test_required_questions_must_be_answered_where_they_are_asked() -> None:
    assert found(GOOD | {"heard": None}) == [("heard", (), "Select an answer to ‘About heard’")]
    assert found(GOOD | {"heard": "no", "why": " "}) == [("why", (), "Say why not")]
    assert found(GOOD | {"visit": [{"role": "nurse"}, {"role": ""}]}) == [
        ("role", (1,), "Enter an answer to ‘About role’")
    ]


def test_a_required_repeat_needs_an_entry() -> None:
    nothing: list[dict[str, Any]] = [{}, {"visit": []}, {"visit": None}]
    for given_entries in nothing:
        document = {"heard": "yes"} | given_entries
        assert found(document) == [("visit", (), "Add at least one conversation under ‘About visit’")]


def test_a_constraint_holds_for_answers_and_not_for_blanks() -> None:
    assert found(GOOD | {"years": 61}) == [("years", (), "Years run from 0 to 60")]
    assert found(GOOD | {"years": None}) == []
    short = {"visit": [{"role": "nurse", "last": "no"}]}
    assert found(GOOD | short) == [("last", (0,), "‘About last’: this answer is not one that can be accepted")]


def test_an_answer_of_the_wrong_kind_is_reported_before_its_constraint_is_tried() -> None:
    assert found(GOOD | {"years": "many"}) == [("years", (), "‘About years’: enter a whole number, such as 12")]


def test_names_that_the_form_does_not_have_are_reported_wherever_they_stand() -> None:
    document = GOOD | {"stray": 1, "role": "x", "visit": [{"role": "nurse", "heard": "yes"}]}
    assert found(document) == [
        ("heard", (0,), "There is no question ‘heard’ in this form; remove its answer"),
        ("stray", (), "There is no question ‘stray’ in this form; remove its answer"),
        ("role", (), "There is no question ‘role’ in this form; remove its answer"),
    ]


def test_answers_off_the_path_are_not_looked_at() -> None:
    assert found(GOOD | {"why": 12}) == []


def test_one_section_or_one_entry_can_be_checked_alone() -> None:
    document = {"heard": None, "visit": [{"role": ""}, {"role": "nurse", "raised": ["x"]}], "stray": 1}
    assert [name for name, _, _ in found(document, section="page")] == ["heard"]
    assert [(name, entry) for name, entry, _ in found(document, section="visit")] == [("role", (0,)), ("raised", (1,))]
    assert [(name, entry) for name, entry, _ in found(document, section="visit", entry=(1,))] == [("raised", (1,))]
    assert found(document, section="visit", entry=(7,)) == []


def test_a_problem_says_in_which_section_it_is() -> None:
    problem = check_answers(FORM, {"heard": "yes"})[0]
    assert problem == AnswerProblem("visit", "visit", (), "Add at least one conversation under ‘About visit’")


def test_what_is_no_list_of_entries_is_reported() -> None:
    assert found(GOOD | {"visit": "x"}) == [("visit", (), "‘About visit’ must be a list of entries")]
    assert ("visit", (), "‘About visit’ has an entry that is not one") in found(GOOD | {"visit": [3]})


def test_a_long_label_is_shortened_in_a_message() -> None:
    form = one_page({"type": "text", "name": "a", "label": "x" * 200, "required": True})
    (problem,) = check_answers(form, {})
    assert problem.message == f"Enter an answer to ‘{'x' * 79}…’"


def test_an_answer_that_a_long_label_shows_is_not_cut_in_two() -> None:
    label = f"{'x' * 70} ${{first_name}} and more"
    form = one_page(question("text", "first_name"), {"type": "text", "name": "a", "label": label, "required": True})
    (problem,) = check_answers(form, {"first_name": "Ms Example"})
    assert problem.message == f"Enter an answer to ‘{'x' * 70}…’"


def test_a_constraint_reads_the_day_that_is_given() -> None:
    form = one_page(question("date", "d", constraint=". <= today()"))
    assert check_answers(form, {"d": "2026-03-28"}, now=datetime(2026, 3, 28)) == ()
    assert len(check_answers(form, {"d": "2026-03-28"}, now=datetime(2026, 3, 27))) == 1


MOMENT = datetime(2026, 3, 28, 14, 30)


@given(data=st.data())
def test_cleaning_twice_is_cleaning_once(data: st.DataObject) -> None:
    form = compile_instrument(data.draw(instruments()))
    once = clean_answers(form, data.draw(documents(form)), now=MOMENT)
    assert clean_answers(form, once, now=MOMENT) == once


@given(data=st.data())
def test_what_is_kept_is_exactly_the_path(data: st.DataObject) -> None:
    form = compile_instrument(data.draw(instruments(volatile=False)))
    document = data.draw(documents(form))
    path, kept = find_path(form, document, now=MOMENT), clean_answers(form, document, now=MOMENT)
    for section in form.children_of(None):
        if section.repeat is None:
            assert _answered(section, path, ()) == [item.name for item in section.items if item.name in kept]
        else:
            assert (section.name in kept) is (section.name in path.sections)
            _assert_entries(form, section, path, kept.get(section.name, []), ())


def _answered(section: Section, path: Path, entry: Entry) -> list[str]:
    return [item.name for item in section.items if item.question.is_answered and path.has(item.name, entry)]


def _assert_entries(form: CompiledInstrument, section: Section, path: Path, entries: list[Any], outer: Entry) -> None:
    for index, answers in enumerate(entries[: path.entries(section.name, outer)]):
        entry = (*outer, index)
        inner = [one for one in form.children_of(section.name) if path.is_on(one.name, entry)]
        assert list(answers) == _answered(section, path, entry) + [one.name for one in inner]
        for one in inner:
            _assert_entries(form, one, path, answers[one.name], entry)


@given(data=st.data())
def test_cleaning_changes_neither_the_path_nor_what_is_wrong_on_it(data: st.DataObject) -> None:
    form = compile_instrument(data.draw(instruments()))
    document = data.draw(documents(form))
    kept = clean_answers(form, document, now=MOMENT)
    assert find_path(form, kept, now=MOMENT).sections == find_path(form, document, now=MOMENT).sections
    before, after = (_answers_at_fault(form, one) for one in (document, kept))
    assert before == after


def _answers_at_fault(form: CompiledInstrument, document: dict[str, Any]) -> set[tuple[str, tuple[int, ...]]]:
    """The answers with problems; names that are unknown, and faults of a repeat as such, are tidied away."""
    known = {(item.section, item.name) for item in form.items}
    problems = check_answers(form, document, now=MOMENT)
    return {(problem.name, problem.entry) for problem in problems if (problem.section, problem.name) in known}
