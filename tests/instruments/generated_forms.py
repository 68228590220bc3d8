"""Generated instruments that use everything the model has, and answers documents for them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from instruments.compiled import CompiledInstrument, Section
from instruments.model import FILE_TYPES, Instrument
from tests.instruments.factories import CHOICES, SCALES, content

WELSH = "Welsh (cy)"

LISTS: dict[str, list[dict[str, Any]]] = {
    **CHOICES,
    "counties": [{"name": "north", "label": "North"}, {"name": "south", "label": "South"}],
    "towns": [
        {"name": "hilltop", "label": "Hilltop", "columns": {"county": "north", "size": "3"}},
        {"name": "seaview", "label": "Seaview", "columns": {"county": "south", "size": "5"}},
        {"name": "midway", "label": "Midway", "columns": {"county": "north", "size": "8"}},
    ],
    "numbered": [{"name": "1", "label": "One"}, {"name": "2", "label": "Two"}, {"name": "10-20", "label": "More"}],
}

# Kind with its list → names that an answer may be compared with.
TEXTS = ("text", "email", "phone", "url", "barcode")
NUMBERS = ("integer", "decimal", "range")
MOMENTS = ("date", "time", "dateTime")
CHOSEN = {
    "select_one yes_no": ("yes", "no"),
    "select_one numbered": ("1", "10-20"),
    "select_one counties": ("north", "south"),
    "select_one towns": ("hilltop", "seaview"),
    "select_multiple topics": ("gangs", "none"),
    "select_multiple towns": ("midway", "seaview"),
    "rank counties": ("north", "south"),
}
PLACES = ("geopoint", "geotrace", "geoshape")
GRADED = {"grade met4": ("partly", "fully"), "safety": ("yes", "no"), "consent": ("yes", "no")}
METADATA = ("start", "end", "today", "username", "deviceid")
KINDS = (
    *TEXTS, *NUMBERS, *MOMENTS, *CHOSEN, *PLACES, *FILE_TYPES, *GRADED, "acknowledge", "calculate", "hidden", "note",
)  # fmt: skip

DEFAULTS = {
    "text": ("", "Somewhere", "${%s}", "concat(${%s}, '-', today())"), "integer": ("3", "1 + 1"),
    "decimal": ("2.5",), "range": ("4",), "date": ("2026-03-27", "today()"), "time": ("09:30",),
    "select_one yes_no": ("yes",), "select_one numbered": ("2",), "select_multiple topics": ("gangs online",),
    "rank counties": ("south north",), "hidden": ("a b",), "geopoint": ("51.5 -0.12 0 0",),
}  # fmt: skip
PARAMETERS = {"range": ("start=1 end=10", "start=0, end=5, step=0.5"), "select_one yes_no": ("randomize=true",)}
APPEARANCES = {
    "text": ("multiline", "numbers"), "select_one yes_no": ("likert", "minimal"), "integer": ("thousands-sep",),
    "image": ("annotate",),
}  # fmt: skip


LUCK = st.integers(0, 10**9)


class _Drawn:
    """One form as it is drawn; expressions mention only what stands earlier, so that none runs in a circle."""

    def __init__(self, draw: st.DrawFn, label: SearchStrategy[str], hint: SearchStrategy[str]) -> None:
        self.draw = draw
        self.label = label
        self.hint = hint
        self.number = 0
        self.luck = 0
        self.earlier: list[tuple[str, str]] = []  # name and type
        self.repeats: list[str] = []
        self.consents: set[tuple[str, ...]] = set()

    def chance(self, one_in: int = 4) -> bool:
        """True now and then. One draw serves for many of these, since draws are what generating costs."""
        if self.luck < one_in:
            self.luck = self.draw(LUCK)
        self.luck, rest = divmod(self.luck, one_in)
        return rest == 1

    def name(self, what: str) -> str:
        self.number += 1
        return f"{what.split()[0].lower()}_{self.number}"

    def of(self, *types: str) -> str | None:
        """An earlier question of one of these types."""
        found = [name for name, kind in self.earlier if kind in types]
        return self.draw(st.sampled_from(found)) if found else None

    def condition(self) -> str | None:
        if not self.earlier:
            return None
        name, kind = self.draw(st.sampled_from(self.earlier))
        templates = ["${%s} != ''", "${%s} = ''", "string-length(${%s}) > 3", "coalesce(${%s}, 'x') = 'x'"]
        if kind in NUMBERS or kind == "calculate":
            templates += ["${%s} > 2", "not(${%s} <= 4.5)", "${%s} mod 2 = 1"]
        for choice in {**CHOSEN, **GRADED}.get(kind, ()):
            templates += [f"selected(${{%s}}, '{choice}')", f"${{%s}} = '{choice}' or ${{%s}} = ''"]
        if kind in MOMENTS:
            templates.append("${%s} <= today()")
        return self.draw(st.sampled_from(templates)).replace("%s", name)

    def calculation(self) -> str:
        templates = ["today()", "1 + 1", "concat('a', 'b')", "1 = 1", "'x' div 2", "once('kept')"]
        if number := self.of(*NUMBERS, "calculate"):
            templates += [
                f"${{{number}}} * 2",
                f"sum(${{{number}}})",
                f"max(${{{number}}}, 3)",
                f"round(${{{number}}}, 1)",
            ]
        if text := self.of(*TEXTS, *CHOSEN):
            templates += [f"concat(${{{text}}}, '!')", f"count-non-empty(${{{text}}})", f"string-length(${{{text}}})"]
        if listed := self.of(*[kind for kind in CHOSEN if kind.startswith("select_one")]):
            templates.append(f"jr:choice-name(${{{listed}}}, '${{{listed}}}')")
        if town := self.of("select_one towns"):
            templates.append(f"instance('towns')/root/item[name = ${{{town}}}]/size")
        if repeat := self.of("repeat"):
            templates += [f"count(${{{repeat}}})", f"${{{repeat}}}[position() = 1]"]
        if self.repeats:
            templates.append("position(..)")
        return self.draw(st.sampled_from(templates))

    def columns(self, kind: str) -> dict[str, Any]:
        """The columns that any question may have."""
        found: dict[str, Any] = {}
        if self.chance(3) and (condition := self.condition()):
            found["relevant"] = condition
        if kind not in ("note", "calculate", "hidden") and self.chance(3):
            found["required"] = self.condition() if self.chance(3) else True
        if kind in DEFAULTS and self.chance(3):
            default = self.draw(st.sampled_from(DEFAULTS[kind]))
            text = self.of("text")
            if "%s" not in default:
                found["default"] = default
            elif text:
                found["default"] = default.replace("%s", text)
        if kind in (*NUMBERS, *TEXTS, *MOMENTS) and self.chance(5):
            found["constraint"] = self.draw(st.sampled_from((". != '3'", "string-length(.) < 9", ". <= 5 or . > 7")))
            found["constraint_message"] = self.draw(self.label)
        for options, column in ((PARAMETERS, "parameters"), (APPEARANCES, "appearance")):
            if kind in options and self.chance(3):
                found[column] = self.draw(st.sampled_from(options[kind]))
        return found | self.own_columns(kind)

    def own_columns(self, kind: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        county = self.of("select_one counties")
        if kind.endswith(" towns") and county and self.chance(2):
            found["choice_filter"] = f"county = ${{{county}}}"
        elif kind.startswith("select_") and "topics" not in kind and self.chance(5):
            found["or_other"] = True
        if kind in (*TEXTS, "integer", "note") and self.chance(8):
            found["calculation"] = self.calculation()
            trigger = self.of(*TEXTS, *NUMBERS) if kind != "note" else None
            if trigger and self.chance(2):
                found["trigger"] = f"${{{trigger}}}"
        if kind in (*TEXTS, *NUMBERS) and self.chance(8):
            found["read_only"] = True
        return found

    def texts(self) -> dict[str, Any]:
        found: dict[str, Any] = {"label": self.draw(self.label)}
        if self.chance(5):
            found["hint"] = self.draw(self.hint)
        if self.chance(4):
            found["translations"] = {WELSH: {"label": self.draw(self.label)}}
        if self.chance(12):
            found["guidance_hint"] = self.draw(self.hint)
        if self.chance(15):
            found["extra"] = {"bind::made-up:column": self.draw(self.hint)}
        return found

    def question(self) -> dict[str, Any]:
        kind = self.draw(st.sampled_from(KINDS))
        place = tuple(self.repeats)
        if kind == "consent" and place in self.consents:
            kind = "text"
        if kind == "consent":
            self.consents.add(place)
        row = {"type": kind, "name": self.name(kind), **self.texts()}
        if kind == "calculate":
            row |= {"calculation": self.calculation()}
            row.pop("hint", None)
        row |= {key: value for key, value in self.columns(kind).items() if value is not None}
        if kind != "note" or "calculation" in row:
            self.earlier.append((row["name"], kind))
        return row

    def metadata(self) -> dict[str, Any]:
        kind = self.draw(st.sampled_from(METADATA))
        return {"type": kind, "name": self.name(kind)}

    def children(self, deep: int, *, holders: bool = True) -> list[dict[str, Any]]:
        count = self.draw(st.integers(1, 3))
        return [
            self.row(deep + 1) if holders and deep < 2 and self.chance(4) else self.question() for _ in range(count)
        ]

    def standard(self) -> dict[str, Any]:
        row = {"type": "standard met4", "name": self.name("standard"), **self.texts(), **self.condition_column()}
        children = self.children(2, holders=False)
        children = [child if child["type"] != "consent" else child | {"type": "safety"} for child in children]
        self.earlier.append((row["name"], "grade met4"))
        return row | ({"children": children} if children else {})

    def condition_column(self) -> dict[str, Any]:
        condition = self.condition() if self.chance(4) else None
        return {"relevant": condition} if condition else {}

    def group(self, deep: int) -> dict[str, Any]:
        row = {"type": "group", "name": self.name("group"), **self.texts(), **self.condition_column()}
        if self.chance(6):
            row |= {"appearance": "field-list"}
        return row | {"children": self.children(deep)}

    def repeat(self, deep: int) -> dict[str, Any]:
        row = {"type": "repeat", "name": self.name("repeat"), **self.texts(), **self.condition_column()}
        if self.chance(3):
            number = self.of("integer")
            count = f"${{{number}}}" if number and self.chance(2) else "2"
            row["repeat_count"] = "position(..)" if self.repeats and self.chance(3) else count
        if self.chance(3):
            row["entry_name"] = "visit"
        if self.chance(4):
            row["required"] = True
        self.repeats.append(row["name"])
        row["children"] = self.children(deep)
        self.repeats.pop()
        self.earlier.append((row["name"], "repeat"))
        return row

    def row(self, deep: int) -> dict[str, Any]:
        what = self.draw(st.sampled_from(("question", "question", "group", "group", "repeat", "standard", "metadata")))
        if what == "standard" and not self.repeats:
            return self.standard()
        if what == "metadata" and deep == 0:
            return self.metadata()
        if what in ("group", "repeat"):
            return self.group(deep) if what == "group" else self.repeat(deep)
        return self.question()


@st.composite
def instruments(draw: st.DrawFn, labels: SearchStrategy[str] | None = None, *, volatile: bool = True) -> Instrument:
    """Any instrument that is in order: nested repeats, loose questions, every kind, every column, other languages.

    Labels are all the same unless given, since drawing them costs more than all the rest. Without ``volatile`` it has
    nothing that comes out differently each time.
    """
    label = st.just("A made-up label") if labels is None else labels
    drawn = _Drawn(draw, label, label)
    survey = [drawn.row(0) for _ in range(draw(st.integers(1, 4)))]
    parts: dict[str, Any] = {"choices": LISTS, "scales": SCALES}
    settings: dict[str, Any] = {"form_id": "made-up-form", "form_title": "A made-up form"}
    if draw(st.booleans()):
        settings |= {"version": "2026-1", "purpose": draw(label), "translations": {WELSH: {"form_title": draw(label)}}}
        settings |= {"extra": {"style": "pages"}, "unit": "cases"}
        choices = [dict(choice) for choice in LISTS["yes_no"]]
        choices[0] |= {"translations": {WELSH: {"label": draw(label)}}, "image": "made-up.png"}
        parts |= {"choices": LISTS | {"yes_no": choices}, "files": {"towns": "towns.csv"}}
    form = Instrument.model_validate(content(*survey, **parts, settings=settings), strict=False)
    return form if volatile else _steady(form)


def _steady(form: Instrument) -> Instrument:
    """The form with what is kept once it has been worked out (``once``) taken out."""
    return Instrument.model_validate_json(form.model_dump_json().replace("once('kept')", "'kept'"))


GIVEN: dict[str, SearchStrategy[Any]] = {
    "integer": st.integers(-2, 10),
    "decimal": st.sampled_from((-5.5, 0.0, 2.5, 3, 7.25)),
    "range": st.sampled_from((1, 2.5, 4, 11)),
    "date": st.sampled_from(("2026-03-27", "2026-02-30")),
    "time": st.just("09:30"),
    "dateTime": st.just("2026-03-27T09:30"),
    "email": st.sampled_from(("name@example.org", "name@")),
    "phone": st.sampled_from(("01632 960 001", "no")),
    "url": st.sampled_from(("https://www.example.org", "www")),
    "select_multiple": st.lists(
        st.sampled_from(("gangs", "online", "none", "hilltop", "seaview", "midway", "other", "elsewhere")), max_size=4
    ),
    "rank": st.permutations(("north", "south")).map(list),
    "acknowledge": st.just("OK"),
    "geopoint": st.sampled_from(("51.5 -0.12 0 5", "91 0")),
    "geotrace": st.just("51.5 -0.12; 51.6 -0.13"),
    "geoshape": st.just("51.5 -0.12; 51.6 -0.13; 51.7 -0.1; 51.5 -0.12"),
    "select_one": st.sampled_from(
        (
            "yes",
            "no",
            "north",
            "south",
            "hilltop",
            "midway",
            "1",
            "2",
            "partly",
            "fully",
            "not_applicable",
            "other",
            "x",
        )
    ),
}
TEXT: SearchStrategy[Any] = st.one_of(
    st.sampled_from(("", " ", "a", "a b", "3", "2026-03-27", "true", "é", "\n")), st.text(max_size=6)
)
anything: SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)


@st.composite
def documents(draw: st.DrawFn, compiled: CompiledInstrument, *, absurd: bool = True) -> dict[str, Any]:
    """Answers to an instrument: mostly of the right type, on the path or off it, and now and then something absurd."""

    def answer(kind: str) -> Any:
        given = GIVEN.get(kind, TEXT)
        return draw(st.one_of(st.none(), given, given, *([anything] if absurd else [])))

    def page(section: Section) -> dict[str, Any]:
        items = [item for item in section.items if item.question.is_answered and draw(st.booleans())]
        return {item.name: answer(item.question.kind) for item in items}

    def entries(section: Section) -> Any:
        if absurd and draw(st.integers(1, 6)) == 1:
            return draw(anything)
        return [entry(section) for _ in range(draw(st.integers(0, 3)))]

    def entry(section: Section) -> dict[str, Any]:
        found = page(section)
        for inner in compiled.children_of(section.name):
            found[inner.name] = entries(inner)
        return found

    document: dict[str, Any] = {}
    for section in compiled.children_of(None):
        if section.repeat is None:
            document |= page(section)
        else:
            document[section.name] = entries(section)
    return document
