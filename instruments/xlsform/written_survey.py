"""The survey sheet of an instrument: every question as rows that any XLSForm tool can ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from instruments.grades import COMPOSITE_KINDS, Part, expand
from instruments.model import CHOICE_TYPES, Choice, Instrument, Question
from instruments.xlsform.own_columns import CONSENT_GIVEN, KEPT_TYPE, NAME, PARAMETERS, PART_OF, REQUIRED, TYPE
from instruments.xlsform.question_types import read_type
from instruments.xlsform.written_texts import Cells, put_rest, put_text, put_texts

_TEXTS = ("label", "hint", "guidance_hint", "required_message", "constraint_message", "image", "audio", "video")
_PLAIN = ("relevant", "constraint", "calculation", "trigger", "choice_filter", "default", "appearance", "repeat_count")

_FOR_OTHERS: Mapping[str, str] = {"email": "text", "phone": "text", "url": "text", "signature": "image"}
"""What other tools ask in place of a type of ours."""

_GEO = frozenset({"allow-mock-accuracy", "reference-geometry"})
_PARAMETERS: Mapping[str, frozenset[str]] = {
    "text": frozenset({"rows"}),
    "image": frozenset({"app", "max-pixels"}),
    "audio": frozenset({"quality"}),
    "geopoint": _GEO | {"capture-accuracy", "warning-accuracy"},
    "geotrace": _GEO | {"incremental"},
    "geoshape": _GEO | {"incremental"},
    "range": frozenset({"start", "end", "step", "tick_interval", "placeholder", "tick_labelset"}),
    "select_one": frozenset({"randomize", "seed"}),
    "select_multiple": frozenset({"randomize", "seed"}),
    "rank": frozenset({"randomize", "seed"}),
}
"""The parameters that pyxform takes; it refuses a form with any other on these types."""
_AUDIT = frozenset(
    {"identify-user", "location-max-age", "location-min-interval", "location-priority", "track-changes",
     "track-changes-reasons"}
)  # fmt: skip


Row = TypeVar("Row", Question, Choice)


@dataclass(slots=True)
class WrittenSurvey:
    """The rows, and the built-in lists that the written-out parts of composite questions take their choices from."""

    rows: list[Cells] = field(default_factory=list)
    lists: dict[str, tuple[Choice, ...]] = field(default_factory=dict)


def survey_rows(instrument: Instrument) -> WrittenSurvey:
    """The survey sheet, from the header's second row on."""
    written = WrittenSurvey()
    names = {question.name for question in instrument.walk()}
    written.rows.extend(_Writer(instrument, written.lists, names).all(instrument.survey))
    return written


