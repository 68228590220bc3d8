"""Choices are shown in the order of their list or shuffled, by the answer or by a seed; some stay at the end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.answers import clean_answers, find_path
from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.expressions import Nodes, PlainAnswers, evaluate, parse_expression
from instruments.loading import load_instrument
from instruments.paths import Path
from instruments.validation import check_instrument
from tests.instruments.factories import instrument

LETTERS = [{"name": name, "label": name.upper()} for name in "abcdefghij"]
LAST = [
    {"name": "unsure", "label": "Don't know", "missing": "dont_know"},
    {"name": "none", "label": "None of these", "exclusive": True},
]
KEY = "3f0f8f0e-6a1c-4b1f-9d51-0d6a3a6f0a10"


def form(**columns: Any) -> CompiledInstrument:
    rows = [
        {"type": "integer", "name": "visit", "label": "Visit"},
        {"type": "select_multiple letters", "name": "q", "label": "Which?"} | columns,
        {"type": "select_one letters", "name": "other", "label": "Which one?", "parameters": "randomize=true"},
    ]
    lists = {"letters": [LETTERS[0], LAST[0], *LETTERS[1:5], LAST[1], *LETTERS[5:]], "few": LETTERS[:3]}
    return compile_instrument(instrument(*rows, scales={}, choices=lists))


def order(path: Path, name: str = "q", key: str = KEY) -> list[str]:
    return [choice.name for choice in path.choices_in_order(name, (), key)]


def test_without_a_parameter_the_order_is_the_lists() -> None:
    for parameters in (None, "randomize=false", "randomize=false seed=3"):
        compiled = form(parameters=parameters)
        assert order(find_path(compiled, {})) == [choice.name for choice in compiled.item("q").choices]


def test_each_answer_has_its_own_order_and_keeps_it() -> None:
    path = find_path(form(parameters="randomize=true"), {})
    orders = {tuple(order(path, key=f"answer {number}")) for number in range(50)}
    assert len(orders) == 50
    assert order(path) == order(find_path(form(parameters="randomize=true"), {"q": ["b"], "visit": 3}))
    assert order(path, key="") == [choice.name for choice in form().item("q").choices]


def test_every_place_is_as_likely_for_a_choice() -> None:
    path = find_path(form(parameters="randomize=true"), {})
    firsts = [order(path, key=f"answer {number}")[0] for number in range(2000)]
    assert all(150 < firsts.count(letter["name"]) < 250 for letter in LETTERS)


def test_what_excludes_the_others_or_is_no_answer_stays_last() -> None:
    for parameters in ("randomize=true", "randomize=true seed=5"):
        path = find_path(form(parameters=parameters), {})
        assert order(path)[-2:] == ["unsure", "none"]
        assert sorted(order(path)[:-2]) == [letter["name"] for letter in LETTERS]
    assert order(find_path(form(parameters="randomize=true", or_other=True), {}))[-3:] == ["unsure", "none", "other"]


def test_questions_with_one_list_share_the_order_of_an_answer() -> None:
    path = find_path(form(parameters="randomize=true"), {})
    assert order(path) == order(path, "other")


@given(seed=st.one_of(st.integers(-(2**31), 2**31), st.floats(-1e12, 1e12)))
def test_a_seed_gives_the_order_of_randomize_whatever_the_answer(seed: float) -> None:
    written = f"{seed:.4f}"
    compiled = form(type="select_one few", parameters=f"randomize=true seed={written}")
    rows = [{"name": letter["name"]} for letter in LETTERS[:3]]
    answers = PlainAnswers(lists={"few": rows})
    nodes = evaluate(parse_expression(f"randomize(instance('few')/root/item, {written})"), answers)
    assert isinstance(nodes, Nodes)
    expected = [rows[node[-1]]["name"] for node in nodes.nodes]
    assert order(find_path(compiled, {})) == order(find_path(compiled, {}), key="another") == expected


def test_a_seed_may_be_the_answer_to_a_question() -> None:
    compiled = form(parameters="randomize=true seed=${visit}")
    orders = [order(find_path(compiled, {"visit": number})) for number in (1, 2, 2, None)]
    assert orders[0] != orders[1] == orders[2]
    fixed = form(parameters="randomize=true seed=2")
    assert orders[1] == order(find_path(fixed, {}))
    assert sorted(orders[3]) == sorted(orders[0])


def test_a_seed_in_a_repeat_is_that_of_the_entry() -> None:
    rows = [
        {"type": "repeat", "name": "room", "label": "Rooms", "children": [
            {"type": "integer", "name": "number", "label": "Number"},
            {"type": "rank letters", "name": "q", "label": "Order", "parameters": "randomize=true seed=${number}"},
        ]}
    ]  # fmt: skip
    compiled = compile_instrument(instrument(*rows, scales={}, choices={"letters": LETTERS}))
    path = find_path(compiled, {"room": [{"number": 1}, {"number": 2}, {"number": 1}]})
    first, second, third = (path.choices_in_order("q", (at,), KEY) for at in range(3))
    assert first == third != second


def test_answers_are_kept_in_the_order_of_the_list() -> None:
    compiled = form(parameters="randomize=true")
    assert clean_answers(compiled, {"q": ["j", "c", "a"]})["q"] == ["a", "c", "j"]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ("randomize=yes", "'randomize' is either true or false, not 'yes'"),
        ("seed=3", "a 'seed' decides how choices are shuffled; add 'randomize=true' or take it out"),
        ("randomize=true seed=three", "a 'seed' is a number or a question, as in 'seed=42'"),
        ("randomize=true seed=${vist}", "the seed is the answer to 'vist', and there is no question of that name; did"),
    ],
)
def test_a_parameter_that_means_nothing_is_refused_with_its_place(parameters: str, message: str) -> None:
    rows = [
        {"type": "integer", "name": "visit", "label": "Visit"},
        {"type": "select_one letters", "name": "q", "label": "Which?", "parameters": parameters},
    ]
    [finding] = check_instrument(instrument(*rows, scales={}, choices={"letters": LETTERS}))
    assert finding.message.startswith(message)
    assert (finding.severity, finding.place[-1], finding.question) == ("error", "parameters", "q")


def test_a_form_from_a_file_keeps_its_order() -> None:
    source = """
settings: {form_id: made-up, form_title: Made up}
choices: {few: [{name: a, label: A}, {name: b, label: B}, {name: c, label: C}]}
survey:
  - {type: integer, name: visit, label: Visit}
  - {type: rank few, name: q, label: Order, parameters: "randomize=true, seed=${visit}"}
"""
    path = find_path(compile_instrument(load_instrument(source)), {"visit": 3})
    assert sorted(order(path)) == ["a", "b", "c"]
