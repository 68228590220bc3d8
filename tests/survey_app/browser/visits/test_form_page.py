"""A form on a device shows what the server shows, and its answers are those of the document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from instruments.answers import check_answers, find_path
from instruments.compiled import Section
from survey_app.collect.entries import answers_at
from survey_app.collect.entry_lists import entry_list
from survey_app.collect.messages import problem_text
from survey_app.collect.places import Place
from survey_app.collect.safety import worries
from survey_app.collect.summary import tasks
from survey_app.collect.wording import Speaker
from tests.survey_app.browser.visits.device import FORMS, Device, drawn, generated, places_of, unnamed

SEEDS = range(3)
# The walkabout, every kind of question, and what a form does by itself; the others are pages of the same kinds.
QUICK = ("walkabout", "every kind", "working", "seeded")
EACH_FORM = [pytest.param(form, marks=() if form in QUICK else pytest.mark.long) for form in FORMS]
STATUS = {"completed": "completed", "in_progress": "begun", "not_started": "to do", "to_read": "to read"}


@pytest.mark.parametrize("form", EACH_FORM)
def test_each_page_on_a_device_is_the_page_that_the_server_shows(
    form: str, ready: Callable[..., Speaker], device: Device
) -> None:
    speaker, seen = ready(form), set()
    for seed in SEEDS:
        document = generated(speaker, seed)
        pages = drawn_pages(speaker, document)
        seen |= {page["section"] for page in pages}
        assert "\n".join(device.ask("differences", form, document, pages)) == ""
    assert seen == {section.name for section in speaker.compiled.sections if has_page(section)}


def test_a_form_in_welsh_is_the_servers_page_in_welsh(ready: Callable[..., Speaker], device: Device) -> None:
    speaker = ready("every kind", "Welsh (cy)")
    document = generated(speaker, 1)
    pages = drawn_pages(speaker, document)
    assert any("Croeso" in page["html"] for page in pages)
    assert "\n".join(device.ask("differences", "every kind", document, pages)) == ""
    assert_same_words(speaker, document, device.ask("said", "every kind", document))


@pytest.mark.parametrize("form", EACH_FORM)
def test_the_controls_hold_the_answers_of_the_document(
    form: str, ready: Callable[..., Speaker], device: Device
) -> None:
    speaker, given = ready(form), 0
    for seed in SEEDS:
        document = generated(speaker, seed)
        places = list(places_of(speaker.compiled, document))
        pages = [{"section": place.section, "ids": ids} for place, ids in places]
        found, expected = device.ask("readBack", form, document, pages), {}
        for place, ids in places:
            section = speaker.compiled.section(place.section)
            answers = answers_at(document, section.repeats, place.entry)
            expected |= {" ".join([item.name, *ids]): answers.get(item.name) for item in section.items}
        assert found == {key: expected[key] for key in found}
        given += sum(answer is not None for answer in found.values())
    assert given > 10


@pytest.mark.parametrize("form", EACH_FORM)
def test_pages_entries_and_problems_are_said_as_on_the_server(
    form: str, ready: Callable[..., Speaker], device: Device
) -> None:
    speaker = ready(form)
    for seed in SEEDS:
        document = generated(speaker, seed)
        assert_same_words(speaker, document, device.ask("said", form, document))


def assert_same_words(speaker: Speaker, document: dict[str, Any], said: dict[str, Any]) -> None:
    """What the device says of its answers is what the server says of the same."""
    plain = unnamed(document)
    assert said["document"] == document
    listed = tasks(speaker, plain)
    asked = [page for page in said["pages"] if page["asked"]]
    assert [(page["section"], page["title"], page["status"]) for page in asked] == [
        (task.place.section, task.title, STATUS[task.status]) for task in listed
    ]
    for page in asked:
        if page["kind"] == "list":
            lines = entry_list(speaker, plain, Place("list", page["section"])).entries
            assert [
                (one["number"], one["summary"], [inner["count"] for inner in one["inner"]]) for one in page["entries"]
            ] == [
                (line.title, line.summary, [int(inner.text.rpartition("(")[2][:-1]) for inner in line.inner])
                for line in lines
            ]
    assert [(one["section"], one["name"], one["message"]) for one in said["problems"]] == server_problems(
        speaker, plain
    )
    assert [(one["question"], len(one["entry"]), one["recorded"]) for one in said["worries"]] == [
        (worry.item.name, len(worry.entry), worry.is_recorded) for worry in worries(speaker.compiled, plain)
    ]


def test_a_repeat_that_must_have_an_entry_is_a_problem_without_one(
    ready: Callable[..., Speaker], device: Device
) -> None:
    speaker, document = ready("working"), {"county": "north", "room": []}
    said = device.ask("said", "working", document)
    assert_same_words(speaker, document, said | {"document": document})
    assert [problem["message"] for problem in said["problems"]] == ["Add at least one room under ‘Rooms of ’"]


def server_problems(speaker: Speaker, document: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What is wrong with answers, in the sentences of the page."""
    path, found = find_path(speaker.compiled, document), []
    for problem in check_answers(speaker.compiled, document):
        section = speaker.compiled.section(problem.section)
        answers = answers_at(document, section.repeats, problem.entry)
        text = problem_text(speaker.words(path, problem.entry), problem, answers)
        found.append((problem.section, problem.name, text))
    return found


def drawn_pages(speaker: Speaker, document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"section": place.section, "ids": ids, "html": drawn(speaker, document, place)}
        for place, ids in places_of(speaker.compiled, document)
    ]


def has_page(section: Section) -> bool:
    return section.repeat is not None or any(item.question.is_seen for item in section.items)
