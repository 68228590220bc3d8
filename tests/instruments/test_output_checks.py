"""The answers that labels, hints and messages show."""

from __future__ import annotations

from instruments.output_checks import outputs_of
from instruments.validation import check_instrument
from tests.instruments.factories import CHOICES, group, instrument, question


def test_a_text_names_what_it_shows() -> None:
    assert outputs_of("Hello ${a}, ${ b } and ${a}") == ("a", "b", "a")
    assert outputs_of("$5 {a} ${} ${a b}") == ()


def test_a_name_that_the_form_does_not_have_is_reported_wherever_it_is_shown() -> None:
    welsh = {"Welsh (cy)": {"label": "Helo ${nam}"}}
    form = instrument(
        group(
            "page",
            question("text", "name"),
            question(
                "text", "a", hint="For ${nmae}", translations=welsh, constraint=". != ''", constraint_message="${x}"
            ),
            question("safety", "worry"),
            question("note", "told", label="You told ${worry_told}"),
        ),
        choices=CHOICES | {"yes_no": [{"name": "yes", "label": "Yes, ${zzzz}"}]},
    )
    found = {finding.place: finding.message for finding in check_instrument(form)}
    assert found == {
        ("survey", 0, "children", 1, "hint"): "there is no question named 'nmae' to show here; did you mean ${name}?",
        ("survey", 0, "children", 1, "translations", "Welsh (cy)", "label"): (
            "there is no question named 'nam' to show here; did you mean ${name}?"
        ),
        ("survey", 0, "children", 1, "constraint_message"): (
            "there is no question named 'x' to show here; correct the name or add the question"
        ),
        ("choices", "yes_no", 0, "label"): (
            "there is no question named 'zzzz' to show here; correct the name or add the question"
        ),
    }
