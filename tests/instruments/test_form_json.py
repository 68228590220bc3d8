"""What the browser is sent of a form, whole and for one page."""

from __future__ import annotations

import json
from typing import Any

from instruments.compiled import CompiledInstrument
from instruments.form_json import form_json
from instruments.page_needs import PageNeeds, page_document
from instruments.walking import Walk
from tests.instruments.factories import compiled, group, one_page, question, repeat


def branch(definition: dict[str, Any], name: str) -> dict[str, Any]:
    return next(row for row in definition["branches"] if row["name"] == name)


def names_in(definition: dict[str, Any]) -> list[str]:
    return [row["name"] for row in definition["branches"]]


def document_for(form: CompiledInstrument, document: dict[str, Any], *names: str) -> dict[str, Any]:
    return dict(page_document(form, document, names, Walk(form, document)))


def pages() -> CompiledInstrument:
    return compiled(
        group(
            "first",
            question("select_one yes_no", "role"),
            question("text", "aside"),
            question("text", "why", relevant="${role} = 'yes'"),
        ),
        repeat("visit", question("integer", "people", relevant="${role} = 'yes'"), question("text", "notes")),
        group(
            "last",
            question("integer", "extra"),
            question("calculate", "total", calculation="sum(${people}) + ${extra}"),
            question("note", "told", label="There were ${total} and ${why}."),
            question("text", "crowd", relevant="${total} > 10"),
        ),
    )


def test_the_whole_form_is_plain_json() -> None:
    definition = form_json(pages())
    assert json.loads(json.dumps(definition)) == definition


def test_every_place_comes_after_what_it_stands_in_and_is_decided_after_what_it_needs() -> None:
    definition = form_json(pages())
    rows, order = definition["branches"], definition["order"]
    assert rows[0] == {"name": "data", "kind": "form"}
    assert all(row["in"] < place for place, row in enumerate(rows) if place)
    assert sorted(order) == list(range(1, len(rows)))
    for place, row in enumerate(rows):
        assert all(order.index(need) < order.index(place) for need in row.get("needs", ()))


def test_what_a_row_does_not_say_is_left_out_and_a_nought_is_said() -> None:
    definition = form_json(one_page(question("text", "plain"), question("integer", "none", default="0")))
    assert branch(definition, "plain") == {
        "name": "plain", "kind": "item", "in": 1, "needs": [1], "type": "text", "isAnswered": True, "isSeen": True,
        "section": "page", "label": "About plain", "title": "‘About plain’",
        "requiredMessage": "Enter an answer to ‘About plain’",
    }  # fmt: skip
    assert branch(definition, "none")["default"] == 0


def test_texts_are_those_of_the_language_that_was_asked_for() -> None:
    form = one_page(question("select_one yes_no", "role", translations={"Welsh (cy)": {"label": "Rôl"}}))
    assert branch(form_json(form), "role")["label"] == "About role"
    assert branch(form_json(form, "Welsh (cy)"), "role")["label"] == "Rôl"
    assert branch(form_json(form, "Irish (ga)"), "role")["label"] == "About role"


def test_a_choice_keeps_the_label_of_its_list_beside_the_translated_one() -> None:
    town = {"name": "a", "label": "Hill", "columns": {"county": "x"}, "translations": {"Welsh (cy)": {"label": "Bryn"}}}
    form = compiled(group("page", question("select_one towns", "town")), choices={"towns": [town]}, scales={})
    assert form_json(form, "Welsh (cy)")["lists"] == {
        "towns": [{"name": "a", "label": "Hill", "text": "Bryn", "columns": {"county": "x"}}]
    }


def test_a_list_that_a_question_adds_other_to_is_a_list_of_its_own() -> None:
    form = one_page(
        question("select_one yes_no", "plain"),
        question("select_one yes_no", "open", or_other=True, choice_filter="name != ${plain}"),
    )
    definition = form_json(form)
    assert branch(definition, "plain")["list"] == "yes_no"
    assert branch(definition, "open")["list"] == "yes_no~"
    assert [row["name"] for row in definition["lists"]["yes_no~"]] == ["yes", "no", "other"]
    assert branch(definition, "open")["always"] == "other"


