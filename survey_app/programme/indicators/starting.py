"""The indicators that a partnership can begin with, as the product ships them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from survey_app.programme.indicators.defining import IndicatorText

STARTING_SET = Path(__file__).with_name("starting_set.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class StartingIndicator:
    """One indicator of the set."""

    name: str
    measure: str
    period: str
    on_front_door: bool
    text: IndicatorText


@lru_cache(maxsize=1)
def starting_indicators() -> tuple[StartingIndicator, ...]:
    """The set, in its order."""
    rows = YAML(typ="safe").load(STARTING_SET.read_text(encoding="utf-8"))
    return tuple(
        StartingIndicator(
            name=row.pop("name"), measure=row.pop("measure"), period=row.pop("period"),
            on_front_door=row.pop("front_door", False), text=IndicatorText(**row),
        )
        for row in rows
    )  # fmt: skip
