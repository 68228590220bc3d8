"""Generated forms in which everything hangs on everything before it, and what somebody does with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from instruments.compiled import CompiledInstrument, Section, compile_instrument
from instruments.model import Instrument
from instruments.paths import Path as FormPath
from instruments.walking import Walk
from tests.instruments import generated_forms
from tests.instruments.factories import CHOICES, SCALES, content
from tests.instruments.form_states import NOW, holder_of, states_in_python

LISTS: dict[str, list[dict[str, Any]]] = {
    **CHOICES,
    "towns": [
        {"name": name, "label": f"Town {name}", "columns": {"county": county, "size": str(size)}}
        for size, (name, county) in enumerate((("a", "yes"), ("b", "yes"), ("c", "no"), ("d", ""), ("e", "3")))
    ],
}
KINDS = (
    "text", "integer", "decimal", "date", "select_one yes_no", "select_multiple topics", "select_one towns",
    "select_multiple towns", "rank towns", "note", "acknowledge",
)  # fmt: skip
CONDITIONS = (
    "${%s} != ''", "${%s} = ''", "${%s} > 2", "selected(${%s}, 'yes')", "not(${%s})", "string-length(${%s}) > 1",
    "count(${%s}) > 1", "coalesce(${%s}, 'x') = 'x'", "${%s} = 'yes' or ${%s} = 'no'", "sum(${%s}) < 4",
    "count-non-empty(${%s}) = 1", "${%s} = 'a' or today() > '2030-01-01'", "jr:choice-name(${%s}, '${%s}') = 'Yes'",
    "max(${%s}) >= 3", "regex(${%s}, '[a-c1-9]+')", "if(${%s} > 1, ${%s} < 4, true())",
)  # fmt: skip
IN_REPEAT = ("position(..) > 1", "position(..) = 1", "position(../..) = 1")
CALCULATIONS = (
    "${%s}", "${%s} + 1", "concat(${%s}, '-', string(${%s}))", "sum(${%s})", "join(' ', ${%s})", "once(${%s})",
    "if(${%s} = '', 0, 2)", "round(${%s} div 3, 2)", "coalesce(${%s}, .)", "not(${%s})", "count(${%s})", "today()",
    "once(today())", "int(${%s} * 1.5)", "date(${%s})", "substr(${%s}, 1)", "selected-at(${%s}, 0)",
)  # fmt: skip
FILTERS = (
    "county = ${%s}",
    "size < ${%s}",
    "name != ${%s}",
    "not(selected(${%s}, name))",
    "county != '' or ${%s} = ''",
)
COUNTS = ("${%s}", "count-selected(${%s})", "string-length(${%s})", "2", "count(${%s})")
WORDS = ("", "a", "b", "yes", "3", "abc", " ", "2026-03-27")


@dataclass
class _Names:
    """What has been asked so far."""

    used: int = 0
    answered: list[str] = field(default_factory=list)
    repeats: list[str] = field(default_factory=list)

    def new(self, kind: str) -> str:
        self.used += 1
        return f"{kind.split()[0]}_{self.used}"


@st.composite
def surveys(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Groups and repeats within each other, in which every expression looks only backwards."""
    names = _Names()
    return [draw(_thing(names, 0, 0)) for _ in range(draw(st.integers(1, 5)))]


@st.composite
def _thing(draw: st.DrawFn, names: _Names, deep: int, repeats: int) -> dict[str, Any]:
    kind = draw(st.sampled_from(("question", "question", "question", "calculate", "group", "repeat")))
    if kind in ("group", "repeat") and deep < 3 and (kind == "group" or repeats < 2):
        return draw(_holder(names, deep, repeats, kind))
    return draw(_calculate(names, repeats) if kind == "calculate" else _question(names, repeats))


@st.composite
def _holder(draw: st.DrawFn, names: _Names, deep: int, repeats: int, kind: str) -> dict[str, Any]:
    row = {"type": kind, "name": names.new(kind), "label": "A made-up label"}
    row |= draw(_condition(names, repeats, "relevant"))
    if kind == "repeat":
        row |= draw(_expression(names, COUNTS, "repeat_count")) if draw(st.booleans()) else {}
        repeats += 1
    inside = [draw(_thing(names, deep + 1, repeats)) for _ in range(draw(st.integers(1, 3)))]
    if kind == "repeat":
        names.repeats.append(row["name"])
    return row | {"children": inside}