def test_a_list_that_only_an_expression_reads_is_there_too() -> None:
    form = compiled(
        group("page", question("text", "key"), question("calculate", "found", calculation=LOOK_UP)),
        choices={"towns": [{"name": "a", "label": "Hill", "columns": {"county": "x"}}]},
        scales={},
    )
    assert list(form_json(form)["lists"]) == ["towns"]
    assert list(form_json(form, only=["key", "found"])["lists"]) == ["towns"]


LOOK_UP = "instance('towns')/root/item[name = ${key}]/county"


def test_what_is_never_collected_is_not_there() -> None:
    form = one_page(question("deviceid", "device"), question("text", "plain", relevant="${device} = ''"))
    assert "device" not in names_in(form_json(form))


def test_a_page_is_sent_only_what_it_hangs_on() -> None:
    definition = form_json(pages(), only=["extra", "total", "told", "crowd"])
    assert sorted(names_in(definition)) == sorted(
        ["data", "last", "extra", "total", "told", "crowd", "visit", "people", "first", "why"]
    )
    assert branch(definition, "people") == {
        "name": "people", "kind": "item", "in": branch(definition, "people")["in"], "fixed": True,
        "type": "integer", "isAnswered": True,
    }  # fmt: skip
    assert "label" not in branch(definition, "told")


def test_what_an_answer_of_the_page_changes_elsewhere_and_comes_back_is_worked_out() -> None:
    form = compiled(
        group("first", question("integer", "age"), question("note", "shown", label="${twice}")),
        group("second", question("calculate", "twice", calculation="${age} * ${times}"), question("integer", "times")),
    )
    definition = form_json(form, only=["age", "shown"])
    assert "calculation" in branch(definition, "twice")
    assert branch(definition, "times")["fixed"]


def test_the_document_of_a_page_has_blanks_where_others_are_asked_and_nothing_where_they_are_not() -> None:
    form = pages()
    names = ("extra", "total", "told", "crowd")
    asked = {"role": "yes", "aside": "x", "visit": [{"people": 3, "notes": "y"}, {}], "extra": 1, "crowd": "kept"}
    assert document_for(form, asked, *names) == {
        "visit": [{"people": 3}, {"people": None}], "extra": 1, "crowd": "kept", "why": None,
    }  # fmt: skip
    assert document_for(form, asked | {"role": "no"}, *names) == {"visit": [{}, {}], "extra": 1, "crowd": "kept"}


def test_a_page_on_which_nothing_can_change_says_so() -> None:
    form = pages()
    assert not PageNeeds.of(form, ["role", "aside", "why"]).is_still
    assert not PageNeeds.of(form, ["extra", "told"]).is_still
    assert PageNeeds.of(form, ["people", "notes"]).is_still


def test_a_group_on_the_page_that_hangs_on_the_page_can_change() -> None:
    inner = group("inner", question("text", "more"), relevant="${role} = 'yes'")
    form = compiled(group("page", question("select_one yes_no", "role"), inner))
    assert not PageNeeds.of(form, ["role", "more"]).is_still
    assert "conditions" in branch(form_json(form, only=["role", "more"]), "inner")


def test_the_server_has_written_the_choices_that_no_filter_touches() -> None:
    form = one_page(
        question("select_one yes_no", "role"),
        question("select_one topics", "topic", choice_filter="name != ${role}"),
        question("note", "said", label="${name_of_role}"),
        question("calculate", "name_of_role", calculation="jr:choice-name(${role}, '${role}')"),
    )
    assert list(form_json(form, only=["role", "said"])["lists"]) == ["yes_no"]
    assert list(form_json(form, only=["role", "topic"])["lists"]) == ["topics"]


def test_the_answer_to_a_multiple_choice_on_the_page_needs_its_list_for_its_order() -> None:
    form = compiled(
        group("first", question("select_multiple topics", "subjects")),
        group("second", question("text", "more", relevant="selected(${subjects}, 'gangs')")),
    )
    assert list(form_json(form, only=["subjects"])["lists"]) == ["topics"]
    assert list(form_json(form, only=["more"])["lists"]) == []
