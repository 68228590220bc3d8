"""The instruments of the library, read once for all tests."""

from __future__ import annotations

from functools import cache
from typing import Any

from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.items import Entry
from instruments.loading import library, load_instrument
from instruments.model import Instrument
from instruments.paths import find_path

STANDARDS = tuple(f"st{number}" for number in range(1, 12))
AUDIT_ITEMS = tuple(f"b{number}" for number in range(1, 15))


@cache
def instrument(form_id: str) -> Instrument:
    return load_instrument(library()[form_id])


@cache
def compiled(form_id: str) -> CompiledInstrument:
    return compile_instrument(instrument(form_id))


def asked(form_id: str, document: dict[str, Any], name: str, *entry: int) -> bool:
    """Whether a question is asked with these answers; ``entry`` is the number of the entry in each repeat around it."""
    where: Entry = entry
    return find_path(compiled(form_id), document).has(name, where)


def names_of_kind(form_id: str, kind: str) -> list[str]:
    return [question.name for question in instrument(form_id).walk() if question.kind == kind]
