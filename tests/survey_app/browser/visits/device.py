"""A form on a device, and the same form as the server shows it, for tests that hold the two beside each other."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import current_app
from playwright.sync_api import Browser, Page

from instruments.answers import find_path
from instruments.compiled import CompiledInstrument, Item, Section, compile_instrument
from instruments.loading import library, load_instrument
from survey_app.collect.bundle import form_bundle
from survey_app.collect.entries import Entry
from survey_app.collect.languages import compiled_in, text_code
from survey_app.collect.pages import page_view
from survey_app.collect.places import Place
from survey_app.collect.wording import Speaker
from survey_app.translating import speak
from tests.instruments.javascript import bundle
from tests.survey_app.collect.forms_for_tests import EVERY_KIND

# A made-up form that writes answers by itself: filters, sums, defaults, a trigger, entries that it asks for.
WORKING = """
settings: {form_id: working, form_title: A form that works, version: "1", default_language: English (en)}
choices:
  yes_no:
    - {name: "yes", label: "Yes"}
    - {name: "no", label: "No"}
  counties:
    - {name: north, label: Northshire}
    - {name: south, label: Southshire}
  towns:
    - {name: hilltop, label: Hilltop, columns: {county: north}}
    - {name: midway, label: Midway, columns: {county: north}}
    - {name: seaview, label: Seaview, columns: {county: south}}
survey:
  - type: group
    name: home
    label: Home
    children:
      - {type: select_one counties, name: county, label: Which county?}
      - {type: select_one towns, name: town, label: "Which town of ${county}?", choice_filter: "county = ${county}"}
      - {type: select_one towns, name: next_town, label: Next?, appearance: minimal,
         choice_filter: "county = ${county} and name != ${town}"}
      - {type: select_multiple towns, name: seen, label: Which have you seen?, choice_filter: "county = ${county}"}
      - {type: integer, name: adults, label: Adults?, constraint: ". < 100", constraint_message: "Fewer in ${county}"}
      - {type: integer, name: children, label: Children?}
      - {type: integer, name: people, label: People, read_only: true,
         calculation: "coalesce(${adults}, 0) + coalesce(${children}, 0)"}
      - {type: text, name: noted, label: Noted, calculation: "concat('adults: ', ${adults})", trigger: "${adults}"}
      - {type: text, name: fixed, label: Only with children, read_only: "coalesce(${children}, 0) = 0"}
      - {type: integer, name: count, label: How many tables?, constraint: ". < 5"}
      - {type: date, name: day, label: Which day?}
  - type: repeat
    name: room
    label: "Rooms of ${town}"
    entry_name: room
    required: "${county} != ''"
    children:
      - {type: select_one yes_no, name: shared, label: "Do any of the ${people} share it?"}
      - {type: text, name: place, label: Place, default: Upstairs}
      - {type: integer, name: number, label: Number, default: "position(..)"}
      - {type: text, name: who, label: "Who shares ${place}?", relevant: "${shared} = 'yes' and ${children} > 0"}
      - {type: calculate, name: told, calculation: "concat(${place}, ' ', ${people})"}
      - type: repeat
        name: bed
        label: Beds
        entry_name: bed
        children:
          - {type: text, name: sleeper, label: "Who sleeps in ${place}?", required: "${shared} = 'yes'"}
  - type: repeat
    name: table
    label: Tables
    entry_name: table
    repeat_count: "${count}"
    children:
      - {type: text, name: wood, label: Of what wood?, default: Oak}
      - {type: integer, name: legs, label: Legs?}
"""
# Choices whose order hangs on another answer, on the page and in entries.
SEEDED = """
settings: {form_id: seeded, form_title: A form with seeds, version: "1", default_language: English (en)}
choices:
  towns:
    - {name: hilltop, label: Hilltop}
    - {name: midway, label: Midway}
    - {name: seaview, label: Seaview}
    - {name: overton, label: Overton}
    - {name: none, label: None of these, exclusive: true}
