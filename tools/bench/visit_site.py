"""An installation with one walkabout visit today, served on this machine, for measuring what a device is sent."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from instruments.loading import library, load_instrument
from instruments.versions import content_hash
from survey_app import create_app
from survey_app.accounts.models import User
from survey_app.accounts.services import create_user, ensure_roles, grant_roles
from survey_app.database import db, now
from survey_app.designer.models import InstrumentRecord, InstrumentVersion
from survey_app.partnership.models import Agency, DisclosureDecision, Partnership
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import (
    AssessmentMember,
    Rubric,
    Section11Assessment,
    Section11Cycle,
    Visit,
    VisitMember,
)
from survey_app.walkabouts.notes.services import notes_for

SLUG = "made-up"
WALKABOUT = "section-11-walkabout"


@dataclass(slots=True)
class Site:
    """The installation at an address; ``sent`` are the bytes of each answer by its path."""

    app: Flask
    address: str
    cookie: str
    draft_id: str
    sent: list[tuple[str, int]] = field(default_factory=list)


@contextmanager
def visit_site() -> Iterator[Site]:
    """Serve an installation with a visit of today; whoever has the cookie is in its team."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(_settings(Path(folder)))
        with app.app_context():
            db.create_all()
            user, draft_id = _visit(db.session())
            cookie = _cookie_of(app, user)
            db.session.commit()
        site = Site(app=app, address="", cookie=cookie, draft_id=draft_id)
        server = make_server("127.0.0.1", 0, _counting(app, site.sent), threaded=True, request_handler=_Quiet)
        site.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()
        with app.app_context():
            db.engine.dispose()


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def _settings(folder: Path) -> dict[str, Any]:
    return {
        "SECRET_KEY": "only for measuring, on this machine", "TESTING": True,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'bench.sqlite3'}", "WALKABOUT_INSTANCE": str(folder),
        "WALKABOUT_KEY_DIR": str(folder / "batch-keys"), "WALKABOUT_PUBLIC_URL": "http://localhost",
    }  # fmt: skip


def _counting(application: Callable[..., Any], sent: list[tuple[str, int]]) -> Callable[..., Any]:
    """The application; the size of every answer is noted, as it goes over the line."""

    def counted(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
        size = 0
        try:
            for piece in application(environ, start_response):
                size += len(piece)
                yield piece
        finally:
            sent.append((environ["PATH_INFO"], size))

    return counted


def _cookie_of(app: Flask, user: User) -> str:
    """What a browser has that this person has signed in with."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(serializer.dumps({"_user_id": user.get_id(), "_fresh": True}))


def _visit(session: Session) -> tuple[User, str]:
    ensure_roles(session)
    partnership = Partnership(
        slug=SLUG, name="Made-up Partnership", urgent_route="Ring the front door.", urgent_phone="01632 960001",
        out_of_hours_phone="01632 960002", contact_email="qa@partnership.example",
    )  # fmt: skip
    agency = Agency(name="Example Community Trust (constructed)", agency_type="health")
    user = create_user(
        session, email="auditor@agency.example", name="Made-up Auditor", password="ample-otter-sings-low"
    )
    session.add_all([partnership, agency])
    session.flush()
    grant_roles(session, user, partnership_id=partnership.id, role_keys=("auditor",), agency_id=None)
    assessment = _assessment(session, partnership, agency)
    visit = Visit(
        partnership_id=partnership.id, assessment_id=assessment.id, agency_id=agency.id, site="A made-up clinic",
        day=now().date(), starts_at="09:30", ends_at="12:30", state="planned",
    )  # fmt: skip
    session.add(visit)
    session.flush()
    session.add(VisitMember(visit_id=visit.id, user_id=user.id, role="leader", declared_at=now()))
    session.flush()
    return user, notes_for(session, visit, user).draft_id


def _assessment(session: Session, partnership: Partnership, agency: Agency) -> Section11Assessment:
    today = now().date()
    cycle = Section11Cycle(
        partnership_id=partnership.id, slug="cycle", title="A made-up cycle", state="fieldwork", starts_on=today,
        ends_on=today + timedelta(days=90), walkabout_round=_round(session, partnership),
    )  # fmt: skip
    session.add(cycle)
    session.flush()
    rubric = Rubric(cycle_id=cycle.id, number=1, document={"st1": {"fully": "A made-up rubric."}})
    session.add(rubric)
    session.flush()
    assessment = Section11Assessment(
        cycle_id=cycle.id, partnership_id=partnership.id, title=agency.name, stage="fieldwork", started_on=today,
        rubric_id=rubric.id, rubric_agreed_by="Safeguarding lead", rubric_agreed_on=today, rubric_locked_at=now(),
    )  # fmt: skip
    session.add(assessment)
    session.flush()
    session.add(AssessmentMember(assessment_id=assessment.id, agency_id=agency.id))
    session.flush()
    return assessment


def _round(session: Session, partnership: Partnership) -> Round:
    source = library()[WALKABOUT].read_text(encoding="utf-8")
    instrument = load_instrument(source, filename=f"{WALKABOUT}.yaml")
    record = InstrumentRecord(
        partnership_id=partnership.id, form_id=instrument.settings.form_id, title=instrument.settings.form_title
    )
    decision = DisclosureDecision(
        partnership_id=partnership.id, policy="default", threshold=5, decided_by="QA group", decided_on=now().date(),
        reason="For measuring",
    )  # fmt: skip
    version = InstrumentVersion(instrument=record, number=1, content_hash=content_hash(instrument), source=source)
    session.add_all([record, decision, version])
    session.flush()
    round_ = Round(
        partnership_id=partnership.id, slug="walkabouts", title="Made-up walkabouts", version_id=version.id,
        state="open", access="named", population_size=1, population_known=True, policy_id=decision.id,
    )  # fmt: skip
    session.add(round_)
    session.flush()
    return round_
