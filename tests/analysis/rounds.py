"""Small rounds for tests. Names in them are made up."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from analysis.figures import Figures, compute_figures
from analysis.report import QuestionBlock, Report
from analysis.round_data import Population, ResponseRecord, RoundData
from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.loading import library, load_instrument
from instruments.model import Instrument

CHOICES: dict[str, list[dict[str, Any]]] = {
    "agree": [
        {"name": "strongly_agree", "label": "Strongly agree"},
        {"name": "agree", "label": "Agree"},
        {"name": "neither", "label": "Neither"},
        {"name": "disagree", "label": "Disagree"},
        {"name": "dont_know", "label": "Don’t know", "missing": "dont_know"},
        {"name": "not_relevant", "label": "Not relevant to me", "missing": "not_applicable"},
    ],
    "yes_no": [{"name": "yes", "label": "Yes"}, {"name": "no", "label": "No"}],
    "sectors": [
        {"name": "health", "label": "Health"},
        {"name": "schools", "label": "Schools"},
        {"name": "police", "label": "Police"},
        {"name": "other", "label": "Another sector"},
    ],
    "topics": [
        {"name": "gangs", "label": "Gangs"},
        {"name": "online", "label": "Online harm"},
        {"name": "neglect", "label": "Neglect"},
        {"name": "none", "label": "None of these", "exclusive": True},
        {"name": "unsure", "label": "Not sure", "exclusive": True, "missing": "dont_know"},
    ],
    "length": [
        {"name": "short", "label": "Too short"},
        {"name": "right", "label": "About right"},
        {"name": "long", "label": "Too long"},
    ],
    "met": [
        {"name": "fully", "label": "Fully met"},
        {"name": "mostly", "label": "Mostly met"},
        {"name": "partly", "label": "Partly met"},
        {"name": "not_met", "label": "Not met"},
        {"name": "not_applicable", "label": "Not applicable", "missing": "not_applicable"},
    ],
}
SCALES: dict[str, dict[str, Any]] = {
    "agree": {"direction": "best_first", "favourable": ["strongly_agree", "agree"]},
    "length": {"direction": "none"},
    "met": {"direction": "best_first", "favourable": ["fully", "mostly"], "action_below": "mostly"},
}


def question(type_: str, name: str, **columns: Any) -> dict[str, Any]:
    """One row of a survey, labelled after its name."""
    return {"type": type_, "name": name, "label": f"About {name}", **columns}


def comment(name: str, **columns: Any) -> dict[str, Any]:
    """A question for a comment of several lines."""
    return question("text", name, appearance="multiline", **columns)


def group(name: str, *children: dict[str, Any], **columns: Any) -> dict[str, Any]:
    return question("group", name, children=list(children), **columns)


def repeat(name: str, *children: dict[str, Any], **columns: Any) -> dict[str, Any]:
    return question("repeat", name, children=list(children), **columns)


def make_instrument(*survey: dict[str, Any], unit: str = "people") -> CompiledInstrument:
    """A compiled instrument; questions that stand in no group are put into one."""
    pages = [page if page["type"] in ("group", "repeat") else group(f"page_of_{page['name']}", page) for page in survey]
    data = {
        "settings": {"form_id": "example", "form_title": "Example", "unit": unit},
        "choices": CHOICES,
        "scales": SCALES,
        "survey": pages,
    }
    return compile_instrument(Instrument.model_validate_json(json.dumps(data)))


def make_round(instrument: CompiledInstrument, documents: Sequence[Mapping[str, Any]], **changes: Any) -> RoundData:
    """A round of some answers documents, of 100 people asked."""
    values: dict[str, Any] = {
        "title": "Example round",
        "slug": "example-round",
        "partnership": "Example partnership",
        "instrument": instrument,
        "version": 1,
        "content_hash": "0" * 64,
        "responses": make_responses(documents),
        "population": Population(size=100, known=True),
        "produced_at": datetime(2026, 4, 30, 12, 0),
    }
    return RoundData(**{**values, **changes})


def make_responses(documents: Sequence[Mapping[str, Any]]) -> list[ResponseRecord]:
    return [ResponseRecord(response_id=f"r{number}", document=one) for number, one in enumerate(documents, start=1)]


def make_figures(instrument: CompiledInstrument, documents: Sequence[Mapping[str, Any]], **changes: Any) -> Figures:
    return compute_figures(make_round(instrument, documents, **changes))


def spread(**counts: Mapping[Any, int]) -> list[dict[str, Any]]:
    """Documents in which each question has each answer so many times; all questions need the same total."""
    totals = {sum(answers.values()) for answers in counts.values()}
    if len(totals) != 1:
        raise ValueError(f"the questions have different totals: {sorted(totals)}")
    documents: list[dict[str, Any]] = [{} for _ in range(totals.pop())]
    for name, answers in counts.items():
        drawn = [answer for answer, count in answers.items() for _ in range(count)]
        for document, answer in zip(documents, drawn, strict=True):
            document[name] = answer
    return documents


def block_of(source: Figures | Report, name: str) -> QuestionBlock:
    """The block of one question."""
    return next(block for section in source.sections for block in section.questions if block.name == name)


def hub_instrument() -> CompiledInstrument:
    """The Learning Hub evaluation as shipped."""
    return compile_instrument(load_instrument(library()["learning-hub-evaluation"]))


def hub_documents() -> list[dict[str, Any]]:
    """39 evaluations with the published totals: 35 objectives met, 36 understand, 34 contribute, 15 too short."""
    return spread(
        objectives_met={"strongly_agree": 20, "agree": 15, "neither": 4},
        understand_better={"strongly_agree": 21, "agree": 15, "neither": 2, "disagree": 1},
        could_contribute={"strongly_agree": 20, "agree": 14, "neither": 5},
        length={"too_short": 15, "about_right": 24},
    )