survey:
  - type: group
    name: home
    label: Home
    children:
      - {type: integer, name: number, label: Which number?}
      - {type: select_one towns, name: best, label: Best?, parameters: "randomize=true seed=${number}"}
      - {type: select_multiple towns, name: seen, label: Seen?, parameters: "randomize=true seed=${number}"}
      - {type: select_one towns, name: nearest, label: Nearest?, parameters: "randomize=true seed=${number}",
         appearance: minimal}
      - {type: rank towns, name: sorted, label: In which order?, parameters: "randomize=true seed=${number}"}
  - type: repeat
    name: room
    label: Rooms
    entry_name: room
    children:
      - {type: decimal, name: size, label: How large?}
      - {type: select_one towns, name: view, label: Seen from it?, parameters: "randomize=true seed=${size}"}
      - type: group
        name: both
        label: Both
        appearance: table-list
        children:
          - {type: select_one towns, name: day, label: By day, parameters: "randomize=true seed=${number}"}
          - {type: select_one towns, name: night, label: By night, parameters: "randomize=true seed=${number}"}
"""
PARTNERSHIP: Any = SimpleNamespace(
    slug="exampleshire", urgent_route="Call the front door.", urgent_phone="01632 960001", out_of_hours_phone=""
)
Document = dict[str, Any]


def speaker_of(source: str, language: str = "") -> Speaker:
    """A form of the library by its name, or any other by its YAML, in the page's language from now on."""
    text = source if "\n" in source else library()[source].read_text(encoding="utf-8")
    compiled = compile_instrument(load_instrument(text, filename="form.yaml"))
    language = language or compiled.instrument.settings.default_language
    speak(text_code(language))
    return Speaker(compiled_in(compiled, language), language, key="a-draft")


class Device:
    """A page of Chromium in which forms are filled in from documents."""

    def __init__(self, chromium: Browser, folder: Path) -> None:
        self.page: Page = chromium.new_page()
        script = bundle(Path(__file__).with_name("form_on_device.js"), "device", folder / "device.js")
        self.page.add_script_tag(content=script.read_text(encoding="utf-8"))

    def keep(self, name: str, speaker: Speaker) -> None:
        """Make a form ready under a name."""
        self.page.evaluate("([name, json]) => device.keep(name, json)", [name, json.dumps(bundle_of(speaker))])

    def ask(self, method: str, *arguments: Any) -> Any:
        """What a function of form_on_device.js gives."""
        return self.page.evaluate(
            "([method, given]) => device[method](...JSON.parse(given))", [method, json.dumps(arguments)]
        )


def bundle_of(speaker: Speaker) -> dict[str, Any]:
    return form_bundle(speaker, PARTNERSHIP)


def named(compiled: CompiledInstrument, document: Document, section: str | None = None, prefix: str = "e") -> Document:
    """The document with a name for each entry, by its place; of repeats with a fixed number as everybody names them."""
    found = dict(document)
    for inner in compiled.children_of(section):
        if inner.repeat is None or not isinstance(document.get(inner.name), list):
            continue
        names = [f"n{at}" if inner.repeat_count is not None else f"{prefix}{at}" for at in range(1, 999)]
        found[inner.name] = [
            {"_id": name, **named(compiled, entry, inner.name, f"{name}-")}
            for name, entry in zip(names, document[inner.name], strict=False)
        ]
    return found


def unnamed(value: Any) -> Any:
    """The same without names."""
    if isinstance(value, list):
        return [unnamed(one) for one in value]
    if isinstance(value, dict):
        return {key: unnamed(one) for key, one in value.items() if key not in ("_id", "_removed")}
    return value


def places_of(compiled: CompiledInstrument, document: Document) -> Iterator[tuple[Place, list[str]]]:
    """Every page of questions on the path of a document with names, with the names of its entry."""
    path = find_path(compiled, unnamed(document))

    def within(section: Section, outer: Entry, ids: list[str], holder: Document) -> Iterator[tuple[Place, list[str]]]:
        for at in range(path.entries(section.name, outer)):
            entry = holder[section.name][at]
            here = [*ids, entry["_id"]]
            yield Place("entry", section.name, (*outer, at)), here
            for inner in compiled.children_of(section.name):
                yield from within(inner, (*outer, at), here, entry)

    for name in path.sections:
        section = compiled.section(name)
        if section.repeat is None:
            yield Place("section", name), []
        else:
            yield from within(section, (), [], document)


