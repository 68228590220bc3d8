"""The choices sheet: lists, filters, names and labels."""

from __future__ import annotations

import pytest

from tests.instruments.xlsform.workbooks import YES_NO, imported, messages, question, read

SURVEY = "type|name|label\nselect_one yes_no|q|Q"


@pytest.mark.parametrize(
    "headers", ["list_name|name|label", "list name|value|caption", "LIST_NAME|NAME|LABEL", "List Name|name|Label"]
)
def test_the_choices_sheet_has_old_headers_too(headers: str) -> None:
    found = imported(survey=SURVEY, choices=f"{headers}\nyes_no|yes|Yes\nyes_no|no|No").choices["yes_no"]
    assert [(choice.name, choice.label) for choice in found] == [("yes", "Yes"), ("no", "No")]


def test_sheets_are_known_whatever_the_case_of_their_names() -> None:
    assert imported(SURVEY=SURVEY, Choices=YES_NO).choices["yes_no"]


def test_further_columns_are_there_for_choice_filters() -> None:
    instrument = imported(
        survey="""
        type|name|label|choice_filter
        select_one states|state|State|
        select_one towns|town|Town|state = ${state}
        """,
        choices="list_name|name|label|state\nstates|tx|Texas|\nstates|wa|Washington|\ntowns|kent|Kent|wa\ntowns|paris|Paris|tx",
    )
    assert [choice.columns for choice in instrument.choices["towns"]] == [{"state": "wa"}, {"state": "tx"}]


def test_an_external_list_is_a_list() -> None:
    instrument = imported(
        survey="type|name|label|choice_filter\ntext|a|A|\nselect_one_external towns|town|Town|state = ${a}",
        external_choices="list_name|name|label|state\ntowns|kent|Kent|wa\ntowns|paris|Paris|tx",
    )
    assert question(instrument, "town").type == "select_one towns"
    assert [choice.name for choice in instrument.choices["towns"]] == ["kent", "paris"]


def test_an_external_list_may_have_the_name_of_another() -> None:
    instrument = imported(
        survey="type|name|label|choice_filter\nselect_one c|a|A|\nselect_one_external c|b|B|x = ${a}",
        choices="list_name|name|label\nc|one|One",
        external_choices="list_name|name|label|x\nc|two|Two|one",
    )
    assert question(instrument, "b").type == "select_one c_external"
    assert [choice.name for choice in instrument.choices["c_external"]] == ["two"]


def test_choices_without_a_label_show_their_name() -> None:
    reading = read(survey=SURVEY, choices="list_name|name|label\nyes_no|yes|\nyes_no|no|No")
    assert reading.instrument is not None
    assert reading.instrument.choices["yes_no"][0].label == "yes"
    assert "choices 2 label: one choice has no label in the list 'yes_no'; the name is shown instead" in messages(
        reading
    )


def test_choices_may_be_pictures() -> None:
    reading = read(survey=SURVEY, choices="list_name|name|media::image\nyes_no|yes|a.png\nyes_no|no|b.png")
    assert reading.instrument is not None
    assert [choice.image for choice in reading.instrument.choices["yes_no"]] == ["a.png", "b.png"]


def test_choice_names_of_several_words_are_joined_wherever_they_are_used() -> None:
    reading = read(
        survey="""
        type|name|label|relevant|default
        select_one food|q|Q||fried fish
        text|why|Why?|${q} = 'fried fish'|
        """,
        choices="list_name|name|label\nfood|fried fish|Fried fish\nfood|rice|Rice",
    )
    assert reading.instrument is not None
    instrument = reading.instrument
    assert [choice.name for choice in instrument.choices["food"]] == ["fried_fish", "rice"]
    assert question(instrument, "why").relevant == "${q} = 'fried_fish'"
    assert question(instrument, "q").default == "fried_fish"
    assert any(line.startswith("choices 2 name: the choice 'fried fish'") for line in messages(reading, "warning"))


def test_the_same_name_twice_is_allowed_where_the_settings_say_so() -> None:
    choices = "list_name|name|label\nyes_no|yes|Yes\nyes_no|yes|Yes, again"
    assert read(survey=SURVEY, choices=choices).instrument is None
    settings = "form_id|allow_choice_duplicates\nmade-up|yes"
    assert len(imported(survey=SURVEY, choices=choices, settings=settings).choices["yes_no"]) == 2


def test_the_old_setting_for_none_adds_that_choice() -> None:
    instrument = imported(
        survey="type|name|label\nselect_multiple yes_no|q|Q",
        choices=YES_NO,
        settings="form_id|add_none_option\nmade-up|yes",
    )
    last = instrument.choices["yes_no"][-1]
    assert (last.name, last.label, last.exclusive) == ("none", "None", True)


def test_a_list_name_that_begins_with_a_digit_gets_a_letter() -> None:
    reading = read(
        survey="type|name|label|calculation\nselect_one 1_5|q|Q|\ncalculate|c||count(instance('1_5')/root/item)",
        choices="list_name|name|label\n1_5|1|One\n1_5|5|Five",
    )
    assert reading.instrument is not None
    assert question(reading.instrument, "q").type == "select_one list_1_5"
    assert question(reading.instrument, "c").calculation == "count(instance('list_1_5')/root/item)"
    assert any("the list '1_5' is called 'list_1_5' here" in line for line in messages(reading, "warning"))


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (
            "list_name|name|label\nyes_no||Yes",
            "choices 2 name: this choice of the list 'yes_no' has no name; give it one",
        ),
        ("list_name|label\nyes_no|Yes", "choices 1 None: no column is headed name"),
        ("name|label\nyes|Yes", "choices 1 None: no column is headed list_name"),
        ("list_name|name|label\nno_yes|yes|Yes", "survey 2 type: there is no choice list 'yes_no'"),
        (
            "list_name|name|label\nyes_no|yes|Yes\nyes_no|yes|No",
            "choices 3 name: the list 'yes_no' has two choices named 'yes'",
        ),
    ],
)
def test_what_is_wrong_with_a_list_is_said_with_its_place(choices: str, said: str) -> None:
    reading = read(survey=SURVEY, choices=choices)
    assert reading.instrument is None
    assert any(line.startswith(said) for line in messages(reading, "error")), messages(reading, "error")


def test_a_choice_of_no_list_is_left_out_with_a_warning() -> None:
    reading = read(survey=SURVEY, choices="list_name|name|label\nyes_no|yes|Yes\n|maybe|Maybe")
    assert reading.instrument is not None
    assert any(line.startswith("choices 3 name: this row names no list") for line in messages(reading, "warning"))
