"""What a form on a device tells its store is all that the server needs to have the same answers."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from instruments.compiled import Section
from survey_app.collect.forms import has_field
from survey_app.collect.wording import Speaker
from tests.survey_app.browser.visits.device import Answers, Device, generated, named, unnamed

Step = tuple[Any, ...]


class Person:
    """Somebody who does one thing after another, by chance."""

    def __init__(self, speaker: Speaker, seed: int) -> None:
        self.compiled, self.chance = speaker.compiled, random.Random(seed)
        self.answers = Answers(speaker.compiled, seed)
        self.lists = [section for section in self.compiled.sections if section.repeat is not None]
        self.open = [section for section in self.lists if section.repeat_count is None]

    def steps(self, count: int) -> list[Step]:
        return [self.step() for _ in range(count)]

    def step(self) -> Step:
        kind = self.chance.choice(("type",) * 12 + ("set",) * 3 + ("add",) * 4 + ("remove", "reverse", "take"))
        if kind == "take":
            return (kind,)
        if kind in ("type", "set"):
            section = self.chance.choice([one for one in self.compiled.sections if any(map(has_field, one.items))])
            item = self.chance.choice([item for item in section.items if has_field(item)])
            return kind, section.name, self.places(section), item.name, self.answers.answer(item)
        section = self.chance.choice(self.open)
        places = self.places(section)
        return kind, section.name, places if kind == "remove" else places[:-1]

    def places(self, section: Section) -> list[int]:
        return [self.chance.randrange(4) for _ in section.repeats]


@pytest.mark.parametrize("seed", [*range(2), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 20))])
@pytest.mark.parametrize("form", ["working", "every kind"])
def test_the_changes_of_a_form_give_the_server_the_same_answers(
    form: str, seed: int, ready: Callable[..., Speaker], device: Device
) -> None:
    speaker = ready(form)
    document = generated(speaker, seed) if seed % 2 else named(speaker.compiled, speaker.begun())
    assert_same_answers(speaker, form, document, Person(speaker, seed).steps(80), device)


def test_a_visit_with_conversations_gives_the_server_the_same_answers(
    ready: Callable[..., Speaker], device: Device
) -> None:
    speaker = ready("walkabout")
    document = named(speaker.compiled, speaker.begun() | {"assessed_elsewhere": "no"})
    assert_same_answers(speaker, "walkabout", document, Person(speaker, 1).steps(150), device)


def assert_same_answers(
    speaker: Speaker, form: str, document: dict[str, Any], steps: list[Step], device: Device
) -> None:
    """After these steps the device's answers are those that the server works out from the changes it was told."""
    played = device.ask("play", form, document, steps)
    assert played["refused"] == []
    assert played["changes"] > 10
    told = unnamed(played["store"])
    worked_out = speaker.recalculated(told, previous=told)
    assert without_moments(unnamed(played["document"])) == without_moments(worked_out)


def without_moments(document: dict[str, Any]) -> dict[str, Any]:
    """The answers without the moments at which either was worked out, and without blanks that nobody gave."""
    return {name: _bare(value) for name, value in document.items() if name not in ("end", "began") and value != []}


def _bare(value: Any) -> Any:
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        return [without_moments(one) for one in value]
    return value
