"""Generated expressions, instruments and answers documents."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from instruments.expressions.functions import FUNCTIONS
from instruments.expressions.operators import ARITHMETIC, COMPARISONS
from instruments.expressions.tree import Answer, Call, Logic, Negation, Node, Number, Operation, Parent, Self, Text
from instruments.model import Instrument
from tests.instruments.factories import CHOICES, SCALES, content

NAMES = ("age", "role", "visited", "topics", "notes", "nowhere")

# Words that mean something somewhere: numbers, dates and times in many spellings, and what looks like them.
WORDS = (
    "", " ", "0", "1", "-1", "3", "007", "1.50", ".5", "5.", " 7 ", "1e3", "+5", "1,000", "abc", "a b", "a",
    "b", "true", "2026-03-27", "2026-02-30", "2024-02-29", "0001-01-01", "9999-12-31", "2026-03-27T10:00",
    "2026-03-27T10:00:00.25Z", "2026-03-27T10:00+01:00", "2026-03-27T24:00", "23:59", "09:30:15.5", "٣", "é", "😀",
    "NaN", "Infinity", "\n", "\u00a0",
)  # fmt: skip
PATTERNS = (
    "", "a*", "(a|b)+", "[0-9]{1,3}", "^\\d+$", "(a+)+", "(a|a)*", "(a*)*", "\\w+\\s?\\w*", ".", "[^a]", "a{2,}",
    "(ab?){0,4}", "a$b", "()|x", "\\S+", "[\\d-]+",
)  # fmt: skip

words = st.one_of(st.sampled_from(WORDS), st.text("ab 01-:T.", max_size=12))
numbers = st.one_of(
    st.integers(-100, 100).map(float),
    st.sampled_from((0.0, 0.5, 1e-13, 0.1, 1e15, 1e21, 1e-7, 2.0**53, 20539.0, 1.7976931348623157e308)),
    st.floats(0, 1e6, allow_nan=False),
)
answers: SearchStrategy[Any] = st.one_of(
    words,
    numbers,
    st.integers(-5, 5),
    st.none(),
    st.lists(st.sampled_from(("a", "b", "3", "gangs")), max_size=3, unique=True),
)
sets_of_answers = st.lists(answers, max_size=4).map(lambda found: {"nodes": found})


def _calls(inner: SearchStrategy[Node]) -> SearchStrategy[Node]:
    return st.sampled_from(sorted(FUNCTIONS)).flatmap(lambda name: _call(name, inner))


def _call(name: str, inner: SearchStrategy[Node]) -> SearchStrategy[Node]:
    function = FUNCTIONS[name]
    most = function.least + 2 if function.most is None else function.most
    first = {"answers": st.sampled_from(NAMES).map(Answer), "parent": st.just(Parent())}.get(function.first, inner)
    if function.pattern:
        return st.tuples(inner, st.sampled_from(PATTERNS).map(Text)).map(lambda given: Call(name, given))
    rest = st.lists(inner, min_size=max(function.least - 1, 0), max_size=max(most - 1, 0))
    if most == 0:
        return st.just(Call(name, ()))
    return st.tuples(first, rest).map(lambda given: Call(name, (given[0], *given[1])))


def _joined(inner: SearchStrategy[Node]) -> SearchStrategy[Node]:
    operators = st.sampled_from([*COMPARISONS, *ARITHMETIC])
    logic = st.tuples(st.sampled_from(("and", "or")), st.lists(inner, min_size=2, max_size=3))
    return st.one_of(
        st.tuples(operators, inner, inner).map(lambda given: Operation(*given)),
        logic.map(lambda given: Logic(given[0], tuple(given[1]))),
        inner.map(Negation),
        _calls(inner),
    )


def trees() -> SearchStrategy[Node]:
    """Any expression, as a tree."""
    leaves: SearchStrategy[Node] = st.one_of(
        words.map(Text), numbers.map(Number), st.sampled_from(NAMES).map(Answer), st.just(Self())
    )
    return st.recursive(leaves, _joined, max_leaves=12)


def contexts() -> SearchStrategy[dict[str, Any]]:
    """The answers and the moment of an evaluation, in the form of the case table."""
    values = st.dictionaries(st.sampled_from(NAMES[:-1]), st.one_of(answers, sets_of_answers))
    return st.fixed_dictionaries(
        {"values": values, "itself": answers},
        optional={
            "today": st.just("2026-03-28"), "now": st.just("2026-03-28T14:30:00"), "position": st.integers(1, 9),
        },
    )  # fmt: skip


# What YAML might take for something else, and what a label may contain.
AWKWARD = (
    "yes", "No", "null", "~", "true", "1.10", "0123", "2024-05-01", "12:30", "- a", "a: b", "a #b", "#", "'", '"',
    "{a}", "[b]", "*c", "&d", "!e", "%f", "@g", "`h", "|", ">", "?", "a\nb", " lead", "trail ", "a\n\nb\n", "é", "😀",
    "\\", "a\\nb", "=", "<<", "\u2028", "\u00a0x", "\t", "x\ty", "1_000", "0o7", "0x1F", ".inf", "---", "...", "a,b",
    "\ufeff",
)  # fmt: skip
labels = st.one_of(
    st.sampled_from([word for word in AWKWARD if word.strip()]),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=30),
).filter(lambda text: bool(text.strip()) and not text.isspace())

TYPES = ("text", "integer", "decimal", "date", "time", "dateTime", "note", "safety")
LISTED = ("select_one yes_no", "select_one met4", "select_multiple topics", "grade met4")
CONDITIONS = (
    "${%s} != ''", "${%s} = ''", "${%s} > 2", "selected(${%s}, 'yes')", "not(${%s})", "string-length(${%s}) > 3",
    "count(${%s}) > 1", "coalesce(${%s}, 'x') = 'x'", "${%s} = 'yes' or ${%s} = 'no'",
)  # fmt: skip


@st.composite
def instruments(draw: st.DrawFn, labels: SearchStrategy[str] | None = None) -> Instrument:
    """Any instrument: pages and repeats, groups within them, all kinds of questions, conditions on earlier ones.

    Labels are all the same unless given, since drawing them costs more than all the rest.
    """
    label = st.just("A made-up label") if labels is None else labels
    earlier: list[str] = []
    numbers_of_names = iter(range(1000))

    def condition() -> dict[str, Any]:
        if not earlier or not draw(st.booleans()):
            return {}
        template, name = draw(st.sampled_from(CONDITIONS)), draw(st.sampled_from(earlier))
        text = template.replace("%s", name)
        return {} if "'yes'" in text and not name.startswith(("safety", "select_one_yes")) else {"relevant": text}

    def question() -> dict[str, Any]:
        kind = draw(st.sampled_from((*TYPES, *LISTED)))
        name = f"{kind.replace(' ', '_')}_{next(numbers_of_names)}"
        row = {"type": kind, "name": name, "label": draw(label), "required": draw(st.booleans()), **condition()}
        if kind != "note":
            earlier.append(name)
        return row

    def group(deep: int) -> dict[str, Any]:
        row = {"type": "group", "name": f"group_{next(numbers_of_names)}", "label": draw(label), **condition()}
        nested = st.booleans() if deep < 2 else st.just(False)
        children = [group(deep + 1) if draw(nested) else question() for _ in range(draw(st.integers(1, 3)))]
        return row | {"children": children}

    sections = []
    for _ in range(draw(st.integers(1, 3))):
        section = group(0)
        if draw(st.booleans()):
            section |= {"type": "repeat", "name": section["name"].replace("group", "repeat"), "entry_name": "visit"}
        sections.append(section)
    return Instrument.model_validate(content(*sections, choices=CHOICES, scales=SCALES), strict=False)


GIVEN: dict[str, SearchStrategy[Any]] = {
    "text": st.one_of(words, st.text(max_size=10)),
    "integer": st.integers(-5, 10),
    "decimal": st.floats(-5, 10),
    "date": st.sampled_from(("2026-03-27", "2026-02-30")),
    "time": st.just("09:30"),
    "dateTime": st.just("2026-03-27T09:30"),
    "select_one": st.sampled_from(("yes", "no", "partly", "fully", "not_applicable", "elsewhere")),
    "select_multiple": st.lists(st.sampled_from(("gangs", "online", "none", "elsewhere")), max_size=4),
}
anything: SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)


@st.composite
def documents(draw: st.DrawFn, compiled: Any) -> dict[str, Any]:
    """Answers to an instrument: mostly of the right type, on the path or off it, and now and then something absurd."""

    def answer(kind: str) -> Any:
        return draw(st.one_of(st.none(), GIVEN[kind], GIVEN[kind], anything))

    def page(section: Any) -> dict[str, Any]:
        items = [item for item in section.items if item.question.is_answered and draw(st.booleans())]
        return {item.name: answer(item.question.kind) for item in items}

    document: dict[str, Any] = {}
    for section in compiled.sections:
        if section.repeat is None:
            document |= page(section)
        elif draw(st.booleans()):
            document[section.name] = [page(section) for _ in range(draw(st.integers(0, 3)))]
        else:
            document[section.name] = draw(anything)
    return document