@dataclass(slots=True)
class _Writer:
    instrument: Instrument
    lists: dict[str, tuple[Choice, ...]]
    names: set[str]

    def all(self, questions: tuple[Question, ...]) -> Iterator[Cells]:
        """The rows of questions that stand side by side; what follows a consent is in a group that hangs on it."""
        for index, question in enumerate(questions):
            yield from self._rows(question)
            if question.kind == "consent" and index + 1 < len(questions):
                name = self._free(f"{question.name}_given")
                yield {
                    "type": "begin_group",
                    "name": name,
                    "relevant": f"${{{question.name}}} = 'yes'",
                    TYPE: CONSENT_GIVEN,
                }
                yield from self.all(questions[index + 1 :])
                yield {"type": "end_group", "name": name}
                return

    def _rows(self, question: Question) -> Iterator[Cells]:
        if question.kind in ("group", "repeat"):
            yield {**self._cells(question), "type": f"begin_{question.kind}"}
            yield from self.all(question.children)
            yield {"type": f"end_{question.kind}", "name": question.name}
        elif question.kind == "standard":
            yield from self._standard(question)
        elif question.kind in COMPOSITE_KINDS:
            first, *rest = self._parts(question)
            yield self._composite(question, first)
            yield from (self._part(part, question) for part in rest)
        else:
            yield self._cells(question)

    def _standard(self, question: Question) -> Iterator[Cells]:
        """A group of its criteria, with the parts of its grade at the end."""
        name = self._free(f"{question.name}_standard")
        own = {"name": name, "type": "begin_group", TYPE: question.type, NAME: question.name}
        yield {**self._cells(question), **own}
        yield from self.all(question.children)
        yield from (self._part(part, question) for part in self._parts(question))
        yield {"type": "end_group", "name": name}

    def _composite(self, question: Question, first: Part) -> Cells:
        cells = {**self._cells(question), "type": first.question.type, TYPE: question.type}
        if question.kind in ("safety", "consent"):
            if "required" in cells:
                cells[REQUIRED] = cells["required"]
            cells["required"] = "yes"
        return cells

    def _part(self, part: Part, question: Question) -> Cells:
        return {**self._cells(part.question), PART_OF: question.name}

    def _parts(self, question: Question) -> tuple[Part, ...]:
        given = expand(question, self.instrument.choices_of(question), self.instrument.scale_of(question))
        parts = tuple(self._spoken(part) for part in given)
        for part in parts:
            list_name = part.question.list_name
            if list_name is not None and list_name not in self.instrument.choices:
                self.lists[list_name] = part.choices
        return parts

    def _spoken(self, part: Part) -> Part:
        """A part in the instrument's own languages; what is built in has others, which no tool should then offer."""
        choices = tuple(_only(choice, self.instrument.languages) for choice in part.choices)
        return Part(_only(part.question, self.instrument.languages), part.part, choices)

    def _free(self, name: str) -> str:
        """A name that no question has."""
        while name in self.names:
            name += "_"
        self.names.add(name)
        return name

    def _cells(self, question: Question) -> Cells:
        cells: Cells = {"name": question.name}
        self._type(cells, question)
        put_texts(cells, question, _TEXTS)
        for key in ("required", "read_only"):
            value = getattr(question, key)
            if value:
                cells[key] = "yes" if value is True else value
        for key in _PLAIN:
            if (text := getattr(question, key)) is not None:
                cells[key] = text
        if question.kind == "signature":
            cells["appearance"] = " ".join(["signature", *(cells.get("appearance") or "").split()])
        _put_parameters(cells, question)
        for key in ("unit", "narrative_below", "core"):
            if (value := getattr(question, key)) is not None:
                cells[f"walkabout_{key}"] = str(value)
        put_text(cells, question, "entry_name", "walkabout_entry_name")
        put_rest(cells, {key: text for key, text in question.extra.items() if key != KEPT_TYPE})
        return cells

    def _type(self, cells: Cells, question: Question) -> None:
        """What other tools ask, and the type it has for us where they would read another."""
        kind, list_name = question.kind, question.list_name
        written = _FOR_OTHERS.get(kind, question.type)
        if kind in CHOICE_TYPES and list_name in self.instrument.files and not self.instrument.choices.get(list_name):
            written = f"{kind}_from_file {self._file(list_name)}"
        own = question.type
        if question.or_other:
            own += " or_other"
            written += "" if question.choice_filter else " or_other"
        if kind == "calculate" and question.calculation is None:
            written = "hidden"
        if KEPT_TYPE in question.extra:
            written = question.extra[KEPT_TYPE]
        if kind == "audit" and question.name != "audit":
            cells["name"], cells[NAME] = "audit", question.name
        cells["type"] = written
        if not _reads_as(written, question):
            cells[TYPE] = own

    def _file(self, list_name: str | None) -> str:
        """The file's name, if a reader would find the list's name in it."""
        filename = self.instrument.files[list_name or ""]
        stem, _, kind = filename.rpartition(".")
        return filename if stem == list_name and kind in ("csv", "xml", "geojson") else f"{list_name}.csv"


def _only(row: Row, languages: tuple[str, ...]) -> Row:
    """A row without its texts in other languages."""
    kept = {language: texts for language, texts in row.translations.items() if language in languages}
    return row.model_copy(update={"translations": kept})


def _reads_as(written: str, question: Question) -> bool:
    found = read_type(written)
    if question.kind == "image" and "signature" in question.appearances:
        return False
    if question.kind == "signature" or found.kind in ("group", "repeat"):
        return found.kind == "image" or question.kind == found.kind
    return found.kind == question.kind and found.or_other == question.or_other


def _put_parameters(cells: Cells, question: Question) -> None:
    if question.parameters is None:
        return
    kind = _FOR_OTHERS.get(question.kind, question.kind)
    taken = _AUDIT if kind == "audit" else _PARAMETERS.get(kind, frozenset())
    stated = set(question.settings_of_type)
    from_file = cells["type"].split(" ")[0].endswith("_from_file")
    refused = stated - taken - ({"value", "label"} if from_file else set())
    words = question.parameters.replace(",", " ").replace(";", " ").split()
    if (kind in _PARAMETERS or kind == "audit") and (refused or len(words) != len(stated)):
        cells[PARAMETERS] = question.parameters
    else:
        cells["parameters"] = question.parameters
