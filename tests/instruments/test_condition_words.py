import pytest

from instruments.compiled import compile_instrument
from instruments.condition_words import all_in_words, in_words, plain_label
from instruments.expressions import parse_expression
from instruments.loading import load_instrument

FORM = compile_instrument(
    load_instrument(
        """
settings: {form_id: words, form_title: Words}
choices:
  yn: [{name: "yes", label: "Yes"}, {name: "no", label: "No"}]
  kind:
    - {name: home, label: At home}
    - {name: school, label: At school}
    - {name: street, label: In the street}
    - {name: mix, label: Now or then}
survey:
  - type: group
    name: page
    label: Page
    children:
      - {type: select_one yn, name: heard, label: "Did you **hear** the outcome?"}
      - {type: select_one kind, name: place, label: Where?}
      - {type: select_multiple kind, name: places, label: Where else?}
      - {type: integer, name: age, label: Age}
      - {type: date, name: seen, label: Date seen}
      - {type: text, name: why, label: "Why, ${place}?"}
  - {type: repeat, name: visit, label: Visits, children: [{type: integer, name: minutes, label: Minutes}]}
"""
    )
)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("${heard} = 'no'", "‘Did you hear the outcome?’ is ‘No’"),
        ("'no' = ${heard}", "‘Did you hear the outcome?’ is ‘No’"),
        ("${heard} != 'no'", "‘Did you hear the outcome?’ is not ‘No’"),
        ("not(${heard} = 'no')", "‘Did you hear the outcome?’ is not ‘No’"),
        ("selected(${heard}, 'yes')", "‘Did you hear the outcome?’ is ‘Yes’"),
        ("selected(${places}, 'home')", "‘Where else?’ includes ‘At home’"),
        ("not(selected(${places}, 'home'))", "‘Where else?’ does not include ‘At home’"),
        ("selected('home school', ${place})", "‘Where?’ is ‘At home’ or ‘At school’"),
        ("count-selected(${places}) >= 2", "the number of answers chosen in ‘Where else?’ is at least 2"),
        ("count(${visit}) < 5", "the number of entries in ‘Visits’ is less than 5"),
        ("${age} > 17 and ${heard} = 'yes'", "‘Age’ is more than 17 and ‘Did you hear the outcome?’ is ‘Yes’"),
        ("18 <= ${age}", "‘Age’ is at least 18"),
        ("not(${age} < 5 or ${age} > 9)", "‘Age’ is at least 5 and ‘Age’ is at most 9"),
        ("${seen} > today()", "‘Date seen’ is after today"),
        ("count(${heard}) = 0 or ${heard} = 'yes'", "‘Did you hear the outcome?’ is ‘Yes’"),
        (
            "not(${heard} = 'no' and ${age} > 5) and ${place} = 'mix'",
            "(‘Did you hear the outcome?’ is not ‘No’ or ‘Age’ is at most 5) and ‘Where?’ is ‘Now or then’",
        ),
        ("${place} != 'mix' and ${age} = 3", "‘Where?’ is not ‘Now or then’ and ‘Age’ is 3"),
        ("${why} = ''", "‘Why, …?’ is blank"),
        ("${why} != ''", "‘Why, …?’ is answered"),
        (
            "(${heard} = 'no' or ${age} > 5) and ${place} = 'street'",
            "(‘Did you hear the outcome?’ is ‘No’ or ‘Age’ is more than 5) and ‘Where?’ is ‘In the street’",
        ),
    ],
)
def test_a_condition_is_said_in_plain_words(expression: str, words: str) -> None:
    assert in_words(FORM, parse_expression(expression)) == words


@pytest.mark.parametrize(
    "expression", ["${age} + 1 > 5", "${heard} = 'no' and ${age} mod 2 = 0", "true()", "regex(${why}, 'a+')"]
)
def test_what_has_no_plain_words_is_left_to_the_expression_itself(expression: str) -> None:
    assert in_words(FORM, parse_expression(expression)) is None


def test_several_conditions_hold_together_or_are_not_said() -> None:
    said = (parse_expression("${age} > 5"), parse_expression("${heard} = 'yes'"))
    assert (
        all_in_words(FORM, said, {"age": "question 4", "heard": "question 1"})
        == "question 4 is more than 5 and question 1 is ‘Yes’"
    )
    assert all_in_words(FORM, (*said, parse_expression("${age} * 2 = 8"))) is None
    assert all_in_words(FORM, ()) is None


def test_a_label_is_one_line_without_markdown() -> None:
    assert plain_label("# A **bold** [link](https://example.org)\n<b>word</b>") == "A bold link word"
    assert plain_label("x" * 200) == "x" * 89 + "…"
    assert plain_label("snake_case_name stays") == "snake_case_name stays"