@st.composite
def _question(draw: st.DrawFn, names: _Names, repeats: int) -> dict[str, Any]:
    kind = draw(st.sampled_from(KINDS))
    row = {"type": kind, "name": names.new(kind), "label": "A made-up label"}
    row |= draw(_condition(names, repeats, "relevant"))
    if kind == "note":
        return row | ({"label": f"Said: ${{{draw(st.sampled_from(names.answered))}}}"} if names.answered else {})
    if draw(st.integers(0, 3)) == 0:
        row |= draw(_condition(names, repeats, draw(st.sampled_from(("required", "read_only")))))
    if "towns" in kind and draw(st.booleans()):
        row |= draw(_expression(names, FILTERS, "choice_filter"))
    elif kind in ("text", "integer", "decimal") and draw(st.integers(0, 3)) == 0:
        row |= draw(_expression(names, CALCULATIONS, draw(st.sampled_from(("default", "calculation")))))
        if "calculation" in row and names.answered and draw(st.booleans()):
            row["trigger"] = f"${{{draw(st.sampled_from(names.answered))}}}"
    elif kind.startswith(("text", "integer")) and draw(st.integers(0, 3)) == 0:
        row["default"] = draw(st.sampled_from(("3", "a", "abc")))
    names.answered.append(row["name"])
    return row


@st.composite
def _calculate(draw: st.DrawFn, names: _Names, repeats: int) -> dict[str, Any]:
    row = {"type": "calculate", "name": names.new("calculate"), "calculation": "1 + 1"}
    row |= draw(_expression(names, CALCULATIONS, "calculation")) | draw(_condition(names, repeats, "relevant"))
    names.answered.append(row["name"])
    return row


@st.composite
def _condition(draw: st.DrawFn, names: _Names, repeats: int, column: str) -> dict[str, Any]:
    if not draw(st.booleans()):
        return {}
    if repeats and draw(st.integers(0, 3)) == 0:
        return {column: draw(st.sampled_from(IN_REPEAT))}
    if names.repeats and draw(st.integers(0, 3)) == 0:
        return {column: f"count(${{{draw(st.sampled_from(names.repeats))}}}) > 1"}
    return draw(_expression(names, CONDITIONS, column))  # type: ignore[no-any-return]


@st.composite
def _expression(draw: st.DrawFn, names: _Names, templates: tuple[str, ...], column: str) -> dict[str, Any]:
    if not names.answered:
        return {}
    return {column: draw(st.sampled_from(templates)).replace("%s", draw(st.sampled_from(names.answered)))}


GIVEN: dict[str, st.SearchStrategy[Any]] = {
    "text": st.sampled_from(WORDS),
    "integer": st.integers(-1, 5),
    "decimal": st.sampled_from((0.5, 2, 3.25, -1)),
    "date": st.sampled_from(("2026-03-27", "2026-02-30")),
    "select_one": st.sampled_from(("yes", "no", "a", "b", "c", "elsewhere")),
    "select_multiple": st.lists(st.sampled_from(("gangs", "online", "a", "c", "e", "elsewhere")), max_size=3),
    "rank": st.permutations(["a", "b", "c"]),
    "acknowledge": st.just("OK"),
}
absurd: st.SearchStrategy[Any] = st.sampled_from((True, [], {}, [1, "a"], {"a": 1}, 1e300, [[]], "x" * 9))


def _answers(kind: str, given: Mapping[str, st.SearchStrategy[Any]] = GIVEN) -> st.SearchStrategy[Any]:
    usual = given.get(kind, st.sampled_from(WORDS))
    return st.one_of(usual, usual, usual, st.none(), absurd)


@st.composite
def answers_to(draw: st.DrawFn, compiled: CompiledInstrument) -> dict[str, Any]:
    """A document: on the path and off it, with entries too few and too many, and now and then something absurd."""

    def part(repeat: str | None) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for section in compiled.children_of(repeat):
            if section.repeat is None:
                kept |= some(section)
            else:
                entries = [entry(section.name) for _ in range(draw(st.integers(0, 3)))]
                kept[section.name] = draw(st.one_of(st.just(entries), st.just(entries), absurd))
        return kept

    def entry(repeat: str) -> Any:
        if draw(st.integers(0, 5)) == 0:
            return draw(absurd)
        return some(compiled.section(repeat)) | part(repeat)

    def some(section: Any) -> dict[str, Any]:
        items = [item for item in section.items if item.question.is_answered and draw(st.booleans())]
        return {item.name: draw(_answers(item.question.kind)) for item in items}

    return part(None)


