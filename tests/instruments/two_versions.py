"""Two versions of a form for tests, and what changed between them."""

from __future__ import annotations

import json
from typing import Any

from instruments.changes import (
    Change,
)
from instruments.differences import compare
from instruments.model import Instrument
from tests.instruments.factories import content, group

Data = dict[str, Any]


def read(data: Data) -> Instrument:
    return Instrument.model_validate_json(json.dumps(data))


def form(*questions: Data, **parts: Any) -> Instrument:
    return read(content(group("page", *questions), **parts))


def changes_of(old: Instrument, new: Instrument, name: str) -> list[Change]:
    return [change for change in compare(old, new) if change.name == name]


def only_change(old: Instrument, new: Instrument) -> Change:
    changes = compare(old, new)
    assert len(changes) == 1, [change.message for change in changes]
    return changes[0]
