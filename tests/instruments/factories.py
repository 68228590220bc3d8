"""Small instruments for tests. Names in them are made up."""

from __future__ import annotations

from typing import Any

from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.model import Instrument

CHOICES: dict[str, list[dict[str, Any]]] = {
    "yes_no": [{"name": "yes", "label": "Yes"}, {"name": "no", "label": "No"}],
    "topics": [
        {"name": "gangs", "label": "Gangs"},
        {"name": "online", "label": "Online harm"},
        {"name": "none", "label": "None of these", "exclusive": True},
    ],
    "met4": [
        {"name": "not_met", "label": "Not met"},
        {"name": "partly", "label": "Partly"},
        {"name": "mostly", "label": "Mostly"},
        {"name": "fully", "label": "Fully"},
        {"name": "not_applicable", "label": "Not applicable", "missing": "not_applicable"},
        {"name": "dont_know", "label": "Don’t know", "missing": "dont_know"},
    ],
}
SCALES: dict[str, dict[str, Any]] = {
    "met4": {"direction": "best_last", "favourable": ["mostly", "fully"], "action_below": "mostly"}
}


def question(type_: str, name: str, **columns: Any) -> dict[str, Any]:
    return {"type": type_, "name": name, "label": f"About {name}", **columns}


def group(name: str, *children: dict[str, Any], **columns: Any) -> dict[str, Any]:
    return question("group", name, children=list(children), **columns)


def repeat(name: str, *children: dict[str, Any], **columns: Any) -> dict[str, Any]:
    return question("repeat", name, children=list(children), **columns)


def content(*sections: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """The content of an instrument, as a reader would give it."""
    settings = {"form_id": "made-up-form", "form_title": "A made-up form"}
    return {"settings": settings, "choices": CHOICES, "scales": SCALES, "survey": list(sections)} | parts


def instrument(*sections: dict[str, Any], **parts: Any) -> Instrument:
    return Instrument.model_validate(content(*sections, **parts), strict=False)


def compiled(*sections: dict[str, Any], **parts: Any) -> CompiledInstrument:
    return compile_instrument(instrument(*sections, **parts))


def one_page(*questions: dict[str, Any]) -> CompiledInstrument:
    """An instrument with these questions on its only page."""
    return compiled(group("page", *questions))
