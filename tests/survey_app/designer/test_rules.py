from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.expressions import parse_expression
from survey_app.designer.rules import (
    OPERATORS,
    Rule,
    RuleProblem,
    RuleSet,
    Term,
    in_words,
    read_rules,
    vocabulary,
    write_rules,
)
from tests.survey_app.designer.test_parts import SOURCE, read_parts

TERMS = {
    "useful": Term("useful", "Was it useful?", "select_one", {"yes": "Yes", "no": "No"}),
    "topics": Term("topics", "Topics", "select_multiple", {"a": "A", "b": "B"}),
    "age": Term("age", "Age", "integer", {}),
}


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("${useful} = 'no'", "‘Was it useful?’ is ‘No’"),
        ("${age} >= 10 and ${age} < 18", "‘Age’ is at least ‘10’ and ‘Age’ is less than ‘18’"),
        ("selected(${topics}, 'a') or ${age} = ''", "‘Topics’ includes ‘A’ or ‘Age’ is blank"),
        ("not(selected(${topics}, 'b'))", "‘Topics’ does not include ‘B’"),
        ("(${useful}='yes') and ( ${age} != '' )", "‘Was it useful?’ is ‘Yes’ and ‘Age’ is answered"),
        ("${useful} = 'no' and ${age} > 1 or ${age} > 2", ""),
        ("count(${topics}) > 2", ""),
        ("${age} > ${useful}", ""),
        ("not(${age} > 3)", ""),
        ("${useful} = 'a' and (", ""),
    ],
)
def test_an_expression_is_said_as_people_say_it_or_left_alone(expression: str, words: str) -> None:
    assert in_words(expression, TERMS) == words


def test_a_choice_may_be_written_as_its_label() -> None:
    assert write_rules(RuleSet("and", (Rule("useful", "is", "No"),)), TERMS) == "${useful} = 'no'"
    assert write_rules(RuleSet("and", (Rule("topics", "is", "B"),)), TERMS) == "selected(${topics}, 'b')"
    assert write_rules(RuleSet("or", (Rule("age", "more", "3"), Rule("useful", "blank"))), TERMS) == (
        "${age} > 3 or ${useful} = ''"
    )


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Rule("", "is", "x"), "Choose the question"),
        (Rule("useful", "is", ""), "Say what"),
        (Rule("useful", "is", "perhaps"), "not a choice of ‘Was it useful.’. Its choices are: Yes"),
        (Rule("age", "resembles", "3"), "how the answer is compared"),
        (Rule("age", "is", "'\""), "both kinds of quotation marks"),
    ],
)
def test_what_is_missing_in_a_condition_is_said(rule: Rule, said: str) -> None:
    with pytest.raises(RuleProblem, match=said):
        write_rules(RuleSet("and", (rule,)), TERMS)


@given(
    rules=st.lists(
        st.builds(
            Rule,
            st.sampled_from(["a", "b_2", "ŵ"]),
            st.sampled_from(sorted(OPERATORS)),
            st.text(
                st.characters(blacklist_characters="'", blacklist_categories=("Cc", "Cs", "Zs", "Zl", "Zp")),
                min_size=1,
                max_size=9,
            ),
        ),
        min_size=1,
        max_size=4,
    ),
    join=st.sampled_from(["and", "or"]),
)
def test_what_the_builder_writes_it_reads_back_and_it_is_an_expression(rules: list[Rule], join: str) -> None:
    expression = write_rules(RuleSet(join, tuple(rules)), {})
    parse_expression(expression)
    read = read_rules(expression)
    assert read is not None
    assert write_rules(read, {}) == expression


def test_rules_can_ask_about_every_question_and_its_choices() -> None:
    terms = vocabulary(read_parts(SOURCE))
    assert list(terms) == ["useful", "why", "last"]
    assert terms["useful"].choices == {"yes": "Yes", "no": "No"}
