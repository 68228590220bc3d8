"""The demo's data files."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def read_data(name: str) -> Any:
    """One of the demo's data files."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
