"""Answers for tests of data files: every kind of question, hostile text, generated forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from analysis.round_data import Form, ResponseRecord
from exports.data_files import AnswerData
from instruments.answer_types import type_problem
from instruments.answers import clean_answers
from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.model import COMPUTED_TYPES
from tests.instruments.generated_forms import documents, instruments

AT = datetime(2026, 4, 30, 12, 0)

HOSTILE = (
    "=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "'=1", "''+1", "'quoted'", "\tTab", "  kept  ", "a,b;c\td",
    'say "yes", then "no"', "two\nlines\nand three", "\n=1", "\u00a0=1", "\uff1d1+1", "😀" * 30, "\u202e backwards",
    "é" * 300, "x" * 5_000, "walkabout:not_asked", "NULL", "NA", "1e5", "#N/A", "\ufeffmark", "a\u2028b", "</xml>&amp;",
)  # fmt: skip


def answer_data(form: Form, responses: Iterable[ResponseRecord], **changes: Any) -> AnswerData:
    values: dict[str, Any] = {
        "title": "Visits of an example round",
        "slug": "example",
        "form": form,
        "responses": list(responses),
        "produced_at": AT,
        "partnership": "Example partnership",
        "remark": "Constructed for a test.",
    }
    return AnswerData(**{**values, **changes})


def records_of(documents: Sequence[Mapping[str, Any]], **changes: Any) -> list[ResponseRecord]:
    """With a day each, and the version 1."""
    return [
        ResponseRecord(
            response_id=f"r{number}",
            document=document,
            **{"received_on": date(2026, 4, 1 + number % 28), "version": 1, **changes},
        )
        for number, document in enumerate(documents, start=1)
    ]


def files_in(folder: Path, kind: str) -> dict[str, Path]:
    """The tables of an unpacked bundle but that of the responses."""
    return {path.stem: path for path in folder.glob(f"*.{kind}") if path.stem not in ("responses", "codebook")}


def acceptable(form: CompiledInstrument, document: Mapping[str, Any]) -> dict[str, Any]:
    """The document as it would be stored: on the path, and without what no question can have for an answer."""
    return _without_wrong(form, clean_answers(form, document, now=AT))


def _without_wrong(form: CompiledInstrument, document: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in document.items():
        if name in form.repeats:
            entries = value if isinstance(value, list) else []
            found[name] = [_without_wrong(form, entry) for entry in entries if isinstance(entry, dict)]
            continue
        item = form.item(name)
        computed = item.question.kind in COMPUTED_TYPES
        fits = value is None or type(value) in (str, int, float) if computed else type_problem(item, value) is None
        found[name] = value if value is not None and fits else None
    return found


@st.composite
def rounds(draw: st.DrawFn, texts: st.SearchStrategy[str] | None = None) -> tuple[CompiledInstrument, list[Any]]:
    """A form that uses everything the model has, and up to four answers to it."""
    form = compile_instrument(draw(instruments(texts, volatile=False)))
    found = draw(st.lists(documents(form, absurd=False), max_size=4))
    return form, records_of([acceptable(form, document) for document in found])