def drawn(speaker: Speaker, document: Document, place: Place) -> str:
    """The questions of a page as the server draws them, without what it tells its script."""
    view = page_view(speaker, unnamed(document), place)
    draw = current_app.jinja_env.get_template("collect/parts.html").module.blocks_of  # type: ignore[attr-defined]
    return str(draw({"blocks": view.blocks, "conditions": None}))


class Answers:
    """Answers by chance, most of them of the right kind."""

    def __init__(self, compiled: CompiledInstrument, seed: int, *, entries: int = 3) -> None:
        self.compiled, self.chance, self.entries = compiled, random.Random(seed), entries

    def document(self) -> Document:
        found: Document = {}
        for section in self.compiled.children_of(None):
            found |= self.page(section)
        return found | {name: answer for name, answer in OPENING.items() if self.compiled.find(name) is not None}

    def page(self, section: Section) -> Document:
        if section.repeat is None:
            return self.items(section)
        return {section.name: [self.entry(section) for _ in range(self.chance.randint(0, self.entries))]}

    def entry(self, section: Section) -> Document:
        found = self.items(section)
        for inner in self.compiled.children_of(section.name):
            found |= self.page(inner)
        return found

    def items(self, section: Section) -> Document:
        asked = [item for item in section.items if item.question.is_answered and not item.is_calculated]
        return {item.name: self.answer(item) for item in asked if self.chance.random() < 0.85}

    def answer(self, item: Item) -> Any:
        """An answer to a question, blank now and then."""
        kind, chance = item.question.kind, self.chance
        if chance.random() < 0.1:
            return None
        names = [choice.name for choice in item.choices]
        if kind == "select_one":
            return chance.choice(names)
        if kind == "select_multiple":
            return [name for name in names if chance.random() < 0.4] or None
        if kind == "rank":
            return chance.sample(names, len(names))
        if "month-year" in item.question.appearances:
            return "2026-03-01"
        return chance.choice(GIVEN.get(kind, TEXTS if item.question.is_comment else LINES))


# Without these most pages of the shipped forms are not asked.
OPENING: Document = {
    "assessed_elsewhere": "no", "involved": "yes", "agreed": "yes", "age_band": "under_2", "referred": "yes",
    "modules": ["early_help", "exploitation", "online", "domestic_abuse"],
}  # fmt: skip


def generated(speaker: Speaker, seed: int) -> Document:
    """A document as a draft has it."""
    answers = Answers(speaker.compiled, seed).document()
    return named(speaker.compiled, speaker.recalculated(answers, previous=answers))


LINES = ("Constructed words", "Wyn", "a <b> & \"c\" 'd'", "0", "=1+1", "é ✓", "long " * 30 + "end")
TEXTS = (*LINES, "two\nlines")
GIVEN: dict[str, tuple[Any, ...]] = {
    "integer": (0, 3, 12, 1500), "decimal": (0.5, 2.0, 12.25, 0.00005), "range": (2, 4, 5), "acknowledge": ("OK",),
    "date": ("2026-03-27", "2025-12-01"), "time": ("09:30", "14:05"), "dateTime": ("2026-03-27T09:30",),
    "start": ("2026-03-27T09:30:00",), "end": ("2026-03-27T09:30:00",), "today": ("2026-03-27",),
    "email": ("name@example.org",), "phone": ("01632 960 001",), "url": ("https://www.example.org",),
    "image": ("door-1a2b3c4d.jpg",), "signature": ("signed-1a2b3c4d.png",), "file": ("policy & plan.pdf",),
    "geopoint": ("51.5 -0.12 0 5",), "geotrace": ("51.5 -0.12 0 0; 51.6 -0.13 0 0",),
    "geoshape": ("51.5 -0.12 0 0; 51.6 -0.13 0 0; 51.7 -0.1 0 0; 51.5 -0.12 0 0",), "barcode": ("A-1",),
}  # fmt: skip
FORMS = {
    "walkabout": "section-11-walkabout", "self-assessment": "section-11-self-assessment", "case audit": "case-audit",
    "moderation": "case-audit-moderation", "every kind": EVERY_KIND, "discussion": "learning-hub-discussion",
    "schools": "school-safeguarding-audit", "working": WORKING, "seeded": SEEDED,
}  # fmt: skip