@dataclass
class Case:
    """A form, the answers that it is given, and what is done then."""

    instrument: str
    """In JSON, which says all when a test fails, and no more."""
    document: dict[str, Any]
    steps: list[list[Any]]

    @property
    def compiled(self) -> CompiledInstrument:
        return compile_instrument(Instrument.model_validate_json(self.instrument))


@st.composite
def tangled_cases(draw: st.DrawFn) -> Case:
    """A form in which everything hangs on everything before it, with answers that may be absurd."""
    parts = content(*draw(surveys()), choices=LISTS, scales=SCALES)
    compiled = compile_instrument(Instrument.model_validate(parts, strict=False))
    document = json.loads(json.dumps(draw(answers_to(compiled))))  # so that no two parts of it are one
    return Case(_json(compiled), document, draw(steps_in(compiled)))


@st.composite
def varied_cases(draw: st.DrawFn) -> Case:
    """A form that uses everything the model has."""
    compiled = compile_instrument(draw(generated_forms.instruments()))
    document = draw(generated_forms.documents(compiled, absurd=False))
    return Case(_json(compiled), document, draw(steps_in(compiled, generated_forms.GIVEN)))


def _json(compiled: CompiledInstrument) -> str:
    return compiled.instrument.model_dump_json(exclude_defaults=True)


@st.composite
def steps_in(
    draw: st.DrawFn, compiled: CompiledInstrument, given: Mapping[str, st.SearchStrategy[Any]] = GIVEN
) -> list[list[Any]]:
    """What somebody does with a form: answers a question, adds an entry, removes one."""
    found: list[list[Any]] = []
    for _ in range(draw(st.integers(0, 4))):
        item = draw(st.sampled_from(compiled.items))
        if item.repeats and draw(st.integers(0, 3)) == 0:
            kind = draw(st.sampled_from(("add", "remove")))
            length = len(item.repeats) - (kind == "add")
            found.append([kind, item.repeat, draw(st.lists(st.integers(0, 1), min_size=length, max_size=length))])
        elif item.question.is_answered and item.question.is_seen and not item.is_calculated:
            entry = draw(st.lists(st.integers(0, 2), min_size=len(item.repeats), max_size=len(item.repeats)))
            found.append(["set", item.name, entry, draw(_answers(item.question.kind, given))])
    return found


@dataclass
class PageCase:
    """One page of a form with answers, and what somebody answers there."""

    case: Case
    section: str
    entry: tuple[int, ...]
    steps: list[list[Any]]


@st.composite
def page_cases(draw: st.DrawFn) -> PageCase:
    """A page that is on the path, where there is any; else the case is passed over."""
    case = draw(st.one_of(tangled_cases(), varied_cases()))
    compiled, document = case.compiled, states_in_python(case.compiled, case.document, ())[0][1]["document"]
    walk = Walk(compiled, document, NOW)
    found = [(section, entry) for section in compiled.sections for entry in _entries_of_page(walk, section)]
    assume(found)
    section, entry = draw(st.sampled_from(range(len(found))).map(found.__getitem__))
    open_items = [
        item for item in section.items if item.question.is_answered and item.question.is_seen and not item.is_calculated
    ]
    steps = []
    for _ in range(draw(st.integers(0, 3)) if open_items else 0):
        item = open_items[draw(st.integers(0, len(open_items) - 1))]
        steps.append(["set", item.name, list(entry), draw(_answers(item.question.kind, generated_forms.GIVEN | GIVEN))])
    return PageCase(Case(case.instrument, document, []), section.name, entry, steps)


def _entries_of_page(walk: Walk, section: Section) -> list[tuple[int, ...]]:
    if section.repeat is not None:
        entries = walk.at[walk.compiled.branches[section.name]]
        return [entry for entry in entries if holder_of(walk.document, section.repeats, entry) is not None]
    return [()] if FormPath(walk).is_on(section.name) else []
