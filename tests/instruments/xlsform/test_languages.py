"""Forms in several languages."""

from __future__ import annotations

import pytest

from tests.instruments.xlsform.workbooks import imported, messages, question, read


def test_texts_in_two_languages() -> None:
    instrument = imported(
        survey="""
        type|name|label::English (en)|label::Welsh (cy)|hint::English (en)|hint::Welsh (cy)|media::image::Welsh (cy)
        select_one ie|q|Are you well?|Wyt ti'n iawn?|Say so|Dywedwch|cy.png
        """,
        choices="list_name|name|label::English (en)|label::Welsh (cy)\nie|y|Yes|Ydw\nie|n|No|Nac ydw",
        settings="form_id|default_language\nmade-up|English (en)",
    )
    found = instrument.survey[0]
    assert instrument.languages == ("English (en)", "Welsh (cy)")
    assert (found.text("label"), found.text("label", "Welsh (cy)")) == ("Are you well?", "Wyt ti'n iawn?")
    assert (found.text("hint", "Welsh (cy)"), found.text("image", "Welsh (cy)")) == ("Dywedwch", "cy.png")
    assert instrument.choices["ie"][0].text("label", "Welsh (cy)") == "Ydw"


@pytest.mark.parametrize(
    "header", ["constraint_message", "required_message", "guidance_hint", "bind::jr:constraintMsg", "requiredMsg"]
)
def test_every_text_may_be_translated(header: str) -> None:
    sheet = f"type|name|label::English|label::French|{header}::English|{header}::French|constraint\ntext|q|Q|Qf|E|F|. != 'x'"
    found = imported(survey=sheet).survey[0]
    assert {"E"} < {found.label, found.constraint_message, found.required_message, found.guidance_hint}
    assert "F" in found.translations["French"].model_dump().values()


def test_single_colons_name_languages_in_old_forms() -> None:
    found = imported(survey="type|name|label:english|label:french\ntext|q|Colour|Couleur").survey[0]
    assert (found.label, found.text("label", "french")) == ("Colour", "Couleur")


def test_without_a_setting_the_form_begins_with_its_first_language() -> None:
    assert imported(survey="type|name|label::French|label::English\ntext|q|Q|Q").languages == ("French", "English")


def test_a_language_that_is_not_named_is_called_default() -> None:
    reading = read(survey="type|name|label|label::Arabic (ar)\ntext|q|Name|اسم")
    assert reading.instrument is not None
    assert reading.instrument.languages == ("default", "Arabic (ar)")
    assert any(
        line.startswith("survey 1 label: the language of this column is not named") for line in messages(reading)
    )


def test_the_setting_names_the_language_of_plain_columns() -> None:
    instrument = imported(
        survey="type|name|label|label::Spanish (es)\ntext|q|Name|Nombre",
        settings="form_id|default_language\nmade-up|English (en)",
    )
    assert instrument.languages == ("English (en)", "Spanish (es)")
    assert instrument.survey[0].label == "Name"


def test_a_default_language_that_no_column_has_is_warned_of() -> None:
    reading = read(
        survey="type|name|label::English|label::French\ntext|q|Colour|Couleur",
        settings="form_id|default_language\nmade-up|English (en)",
    )
    assert reading.instrument is not None
    assert reading.instrument.languages == ("English", "French")
    assert any(
        line.startswith("settings 2 default_language: no column is in the language") for line in messages(reading)
    )


def test_a_label_in_another_language_only_is_taken() -> None:
    instrument = imported(
        survey="type|name|label::English|label::French\ntext|a|A|\ntext|q||Couleur\nselect_one c|p|P|",
        choices="list_name|name|label::English|label::French\nc|x||Rouge",
    )
    found = question(instrument, "q")
    assert (found.label, found.text("label", "French")) == (None, "Couleur")
    assert instrument.choices["c"][0].label == "Rouge"


def test_hints_without_a_language_belong_to_the_first() -> None:
    found = imported(survey="type|name|label::English|label::French|hint\ntext|q|Colour|Couleur|H").survey[0]
    assert found.hint == "H"


def test_a_group_and_a_loop_are_translated_too() -> None:
    instrument = imported(
        survey="""
        type|name|label::English|label::French
        begin loop over c|l|Loop|Boucle
        integer|n|How many %(label)s?|Combien de %(label)s ?
        end loop|||
        """,
        choices="list_name|name|label::English|label::French\nc|dog|dogs|chiens",
    )
    assert question(instrument, "l").text("label", "French") == "Boucle"
    assert question(instrument, "dog_n").text("label", "French") == "Combien de chiens ?"
    assert question(instrument, "dog").text("label", "French") == "chiens"


def test_a_language_from_right_to_left() -> None:
    instrument = imported(survey="type|name|label::English (en)|label::العربية (ar)\ntext|q|Name|الاسم")
    assert instrument.survey[0].text("label", "العربية (ar)") == "الاسم"
