"""Generated expressions, and the answers that they are evaluated against."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from instruments.expressions.functions import FUNCTIONS
from instruments.expressions.operators import ARITHMETIC, COMPARISONS
from instruments.expressions.tree import (
    Answer,
    Call,
    Current,
    Instance,
    Logic,
    Negation,
    Node,
    Number,
    Operation,
    Path,
    Root,
    Self,
    Step,
    Text,
)
from tests.instruments.expression_cases import Setting

QUESTIONS = ("age", "role", "x", "y", "in_group", "in_room")
NAMES = (*QUESTIONS, "visit", "room", "about", "nowhere")
COLUMNS = ("name", "label", "region")

# Words that mean something somewhere: numbers, dates and times in many spellings, and what looks like them.
WORDS = (
    "", " ", "0", "1", "-1", "3", "007", "1.50", ".5", "5.", " 7 ", "1e3", "+5", "1,000", "abc", "a b", "a",
    "b", "true", "2026-03-27", "2026-02-30", "2024-02-29", "0001-01-01", "9999-12-31", "2026-03-27T10:00",
    "2026-03-27T10:00:00.25Z", "2026-03-27T10:00+01:00", "2026-03-27T24:00", "23:59", "09:30:15.5", "٣", "é", "😀",
    "NaN", "Infinity", "\n", "\u00a0", "MD5", "SHA-1", "SHA-256", "SHA-512", "hex", "base64", "YWJj", "w6k=",
    "%Y-%m-%d %H:%M:%S.%3", "%a %e %b %y %n %h%%", "%q%", "50.7 -3.5 0 0", "0 0; 0 1; 1 1; 0 0", "0 0;1 1;0 1;1 0",
    "towns", "region", "name", "${role}", "/data/about/role", "09:30:00.000+01:00", "😀😀a", "a😀b😀",
)  # fmt: skip
PATTERNS = (
    "", "a*", "(a|b)+", "[0-9]{1,3}", "^\\d+$", "(a+)+", "(a|a)*", "(a*)*", "\\w+\\s?\\w*", ".", "[^a]", "a{2,}",
    "(ab?){0,4}", "a$b", "()|x", "\\S+", "[\\d-]+", "[", "(?i)a", "\\p{L}+", "😀+", "[é😀]*", "a{,2}", "\\b",
)  # fmt: skip

words = st.one_of(st.sampled_from(WORDS), st.text("ab 01-:T.", max_size=12))
numbers = st.one_of(
    st.integers(-100, 100).map(float),
    st.sampled_from((0.0, 0.5, 1e-13, 0.1, 1e15, 1e21, 1e-7, 2.0**53, 20539.0, 1.7976931348623157e308, 2.345, 1.005)),
    st.floats(0, 1e6, allow_nan=False),
)
answers: SearchStrategy[Any] = st.one_of(
    words,
    numbers,
    st.integers(-5, 5),
    st.none(),
    st.lists(st.sampled_from(("a", "b", "3", "gangs")), max_size=3, unique=True),
)


def _paths(inner: SearchStrategy[Node]) -> SearchStrategy[Node]:
    predicates = st.lists(inner, max_size=1).map(tuple)
    children = st.tuples(st.just("child"), st.sampled_from([*NAMES, None]), predicates)
    others = st.tuples(st.sampled_from(("parent", "parent", "self")), st.none(), predicates)
    steps = st.lists(st.one_of(others, children).map(lambda given: Step(*given)), min_size=1, max_size=3).map(tuple)
    starts: SearchStrategy[Node] = st.one_of(
        st.sampled_from((Self(), Current(), Root())), st.sampled_from(NAMES).map(Answer)
    )
    rows = st.tuples(predicates, st.sampled_from(COLUMNS)).map(
        lambda given: (Step("child", "root"), Step("child", "item", given[0]), Step("child", given[1]))
    )
    return st.one_of(
        st.tuples(starts, steps, predicates).map(lambda given: Path(*given)),
        st.tuples(st.just(Instance("towns")), rows).map(lambda given: Path(*given)),
    )


def _sets(inner: SearchStrategy[Node]) -> SearchStrategy[Node]:
    return st.one_of(st.sampled_from(NAMES).map(Answer), _paths(inner))


def _call(name: str, inner: SearchStrategy[Node]) -> SearchStrategy[Node]:
    function = FUNCTIONS[name]
    most = function.least + 2 if function.most is None else function.most
    if name == "indexed-repeat":
        parts = (st.sampled_from(QUESTIONS).map(Answer), st.sampled_from(("visit", "room")).map(Answer), inner)
        return st.tuples(*parts).map(lambda given: Call(name, given))
    if name == "regex":
        return st.tuples(inner, st.one_of(st.sampled_from(PATTERNS).map(Text), inner)).map(lambda g: Call(name, g))

    def of_length(count: int) -> SearchStrategy[Node]:
        parts = [_sets(inner) if index < function.nodes else inner for index in range(count)]
        return st.tuples(*parts).map(lambda given: Call(name, given))

    return st.sampled_from(range(function.least, most + 1, function.by)).flatmap(of_length)


def _joined(inner: SearchStrategy[Node]) -> SearchStrategy[Node]:
    operators = st.sampled_from([*COMPARISONS, *ARITHMETIC])
    logic = st.tuples(st.sampled_from(("and", "or")), st.lists(inner, min_size=2, max_size=3))
    return st.one_of(
        st.tuples(operators, inner, inner).map(lambda given: Operation(*given)),
        logic.map(lambda given: Logic(given[0], tuple(given[1]))),
        inner.map(Negation),
        st.sampled_from(sorted(FUNCTIONS)).flatmap(lambda name: _call(name, inner)),
        st.sampled_from(sorted(FUNCTIONS)).flatmap(lambda name: _call(name, inner)),
        _paths(inner),
    )


def trees() -> SearchStrategy[Node]:
    """Any expression, as a tree."""
    leaves: SearchStrategy[Node] = st.one_of(
        words.map(Text),
        numbers.map(Number),
        st.sampled_from(NAMES).map(Answer),
        st.sampled_from((Self(), Current())),
    )
    return st.recursive(leaves, _joined, max_leaves=12)


@st.composite
def settings_of_expressions(draw: st.DrawFn) -> Setting:
    """Answers in a group, in a repeat and in a repeat within it, a list of choices, and a question among them."""

    def some(*names: str) -> dict[str, Any]:
        return {name: draw(answers) for name in names if draw(st.integers(0, 4))}

    visits = [
        {**some("x", "y"), "room": [some("in_room") for _ in range(draw(st.integers(0, 2)))]}
        for _ in range(draw(st.integers(0, 3)))
    ]
    document = {**some("age"), "about": {**some("role"), "deeper": some("in_group")}, "visit": visits}
    towns = [{"name": draw(words), "label": draw(words), "region": draw(words)} for _ in range(draw(st.integers(0, 3)))]
    context = {
        "document": document,
        "lists": {"towns": towns},
        "labels": {"role": {"a": "An A", "b": "A B"}},
        "today": "2026-03-28",
        "now": "2026-03-28T14:30:00",
        "draws": draw(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=3)),
    }
    places: list[tuple[str | int, ...]] = [("age",), ("about", "role"), ("about", "deeper", "in_group")]
    for index, visit in enumerate(visits):
        places.append(("visit", index, "x"))
        places.extend(("visit", index, "room", inner, "in_room") for inner in range(len(visit["room"])))
    return Setting(context, draw(st.sampled_from(places)), None)
