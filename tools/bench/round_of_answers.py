"""A constructed round for the benchmarks: 60 questions and a repeat, answered so many times, stored in SQLite.

The answers are drawn with a fixed seed and mean nothing.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert
from sqlalchemy.orm import Session

from instruments.compiled import compile_instrument
from instruments.model import Instrument
from instruments.versions import content_hash, dump_yaml
from survey_app.collect.models import AnonymousResponse
from survey_app.database import Base
from survey_app.designer.models import InstrumentRecord, InstrumentVersion
from survey_app.partnership.models import DisclosureDecision, Partnership
from survey_app.rounds.models import Round

AGENCIES = tuple(f"agency_{number}" for number in range(1, 13))
BREAKDOWNS = ("agency", "locality", "role", "service")
AGREE = ("strongly_agree", "agree", "neither", "disagree", "strongly_disagree", "dont_know")
GRADES = ("not_met", "partly", "mostly", "fully", "not_applicable")
TOPICS = tuple(f"topic_{number}" for number in range(1, 9))
LISTS = {
    "agency": AGENCIES,
    "locality": ("north", "east", "south", "west"),
    "role": ("frontline", "manager", "leader", "volunteer", "other"),
    "service": ("under_1", "one_to_five", "over_5"),
    "agree": AGREE,
    "met": GRADES,
    "topics": TOPICS,
    "yes_no": ("yes", "no"),
}
BATCH = 2_000


def instrument() -> Instrument:
    """Four questions to break down by, 24 on a scale, 12 graded, 8 multiple, 6 yes or no, 4 numbers, 2 texts: 60."""
    rows: list[dict[str, Any]] = [_row("select_one", name, name) for name in BREAKDOWNS]
    rows += [_row("select_one", f"view_{number}", "agree") for number in range(24)]
    rows += [_row("select_one", f"standard_{number}", "met") for number in range(12)]
    rows += [_row("select_multiple", f"heard_{number}", "topics") for number in range(8)]
    rows += [_row("select_one", f"fact_{number}", "yes_no") for number in range(6)]
    rows += [{"type": "integer", "name": f"number_{number}", "label": f"Number {number}"} for number in range(4)]
    rows += [{"type": "text", "name": f"words_{number}", "label": f"Words {number}"} for number in range(2)]
    conversation = [_row("select_one", "said", "agree"), _row("select_one", "knew", "yes_no")]
    parts = {
        "settings": {"form_id": "bench", "form_title": "A constructed round", "unit": "people"},
        "choices": {name: [_choice(choice) for choice in choices] for name, choices in LISTS.items()},
        "scales": {
            "agree": {"direction": "best_first", "favourable": ["strongly_agree", "agree"]},
            "met": {"direction": "best_last", "favourable": ["mostly", "fully"]},
        },
        "survey": [
            {"type": "group", "name": "page", "label": "Page", "children": rows},
            {"type": "repeat", "name": "talk", "label": "Conversations", "children": conversation},
        ],
    }
    return Instrument.model_validate(parts, strict=False)


def _row(kind: str, name: str, choices: str) -> dict[str, Any]:
    return {"type": f"{kind} {choices}", "name": name, "label": name.replace("_", " ").capitalize()}


def _choice(name: str) -> dict[str, Any]:
    missing = {"dont_know": "dont_know", "not_applicable": "not_applicable"}.get(name)
    return {"name": name, "label": name.replace("_", " ").capitalize()} | ({"missing": missing} if missing else {})


def documents(number: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """So many answers documents; agencies differ in size, and one answer in twenty is blank."""
    chance = random.Random(seed)
    sizes = [2 ** (place / 2) for place in range(len(AGENCIES))]
    items = compile_instrument(instrument()).items
    main = [item for item in items if not item.repeats]
    for _ in range(number):
        document = {item.name: _answer(item, chance, sizes) for item in main}
        document["talk"] = [
            {"said": chance.choice(AGREE), "knew": chance.choice(("yes", "no"))} for _ in range(chance.randrange(4))
        ]
        yield document


def _answer(item: Any, chance: random.Random, sizes: list[float]) -> Any:
    kind, name = item.question.kind, item.name
    if name == "agency":
        return chance.choices(AGENCIES, sizes)[0]
    if chance.random() < 0.05 and name not in BREAKDOWNS:
        return None
    if kind == "select_one":
        return chance.choice(LISTS[item.question.list_name])
    if kind == "select_multiple":
        return [topic for topic in TOPICS if chance.random() < 0.3] or [TOPICS[0]]
    return chance.randrange(40) if kind == "integer" else "Constructed words about how it went, " * 2


@contextmanager
def stored_round(path: Path, number: int) -> Iterator[tuple[Session, Round]]:
    """A closed anonymous round with so many opened answers in a database of the application's own tables."""
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        round_ = _round(session)
        rows = documents(number)
        received = date(2026, 4, 1)
        fixed = {"round_id": round_.id, "version_id": round_.version_id, "received_on": received}
        for start in range(0, number, BATCH):
            batch = [
                {"key": f"{start + place:032x}", "document": next(rows), **fixed}
                for place in range(min(BATCH, number - start))
            ]
            session.execute(insert(AnonymousResponse), batch)
        session.commit()
        yield session, round_
    engine.dispose()


def _round(session: Session) -> Round:
    form = instrument()
    partnership = Partnership(slug="bench", name="A constructed partnership")
    session.add(partnership)
    session.flush()
    policy = DisclosureDecision(
        partnership_id=partnership.id, policy="default", threshold=4, decided_by="Nobody", decided_on=date(2026, 1, 1),
        reason="constructed",
    )  # fmt: skip
    record = InstrumentRecord(partnership_id=partnership.id, form_id="bench", title="A constructed round")
    session.add_all([policy, record])
    session.flush()
    version = InstrumentVersion(
        instrument_id=record.id, number=1, content_hash=content_hash(form), source=dump_yaml(form)
    )
    session.add(version)
    session.flush()
    round_ = Round(
        partnership_id=partnership.id, slug="bench", title="A constructed round", version_id=version.id,
        access="token", anonymous=True, state="closed", population_size=250_000, population_known=True,
        policy_id=policy.id,
    )  # fmt: skip
    session.add(round_)
    session.commit()
    return round_


def bare_loop(path: Path) -> int:
    """What the report is measured against: parse every document and count every option, in plain Python."""
    import sqlite3
    from collections import Counter

    counts: Counter[tuple[str, str]] = Counter()
    with sqlite3.connect(path) as connection:
        for (text,) in connection.execute("SELECT document FROM anonymous_response"):
            for name, answer in json.loads(text).items():
                if isinstance(answer, str):
                    counts[name, answer] += 1
                elif isinstance(answer, list):
                    for one in answer:
                        if isinstance(one, str):
                            counts[name, one] += 1
                        else:
                            for inner, value in one.items():
                                counts[inner, value] += 1
    return len(counts)


MOMENT = datetime(2026, 4, 30, 12, 0, tzinfo=UTC)
