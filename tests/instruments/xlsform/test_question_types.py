"""Every question type of XLSForm, under every name that it goes by."""

from __future__ import annotations

import pytest
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from instruments.model import TYPES
from instruments.xlsform.question_types import ENRICHED, EXTERNAL_FILES, KEPT_HIDDEN, PLAIN_TYPES, read_type
from tests.instruments.xlsform.workbooks import YES_NO, imported, messages, question, read

SELECTS = [
    ("select_one yes_no", "select_one yes_no", False),
    ("select one yes_no", "select_one yes_no", False),
    ("select one from yes_no", "select_one yes_no", False),
    ("select1 yes_no", "select_one yes_no", False),
    ("add select one prompt using yes_no", "select_one yes_no", False),
    ("select_multiple yes_no", "select_multiple yes_no", False),
    ("select all that apply yes_no", "select_multiple yes_no", False),
    ("select all that apply from yes_no", "select_multiple yes_no", False),
    ("add select multiple prompt using yes_no", "select_multiple yes_no", False),
    ("rank yes_no", "rank yes_no", False),
    ("select_one yes_no or_other", "select_one yes_no", True),
    ("select_one yes_no or specify other", "select_one yes_no", True),
    ("select_multiple yes_no or other", "select_multiple yes_no", True),
]


def _calculation(kind: str) -> str:
    return "1 + 1" if "calculate" in kind else ""


@pytest.mark.parametrize("given", sorted(PLAIN_TYPES))
def test_a_plain_type_is_read_under_any_of_its_names(given: str) -> None:
    name = "audit" if given == "audit" else "q"
    sheet = f"type|name|label|calculation\ntext|first|First||\n{given}|{name}|A label|{_calculation(given)}"
    assert question(imported(survey=sheet), name).type == PLAIN_TYPES[given]


@pytest.mark.parametrize(("given", "expected", "other"), SELECTS)
def test_a_type_with_choices_is_read_under_any_of_its_names(given: str, expected: str, other: bool) -> None:
    found = question(imported(survey=f"type|name|label\n{given}|q|A label", choices=YES_NO), "q")
    assert (found.type, found.or_other) == (expected, other)


@pytest.mark.parametrize("given", sorted(ENRICHED))
def test_a_type_with_a_constraint_of_its_own_keeps_it(given: str) -> None:
    found = question(imported(survey=f"type|name|label\n{given}|q|A label"), "q")
    kind, added = ENRICHED[given]
    assert (found.type, found.constraint, found.hint) == (kind, added["constraint"], added.get("hint"))


def test_an_authors_own_constraint_goes_before_that_of_the_type() -> None:
    found = question(imported(survey="type|name|label|constraint\npercentage|q|Q|. <= 50"), "q")
    assert found.constraint == ". <= 50"


@pytest.mark.parametrize("given", sorted(set(KEPT_HIDDEN) - {"background-geopoint"}))
def test_what_is_never_collected_is_kept_with_a_warning(given: str) -> None:
    reading = read(survey=f"type|name|label\ntext|a|A\n{given}|q|A label")
    assert reading.instrument is not None
    found = question(reading.instrument, "q")
    assert (found.type, found.extra["xlsform_type"]) == ("hidden", given)
    assert any(f"survey 3 type: '{given}' (" in line and "not collected" in line for line in messages(reading))


def test_a_place_taken_in_the_background_is_kept_with_its_trigger() -> None:
    instrument = imported(survey="type|name|label|trigger\ntext|a|A|\nbackground-geopoint|q||${a}")
    assert question(instrument, "q").type == "hidden"


@pytest.mark.parametrize("given", ["deviceid", "phonenumber", "subscriberid", "simserial"])
def test_identifiers_of_devices_are_taken_with_a_warning(given: str) -> None:
    reading = read(survey=f"type|name|label\ntext|a|A\n{given}|q|")
    assert reading.instrument is not None
    assert any(line.startswith("survey 3 type:") for line in messages(reading, "warning"))


def test_an_image_with_the_appearance_signature_is_a_signature() -> None:
    instrument = imported(survey="type|name|label|appearance\nimage|a|Sign here|signature\nimage|b|Draw|draw")
    assert [(found.type, found.appearance) for found in instrument.survey] == [("signature", None), ("image", "draw")]


def test_every_type_of_pyxforms_has_been_thought_of() -> None:
    """Types that need a list and have none are left: pyxform itself fails on them."""
    listless = {
        "select one external",
        "q select",
        "q select1",
        "select multiple from",
        "select multiple using",
        "select one using",
    }
    known = set(PLAIN_TYPES) | set(ENRICHED) | set(KEPT_HIDDEN) | set(EXTERNAL_FILES)
    left = {
        given for given in QUESTION_TYPE_DICT if given not in known and read_type(f"{given} list").role == "unknown"
    }
    assert left <= listless


def test_every_type_leads_to_one_of_the_models() -> None:
    assert set(PLAIN_TYPES.values()) | {kind for kind, _ in ENRICHED.values()} <= set(TYPES)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("selct_one yes_no", "there is no question type 'selct_one yes_no'"),
        ("begin_kobomatrix", "a type of KoboToolbox's form builder"),
        ("begin_score", "a type of KoboToolbox's form builder"),
        ("include", "copy the rows of the other form in here"),
        ("cascading_select places", "use a choice_filter"),
        ("Text", "there is no question type 'Text'; did you mean 'text'?"),
        ("select_one", "'select_one' needs the name of a list after it"),
        ("selectone yes_no", "there is no question type 'selectone yes_no'; did you mean 'select_one'?"),
    ],
)
def test_an_unknown_type_is_refused_with_its_place_and_advice(given: str, said: str) -> None:
    reading = read(survey=f"type|name|label\n{given}|q|A label", choices=YES_NO)
    assert reading.instrument is None
    found = [line for line in messages(reading, "error") if line.startswith("survey 2 type:")]
    assert len(found) == 1
    assert said in found[0]


def test_choices_from_the_answers_to_another_question_are_refused() -> None:
    reading = read(
        survey="""
        type|name|label
        begin_repeat|person|Person
        text|name|Name
        end_repeat||
        select_one ${name}|head|Who is the head?
        """
    )
    assert messages(reading, "error") == [
        "survey 5 type: the choices of 'head' are the answers to another question (${name}), which is not supported; "
        "give it a list of choices"
    ]


@pytest.mark.parametrize(
    ("given", "instead"),
    [
        ("grade met4", "select_one LIST"),
        ("standard met4", "begin_group"),
        ("safety", "select_one yes_no"),
        ("phone", "text"),
    ],
)
def test_a_type_of_ours_belongs_in_our_own_column(given: str, instead: str) -> None:
    reading = read(survey=f"type|name|label\n{given}|q|Q")
    said = (
        f"survey 2 type: '{given}' is a type of ours; write '{instead}' here and '{given}' in a column walkabout_type"
    )
    assert messages(reading, "error") == [said]
