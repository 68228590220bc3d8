"""Calculations, filters, numbers of entries and repeats within repeats, as the path has them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from instruments.answers import check_answers, clean_answers, find_path, recalculate
from instruments.paths import MAXIMUM_ENTRIES, MAXIMUM_ENTRIES_IN_ALL
from tests.instruments.factories import CHOICES, compiled, group, one_page, question, repeat

NOW = datetime(2026, 3, 28, 14, 30)
TOWNS = [
    {"name": "hilltop", "label": "Hilltop", "columns": {"county": "north", "size": "3"}},
    {"name": "seaview", "label": "Seaview", "columns": {"county": "south", "size": "5"}},
    {"name": "midway", "label": "Midway", "columns": {"county": "north", "size": "8"}},
]
COUNTIES = [{"name": "north", "label": "North"}, {"name": "south", "label": "South"}]
LISTS = {**CHOICES, "towns": TOWNS, "counties": COUNTIES}


def calculate(name: str, calculation: str, **columns: Any) -> dict[str, Any]:
    return {"type": "calculate", "name": name, "calculation": calculation, **columns}


# Calculations


def test_a_calculation_is_worked_out_whatever_the_document_says() -> None:
    form = one_page(question("integer", "a"), calculate("twice", "${a} * 2"), calculate("more", "${twice} + 1"))
    assert clean_answers(form, {"a": 3, "twice": 99, "more": 99}) == {"a": 3, "twice": 6, "more": 7}
    assert find_path(form, {"a": 3}).value("more") == 7


def test_a_calculation_that_looks_ahead_is_made_after_what_it_mentions() -> None:
    form = one_page(calculate("c", "${b} + 1"), calculate("b", "${a} + 1"), question("integer", "a"))
    assert clean_answers(form, {"a": 1}) == {"c": 3, "b": 2, "a": 1}


@pytest.mark.parametrize(
    ("calculation", "kept"),
    [
        ("1 div 2", 0.5),
        ("2 + 2", 4),
        ("1 = 1", "true"),
        ("1 = 2", "false"),
        ("concat('a', 1)", "a1"),
        ("'x' + 1", None),
        ("1 div 0", None),
        ("''", None),
        ("today()", "2026-03-28"),
    ],
)
def test_numbers_are_kept_as_numbers_truth_as_words_and_what_is_no_number_as_a_blank(
    calculation: str, kept: Any
) -> None:
    assert clean_answers(one_page(calculate("c", calculation)), {}, now=NOW) == {"c": kept}


@pytest.mark.parametrize(
    ("kind", "calculation", "kept"),
    [
        ("integer", "7 div 2", 3),
        ("decimal", "7 div 2", 3.5),
        ("text", "7 div 2", "3.5"),
        ("date", "date('2026-03-28') + 1", "2026-03-29"),
        ("date", "now()", "2026-03-28"),
        ("select_multiple topics", "'online gangs'", ["gangs", "online"]),
        ("select_one yes_no", "'yes'", "yes"),
    ],
)
def test_a_calculated_answer_is_of_the_questions_own_kind(kind: str, calculation: str, kept: Any) -> None:
    form = one_page(question(kind, "c", calculation=calculation))
    assert clean_answers(form, {}, now=NOW)["c"] == kept


def test_a_calculation_off_the_path_is_not_kept_and_counts_as_blank() -> None:
    form = one_page(
        question("integer", "a"), calculate("c", "5", relevant="${a} > 1"), calculate("d", "coalesce(${c}, 'none')")
    )
    assert clean_answers(form, {"a": 1, "c": 5}) == {"a": 1, "d": "none"}
    assert clean_answers(form, {"a": 2}) == {"a": 2, "c": 5, "d": 5}


@pytest.mark.parametrize("calculation", ["random()", "uuid()", "now()", "once(random())"])
def test_what_comes_out_differently_each_time_is_kept_once_it_is_there(calculation: str) -> None:
    form = one_page(calculate("c", calculation))
    assert clean_answers(form, {"c": "as it was"}) == {"c": "as it was"}
    assert clean_answers(form, {})["c"] is not None


def test_a_calculated_answer_is_read_only_and_no_problem_of_the_respondents() -> None:
    form = one_page(question("text", "a", calculation="''", required=True), calculate("c", "'x'", constraint=". = 'y'"))
    assert find_path(form, {}).read_only("a")
    assert [problem.name for problem in check_answers(form, {})] == ["a"]


def test_a_note_may_work_out_a_value_to_show_which_is_no_answer() -> None:
    form = one_page(
        question("integer", "a"),
        question("note", "n", calculation="${a} * 2"),
        question("text", "b", relevant="${n} = 6"),
    )
    path = find_path(form, {"a": 3})
    assert (path.value("n"), path.text("${n}"), path.has("b")) == ("6", "6", True)
    assert clean_answers(form, {"a": 3}) == recalculate(form, {"a": 3, "b": None}) == {"a": 3, "b": None}
    assert [problem.name for problem in check_answers(form, {"a": 3, "n": 6})] == ["n"]


# Required, read-only, labels


def test_required_and_read_only_may_hang_on_answers() -> None:
    form = one_page(
        question("text", "a"),
        question("text", "b", required="${a} = 'x'", read_only="${a} = 'y'"),
        question("note", "n"),
    )
    path = find_path(form, {"a": "x"})
    assert (path.required("b"), path.read_only("b"), path.required("n")) == (True, False, False)
    assert not find_path(form, {"a": "y"}).required("b")
    assert find_path(form, {"a": "y"}).read_only("b")
    assert [problem.name for problem in check_answers(form, {"a": "x"})] == ["b"]


def test_a_label_shows_answers_as_its_question_sees_them() -> None:
    form = compiled(
        group("page", question("text", "who"), calculate("sum", "1 + 1.5")), repeat("visit", question("text", "a"))
    )
    path = find_path(form, {"who": "Ms Example", "visit": [{"a": "first"}, {"a": "second"}]})
    assert path.text("Hello ${who}, ${ sum } and ${nobody}", "who") == "Hello Ms Example, 2.5 and "
    assert path.text("It was ${a}", "a", (1,)) == "It was second"
    assert path.text("Costs $5 {a}") == "Costs $5 {a}"


def test_a_message_shows_answers_too() -> None:
    form = one_page(
        question("integer", "most"),
        question("integer", "n", constraint=". <= ${most}", constraint_message="At most ${most}"),
    )
    assert [problem.message for problem in check_answers(form, {"most": 3, "n": 4})] == ["At most 3"]


def test_an_answer_may_be_called_after_what_is_in_it() -> None:
    settings = {
        "form_id": "made-up",
        "form_title": "Made up",
        "instance_name": "concat(${a}, ', visit ', count(${visit}))",
    }
    form = compiled(question("text", "a"), repeat("visit", question("text", "b")), settings=settings)
    assert find_path(form, {"a": "Hilltop", "visit": [{}, {}]}).instance_name == "Hilltop, visit 2"
    assert find_path(one_page(question("text", "a")), {}).instance_name == ""


# Filters


def cascade(**columns: Any) -> Any:
    town = question("select_one towns", "town", choice_filter="county = ${county}", **columns)
    return compiled(group("page", question("select_one counties", "county"), town), choices=LISTS)


def names(choices: Any) -> list[str]:
    return [choice.name for choice in choices]


def test_a_filter_offers_the_rows_whose_columns_fit() -> None:
    form = cascade()
    assert names(find_path(form, {}).choices("town")) == []
    assert names(find_path(form, {"county": "north"}).choices("town")) == ["hilltop", "midway"]


def test_an_answer_that_falls_out_of_the_filter_is_cleared_and_restored() -> None:
    form = cascade()
    draft = {"county": "south", "town": "hilltop"}
    assert clean_answers(form, draft) == {"county": "south", "town": None}
    assert check_answers(form, draft) == ()
    assert clean_answers(form, draft | {"county": "north"}) == {"county": "north", "town": "hilltop"}


def test_what_was_never_in_the_list_is_reported_and_not_cleared() -> None:
    (problem,) = check_answers(cascade(), {"county": "south", "town": "atlantis"})
    assert problem.message == "‘About town’: select one of the answers in the list"


def test_of_several_choices_only_those_that_fall_out_go() -> None:
    town = question("select_multiple towns", "towns", choice_filter="size > ${least}")
    form = compiled(group("page", question("integer", "least"), town), choices=LISTS)
    assert clean_answers(form, {"least": 4, "towns": ["hilltop", "midway"]})["towns"] == ["midway"]
    assert clean_answers(form, {"least": 9, "towns": ["hilltop", "midway"]})["towns"] is None


def test_a_cleared_answer_counts_as_blank_for_what_comes_after() -> None:
    town = question("select_one towns", "town", choice_filter="county = ${county}")
    after = question("text", "after", relevant="${town} = ''")
    form = compiled(group("page", question("select_one counties", "county"), town, after), choices=LISTS)
    assert find_path(form, {"county": "south", "town": "hilltop"}).has("after")


def test_filters_that_hang_on_each_other_clear_nothing_and_report_what_is_not_offered() -> None:
    first = question("select_one counties", "first", choice_filter="name != ${second}")
    second = question("select_one counties", "second", choice_filter="name != ${first}")
    form = compiled(group("page", first, second), choices=LISTS)
    path = find_path(form, {"first": "north"})
    assert names(path.choices("second")) == ["south"]
    assert check_answers(form, {"first": "north", "second": "south"}) == ()
    assert [problem.name for problem in check_answers(form, {"first": "north", "second": "north"})] == [
        "first",
        "second",
    ]


def test_a_filter_in_a_repeat_sees_its_own_entry() -> None:
    town = question("select_one towns", "town", choice_filter="county = ${county}")
    form = compiled(repeat("visit", question("select_one counties", "county"), town), choices=LISTS)
    path = find_path(form, {"visit": [{"county": "north"}, {"county": "south"}]})
    assert [names(path.choices("town", (index,))) for index in (0, 1)] == [["hilltop", "midway"], ["seaview"]]


def test_other_is_offered_whatever_the_filter_and_asks_which() -> None:
    form = cascade(or_other=True)
    assert names(find_path(form, {"county": "south"}).choices("town")) == ["seaview", "other"]
    kept = clean_answers(form, {"county": "south", "town": "other", "town_other": "Riverside"})
    assert kept == {"county": "south", "town": "other", "town_other": "Riverside"}
    assert "town_other" not in clean_answers(form, {"county": "south", "town": "seaview", "town_other": "Riverside"})


def test_lists_can_be_looked_things_up_in() -> None:
    size = calculate("size", "instance('towns')/root/item[name = ${town}]/size")
    label = calculate("shown", "jr:choice-name(${town}, '${town}')")
    form = compiled(group("page", question("select_one towns", "town"), size, label), choices=LISTS)
    assert clean_answers(form, {"town": "midway"}) == {"town": "midway", "size": "8", "shown": "Midway"}


# Repeats within repeats


NESTED = compiled(
    repeat(
        "visit",
        question("text", "place"),
        repeat(
            "room",
            question("integer", "size"),
            calculate("number", "position(..)"),
            calculate("of", "count(${room})"),
            calculate("where", "${place}"),
            calculate("before", "${room}[position() = position(current()/..) - 1]/size"),
        ),
        calculate("all_here", "sum(${size})"),
    ),
    group(
        "end",
        calculate("all", "sum(${size})"),
        calculate("rooms", "count(${room})"),
        calculate("visits", "count(${visit})"),
    ),
)  # fmt: skip
VISITS = {"visit": [{"place": "A", "room": [{"size": 1}, {"size": 2}]}, {"place": "B", "room": [{"size": 4}]}, {}]}


def test_an_entry_of_an_inner_repeat_sees_its_own_outer_entry() -> None:
    path = find_path(NESTED, VISITS)
    assert [path.value("where", entry) for entry in ((0, 0), (0, 1), (1, 0))] == ["A", "A", "B"]
    assert [path.value("number", entry) for entry in ((0, 0), (0, 1), (1, 0))] == [1, 2, 1]
    assert [path.value("of", entry) for entry in ((0, 0), (1, 0))] == [2, 1]
    assert [path.value("before", entry) for entry in ((0, 0), (0, 1), (1, 0))] == [None, 1, None]


def test_an_outer_entry_sees_its_own_inner_entries_and_the_form_sees_all() -> None:
    path = find_path(NESTED, VISITS)
    assert [path.value("all_here", (index,)) for index in range(3)] == [3, 4, 0]
    assert (path.value("all"), path.value("rooms"), path.value("visits")) == (7, 3, 3)
    assert [path.entries("room", (index,)) for index in range(3)] == [2, 1, 0]


def test_a_document_of_nested_repeats_is_kept_nested() -> None:
    kept = clean_answers(NESTED, VISITS)
    assert [list(entry) for entry in kept["visit"]] == [["place", "all_here", "room"]] * 3
    assert kept["visit"][2] == {"place": None, "all_here": 0, "room": []}
    assert clean_answers(NESTED, kept) == kept


def test_a_problem_in_an_inner_entry_says_where_it_is() -> None:
    document = {"visit": [{"room": [{"size": 1}, {"size": "large", "stray": 1}]}]}
    found = [(problem.section, problem.name, problem.entry) for problem in check_answers(NESTED, document)]
    assert found == [("room", "size", (0, 1)), ("room", "stray", (0, 1))]
    assert check_answers(NESTED, document, section="visit", entry=(0,)) == ()
    assert len(check_answers(NESTED, document, section="visit")) == 2
    assert len(check_answers(NESTED, document, section="room", entry=(0,))) == 2
    assert len(check_answers(NESTED, document, section="room", entry=(0, 1))) == 2
    assert check_answers(NESTED, document, section="room", entry=(0, 0)) == ()


def test_a_required_repeat_within_a_repeat_is_asked_for_in_each_entry() -> None:
    form = compiled(repeat("visit", question("text", "a"), repeat("room", question("text", "b"), required=True)))
    found = check_answers(form, {"visit": [{"room": [{}]}, {}]})
    assert [(problem.section, problem.entry) for problem in found] == [("room", (1,))]


# Numbers of entries


def counted(count: str, **columns: Any) -> Any:
    return compiled(
        group("page", question("integer", "n")), repeat("visit", question("text", "a"), repeat_count=count, **columns)
    )


@pytest.mark.parametrize(
    ("n", "entries"), [(0, 0), (2, 2), (3, 3), (-1, 0), (None, 0), (MAXIMUM_ENTRIES + 5, MAXIMUM_ENTRIES), ("many", 0)]
)
def test_the_form_may_say_how_many_entries_there_are(n: Any, entries: int) -> None:
    form = counted("${n}")
    path = find_path(form, {"n": n, "visit": [{"a": "x"}, {"a": "y"}]})
    assert path.entries("visit") == entries
    assert path.has("a", (entries - 1,)) is (entries > 0)


def test_surplus_entries_leave_the_submission_and_return() -> None:
    form = counted("${n}")
    draft = {"n": 1, "visit": [{"a": "x"}, {"a": "y"}]}
    assert clean_answers(form, draft) == {"n": 1, "visit": [{"a": "x"}]}
    assert clean_answers(form, draft | {"n": 2})["visit"] == [{"a": "x"}, {"a": "y"}]


def test_entries_that_are_still_missing_are_asked_for() -> None:
    form = compiled(repeat("visit", question("text", "a", required=True), repeat_count="2"))
    assert [problem.entry for problem in check_answers(form, {"visit": [{"a": "x"}]})] == [(1,)]


def test_a_number_that_hangs_on_the_entries_themselves_takes_none_away() -> None:
    more = question("select_one yes_no", "more")
    count = "if(indexed-repeat(${more}, ${visit}, count(${visit})) = 'no', count(${visit}), count(${visit}) + 1)"
    form = compiled(repeat("visit", more, repeat_count=count))
    assert find_path(form, {"visit": [{"more": "yes"}, {"more": "no"}]}).entries("visit") == 2


def test_entries_of_all_repeats_together_are_bounded_and_what_is_beyond_is_kept_and_reported() -> None:
    form = compiled(repeat("visit", question("text", "a"), repeat("room", question("text", "b"))))
    visits: list[dict[str, Any]] = [{"room": [{}] * 100} for _ in range(25)]
    path = find_path(form, {"visit": visits})
    assert path.entries("visit") == 25
    assert sum(path.entries("room", (index,)) for index in range(25)) == MAXIMUM_ENTRIES_IN_ALL - 25
    kept = clean_answers(form, {"visit": visits})
    assert [len(entry["room"]) for entry in kept["visit"]] == [100] * 25
    (problem,) = check_answers(form, {"visit": visits})
    assert problem.message.startswith("This form has more than 2,000 entries in all")


@pytest.mark.parametrize("kind", ["deviceid", "phonenumber", "audit"])
def test_what_says_something_of_the_device_is_never_kept(kind: str) -> None:
    form = compiled({"type": kind, "name": "device"}, question("text", "a"))
    assert clean_answers(form, {"device": "made-up", "a": "x"}) == {"a": "x"}
