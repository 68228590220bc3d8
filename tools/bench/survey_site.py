"""An installation with an open survey of twenty questions, for measuring what answering costs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from instruments.loading import load_instrument
from instruments.model import Instrument
from instruments.versions import content_hash, dump_yaml
from survey_app import create_app
from survey_app.accounts.services import ensure_roles
from survey_app.database import db, now
from survey_app.designer.models import InstrumentRecord, InstrumentVersion
from survey_app.partnership.models import DisclosureDecision, Partnership
from survey_app.rounds.mail_models import ShortLink
from survey_app.rounds.models import Round

SLUG = "made-up"
ANONYMOUS, ORDINARY = "anonymous", "ordinary"
SHORT_CODES = {ANONYMOUS: "hubanon", ORDINARY: "hubopen"}
QUESTIONS = 20
_STATEMENTS = 8


@dataclass(frozen=True, slots=True)
class SurveySite:
    """The installation in a folder of its own, which ends with the measuring."""

    app: Flask
    folder: Path


@contextmanager
def survey_site(**settings: Any) -> Iterator[SurveySite]:
    """An application with one anonymous and one ordinary round of the same form."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = create_app(settings_in(folder, f"sqlite:///{folder / 'bench.sqlite3'}") | settings)
        with app.app_context():
            fill(db.session())
        yield SurveySite(app, folder)
        with app.app_context():
            db.engine.dispose()


def settings_in(folder: Path, database: str) -> dict[str, Any]:
    return {
        "SECRET_KEY": "only for measuring, on this machine", "TESTING": True, "SQLALCHEMY_DATABASE_URI": database,
        "WALKABOUT_INSTANCE": str(folder), "WALKABOUT_KEY_DIR": str(folder / "batch-keys"),
        "WALKABOUT_PUBLIC_URL": "http://localhost",
    }  # fmt: skip


def fill(session: Session) -> None:
    """The tables, and in them a partnership with its two rounds."""
    db.create_all()
    ensure_roles(session)
    partnership = Partnership(
        slug=SLUG, name="Made-up Partnership", urgent_route="Ring the front door.", urgent_phone="01632 960001",
        out_of_hours_phone="01632 960002", contact_email="qa@partnership.example",
    )  # fmt: skip
    session.add(partnership)
    session.flush()
    version = _version(session, partnership, twenty_questions())
    policy = DisclosureDecision(
        partnership_id=partnership.id, policy="default", threshold=5, decided_by="QA group", decided_on=now().date(),
        reason="For measuring",
    )  # fmt: skip
    session.add(policy)
    session.flush()
    for kind, code in SHORT_CODES.items():
        round_ = Round(
            partnership_id=partnership.id, slug=kind, title=f"A made-up round, {kind}", version_id=version.id,
            state="open", access="open", anonymous=kind == ANONYMOUS, population_size=225, population_known=True,
            policy_id=policy.id,
        )  # fmt: skip
        session.add(round_)
        session.flush()
        session.add(ShortLink(round_id=round_.id, code=code))
    session.commit()


def _version(session: Session, partnership: Partnership, instrument: Instrument) -> InstrumentVersion:
    record = InstrumentRecord(
        partnership_id=partnership.id, form_id=instrument.settings.form_id, title=instrument.settings.form_title
    )
    source = dump_yaml(instrument)
    read = load_instrument(source, filename="form.yaml")
    version = InstrumentVersion(instrument=record, number=1, content_hash=content_hash(read), source=source)
    session.add_all([record, version])
    session.flush()
    return version


def twenty_questions() -> Instrument:
    """One page as a Learning Hub asks it: statements to agree with, choices, numbers and a few words."""
    rows = [_row("select_one agree", f"s{n}", f"Statement {n}: I can use this on Monday") for n in range(_STATEMENTS)]
    rows += [_row("select_one roles", f"c{n}", f"Choice {n}: which fits you best?") for n in range(4)]
    rows += [_row("select_multiple roles", f"m{n}", f"Choices {n}: which of these?") for n in range(2)]
    rows += [_row("text", f"t{n}", f"Words {n}: in one line") for n in range(3)]
    rows += [_row("integer", f"n{n}", f"Number {n}: how many?") for n in range(2)]
    rows += [_row("text", "more", "Anything else?", appearance="multiline")]
    page = {"type": "group", "name": "page", "label": "What you think", "children": rows}
    settings = {"form_id": "twenty-questions", "form_title": "Twenty made-up questions"}
    return Instrument.model_validate({"settings": settings, "choices": CHOICES, "survey": [page]}, strict=False)


def _choices(*labels: str) -> list[dict[str, str]]:
    return [{"name": label.lower().replace(" ", "_"), "label": label} for label in labels]


CHOICES = {
    "agree": _choices("Strongly agree", "Agree", "Neither", "Disagree", "Strongly disagree"),
    "roles": _choices("Teacher", "Nurse", "Social worker", "Police officer", "Youth worker"),
}


def _row(kind: str, name: str, label: str, **more: str) -> dict[str, Any]:
    return {"type": kind, "name": name, "label": label, "required": kind.startswith("select_one"), **more}


def filled_in(who: int) -> dict[str, list[str]]:
    """What somebody posts for every question of the page; no two people write the same."""
    agree, roles = ([choice["name"] for choice in CHOICES[name]] for name in ("agree", "roles"))
    found = {f"s{n}": [agree[(who + n) % 5]] for n in range(_STATEMENTS)}
    found |= {f"c{n}": [roles[(who + n) % 5]] for n in range(4)} | {f"m{n}": roles[: 1 + who % 3] for n in range(2)}
    found |= {f"t{n}": [f"made-up words {who}"] for n in range(3)} | {f"n{n}": [str(who)] for n in range(2)}
    return {f"q.{name}": texts for name, texts in (found | {"more": [f"made-up comment {who}"]}).items()}
