from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.designer.names import choice_name_from, form_id_from, name_from
from survey_app.designer.services import FORM_ID


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Did you have a concern about a child?", "concern_about_child"),
        ("What was it?", "what_was_it"),
        ("12 things", "q_12_things"),
        ("Ysgol Ŵyn", "ysgol_wyn"),
        ("???", "question"),
    ],
)
def test_a_name_is_the_telling_words_of_the_label(label: str, name: str) -> None:
    assert name_from(label) == name


@given(text=st.text(max_size=200))
def test_every_label_gives_names_that_can_be_used(text: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,60}", name_from(text))
    assert re.fullmatch(r"[a-z0-9][a-z0-9_]{0,60}", choice_name_from(text))
    assert FORM_ID.fullmatch(form_id_from(text))
