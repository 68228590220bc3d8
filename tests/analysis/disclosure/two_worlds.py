"""Two worlds that a release does not tell apart: other answers, and the same report to the byte.

What is hidden is exactly what differs between such worlds. So whatever is made of a release must be the same in both,
and whatever is not the same tells something that the release hides.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release, report_to_json
from analysis.disclosure.round_gate import pass_round
from analysis.figures import compute_figures
from analysis.report import Report
from analysis.round_data import CodingRecord, Population, RoundData, ThemeDefinition
from instruments.answers import clean_answers
from instruments.compiled import CompiledInstrument
from tests.analysis.rounds import comment, group, make_instrument, make_responses, make_round, question

POLICIES = {"default": DisclosurePolicy.default(), "nhs": DisclosurePolicy.nhs(), "ten": DisclosurePolicy.ten()}
THEMES = ("time", "voice", "pay")
AGENCIES = ("Agency A", "Agency B", "Agency C", "Agency D")


@dataclass(frozen=True)
class World:
    """A round, and the release of it."""

    data: RoundData
    report: Report

    @property
    def truth(self) -> str:
        """Everything that there is to know of the round's figures."""
        return repr(pass_round(compute_figures(self.data)))


@cache
def form() -> CompiledInstrument:
    """A questionnaire of every kind of figure, with a follow-up that few are asked."""
    return make_instrument(
        group(
            "page",
            question("select_one sectors", "sector"),
            question("select_one agree", "useful"),
            question("select_one agree", "again"),
            question("select_one yes_no", "heard"),
            question("select_multiple topics", "topics"),
            question("integer", "years"),
            question("select_one length", "chased", relevant="${heard} = 'no'"),
            comment("said"),
        )
    )


def first_world(seed: int, *, sizes: tuple[int, int] = (40, 71), **changes: Any) -> RoundData:
    """A closed round in which some answers are rare; broken down by sector, with rates by agency."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(*sizes))
    documents = [clean_answers(form(), _document(rng)) for _ in range(size)]
    answered = rng.multinomial(size, rng.dirichlet([6, 4, 0.5, 0.5]))
    frame = pd.DataFrame({"agency": AGENCIES, "invited": answered + 25, "answered": answered})
    codings = [
        CodingRecord(response_id=f"r{number}", question="said", theme=theme, stance=stance)  # type: ignore[arg-type]
        for number, document in enumerate(documents, start=1)
        for theme, share in zip(THEMES, (0.6, 0.4, 0.06), strict=True)
        if document.get("said") and rng.random() < share
        for stance in [str(rng.choice(["strength", "concern", "neutral"], p=[0.75, 0.2, 0.05]))]
    ]
    values: dict[str, Any] = {
        "closed": True,
        "population": Population(size=int(frame["invited"].sum()), known=True),
        "frame": frame,
        "frame_labels": {"agency": "Agency"},
        "break_down_by": ("sector",),
        "themes": [ThemeDefinition(name=name, label=name) for name in THEMES],
        "codings": codings,
    }
    return make_round(form(), documents, **{**values, **changes})


def _document(rng: np.random.Generator) -> dict[str, Any]:
    def one(choices: list[str | None], *shares: float) -> str | None:
        return choices[int(rng.choice(len(choices), p=shares))]

    return {
        "sector": one(["health", "schools", "police"], 0.45, 0.35, 0.2),
        "useful": one(["strongly_agree", "agree", "neither", "disagree", None], 0.5, 0.3, 0.12, 0.08, 0),
        "again": one(["strongly_agree", "agree", "neither", "dont_know", None], 0.3, 0.56, 0.06, 0.04, 0.04),
        "heard": one(["yes", "no"], 0.85, 0.15),
        "topics": [name for name in ("gangs", "online", "neglect") if rng.random() < 0.3] or ["none"],
        "years": int(rng.integers(0, 30)) if rng.random() < 0.8 else None,
        "chased": one(["short", "right", "long"], 0.5, 0.4, 0.1),
        "said": "A made-up comment." if rng.random() < 0.6 else None,
    }


def another(data: RoundData, rng: np.random.Generator) -> RoundData:
    """The same round in which a few people answered otherwise, or others of those invited did."""
    documents = [deepcopy(dict(one.document)) for one in data.responses]
    for document in rng.choice(np.array(documents, dtype=object), int(rng.integers(1, 4)), replace=False):
        name = str(rng.choice(["useful", "again", "heard", "topics", "years", "chased", "sector"]))
        document[name] = _document(rng)[name]
    documents = [clean_answers(form(), document) for document in documents]
    frame, codings = data.frame, list(data.codings)
    if frame is not None and rng.random() < 0.5:
        here, there = rng.choice(len(frame), 2, replace=False)
        frame = frame.copy()
        frame.loc[here, "answered"] -= min(1, frame.loc[here, "answered"])
        frame.loc[there, "answered"] += len(documents) - frame["answered"].sum()
    if codings and rng.random() < 0.5:
        place = int(rng.integers(len(codings)))
        codings[place] = replace(codings[place], stance=str(rng.choice(["strength", "concern", "neutral"])))  # type: ignore[arg-type]
    return replace(data, responses=make_responses(documents), frame=frame, codings=codings)


def worlds(policy: str, seed: int, *, tries: int = 30, **changes: Any) -> Iterator[World]:
    """The first world, then others whose release is the same and whose figures are not."""
    first = _world(first_world(seed, **changes), policy)
    yield first
    truths, shown = {first.truth}, report_to_json(first.report)
    rng = np.random.default_rng(seed + 1)
    at = first.data
    for _ in range(tries):
        found = _world(another(at, rng), policy)
        if report_to_json(found.report) == shown and found.truth not in truths:
            truths.add(found.truth)
            at = found.data  # a walk among worlds that look alike
            yield found


def _world(data: RoundData, policy: str) -> World:
    return World(data, release(compute_figures(data), POLICIES[policy], ReleaseLedger()).report)
