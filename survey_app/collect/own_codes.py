"""Codes that respondents make up themselves, so that their answers to two rounds stand together without a name.

A text question with ``own_code=<series>`` in its parameters asks for one. What is kept is never the code: as the answer
is accepted it becomes a keyed hash. The salt is as secret as the keys of the batches and lies beside them, outside the
database and its backups; without it nobody can try out which code somebody could have made. One salt belongs to one
series of a partnership, so that only rounds of that series link; ``own_code=round`` links nothing beyond its round.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Callable
from typing import Any

from instruments.compiled import CompiledInstrument, Item
from survey_app.collect.keys import KeyStore
from survey_app.rounds.models import Round

PARAMETER = "own_code"
ONE_ROUND = "round"
SHOWN = 20  # hexadecimal digits: 80 bits, far more than there are people

Document = dict[str, Any]


def series_of(item: Item) -> str | None:
    """The series whose rounds a self-made code links; None for any other question."""
    return item.question.settings_of_type.get(PARAMETER) if item.question.kind == "text" else None


def asks_own_code(compiled: CompiledInstrument) -> bool:
    """Whether a form asks for a self-made code."""
    return any(series_of(item) is not None for item in compiled.items)


def with_hashed_codes(keys: KeyStore, round_: Round, compiled: CompiledInstrument, document: Document) -> Document:
    """The document with a keyed hash in place of each self-made code."""
    codes = {item.name: series for item in compiled.items if (series := series_of(item)) is not None}

    def hashed(name: str, code: str) -> str | None:
        return hashed_code(keys.salt(round_.partnership_id, _owner(round_, codes[name])), code)

    return _replaced(document, frozenset(codes), hashed) if codes else document


def _owner(round_: Round, series: str) -> str:
    return f"round {round_.id}" if series == ONE_ROUND else f"series {series}"


def _replaced(answers: Document, names: frozenset[str], hashed: Callable[[str, str], str | None]) -> Document:
    """In the entries of repeats too."""
    found: Document = {}
    for name, value in answers.items():
        if name in names and isinstance(value, str):
            found[name] = hashed(name, value)
        elif isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
            found[name] = [_replaced(entry, names, hashed) for entry in value]
        else:
            found[name] = value
    return found


def hashed_code(salt: bytes, code: str) -> str | None:
    """What is kept of a code: the same for "J 07 ab" and "j07AB"; nothing where there is neither letter nor digit."""
    plain = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", code).casefold()))
    return hmac.new(salt, plain.encode(), hashlib.sha256).hexdigest()[:SHOWN] if plain else None
