"""Forms that ask for as much work as a form can: hundreds of the worst expressions that there are."""

from __future__ import annotations

from typing import Any

from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.model import Instrument
from instruments.versions import dump_yaml

ENTRIES = 200

WORST = (
    "count(${visit}[count(${visit}[count(${visit}[x > 1]) > 1]) > 1])",
    "sum(${visit}[x >= min(${visit}[x >= min(${visit}[x >= min(${x})]/x)]/x)]/x)",
    "string-length(digest(concat(" + ", ".join(["${t}"] * 40) + "), 'SHA-512'))",
    "if(" + " and ".join(["not(regex(concat(${t}), '(a?){300}a{300}'))"] * 20) + ", 1, 2)",
    "count(randomize(randomize(randomize(${visit}))))",
    "string-length(" + "translate(" * 20 + "join(' ', ${t})" + ", 'abc', 'xyz')" * 20 + ")",
    "count(${visit}[contains(concat(t, t, t, t), 'aaaaaaab')])",
    "if(${t} = ${t} and ${t} != ${t}, 1, 0)",
)
"""Of the answers that ``hostile_document`` has, each is more than a hundred thousand steps, or cut off."""


def hostile_form(times: int = 40) -> CompiledInstrument:
    """A first question that asks little, then conditions, calculations, limits and filters that ask too much."""
    entry = [
        _row("text", "t"),
        _row("integer", "x"),
        *(_row("calculate", f"inner_{at}", calculation=f"({worst}) + {at}") for at, worst in enumerate(WORST)),
    ]
    survey: list[dict[str, Any]] = [
        _row("group", "first", children=[_row("text", "name"), _row("select_one letters", "letter", **_filter(0))]),
        _row("repeat", "visit", children=entry),
    ]
    for number in range(times):
        for at, worst in enumerate(WORST):
            name = f"q{number}_{at}"
            survey += [
                _row("calculate", f"{name}_made", calculation=f"({worst}) + {number}"),
                _row("integer", name, relevant=f"({worst}) > {number}", constraint=f"({worst}) > {number}"),
            ]
    survey.append(_row("text", "end", required=f"({WORST[0]}) > 1", read_only=f"({WORST[1]}) < 0"))
    return compile_instrument(_instrument(survey))


def hostile_default_form(times: int = 100) -> CompiledInstrument:
    """A form that must be gone through again for each of many defaults, and for the entries that it asks for."""
    defaults = [
        _row("text", f"d{at}", default=f"concat(${{d{at - 1}}}, count(${{visit}}[x > 1]))" if at else "a")
        for at in range(times)
    ]
    counted = _row(
        "repeat", "room", repeat_count="count(${visit})", children=[_row("text", "r", default="once(${d1})")]
    )
    visits = _row("repeat", "visit", children=[_row("text", "t"), _row("integer", "x")])
    heavy = [_row("calculate", f"c{at}", calculation=WORST[0]) for at in range(3)]
    return compile_instrument(_instrument([_row("group", "first", children=defaults), visits, counted, *heavy]))


def hostile_document() -> dict[str, Any]:
    return {"name": "A made-up name", "visit": [{"t": "a" * 400, "x": index + 1} for index in range(ENTRIES)]}


def _row(kind: str, name: str, **columns: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "label": f"Question {name}"} | columns


def _filter(at: int) -> dict[str, str]:
    return {"choice_filter": f"({WORST[at]}) > 0 or name != ''"}


def _instrument(survey: list[dict[str, Any]]) -> Instrument:
    letters = [{"name": f"l{number}", "label": f"Letter {number}"} for number in range(100)]
    settings = {"form_id": "made-up-hostile-form", "form_title": "A made-up hostile form"}
    return Instrument.model_validate(
        {"settings": settings, "choices": {"letters": letters}, "survey": survey}, strict=False
    )


_ROWS = "instance('letters')/root/item"
FROM_THE_START = f"count({_ROWS}[count({_ROWS}[string-length(label) > 3]) > 99])"
"""Too much before anybody has answered anything."""


def hostile_source(times: int = 40) -> str:
    """A form, as YAML, whose first page can be answered and whose pages after it are too much from the start."""
    pages = [
        _row(
            "group", f"page_{number}", relevant=f"{FROM_THE_START} > {number}",
            children=[_row("text", f"q{number}", constraint=f"{FROM_THE_START} > 0")],
        )
        for number in range(times)
    ]  # fmt: skip
    first = _row("group", "first", children=[_row("text", "name"), _row("note", "hello", relevant="${name} != ''")])
    visits = _row("repeat", "visit", children=[_row("text", "t", relevant=f"{FROM_THE_START} > 0")])
    return dump_yaml(_instrument([first, visits, *pages]))
