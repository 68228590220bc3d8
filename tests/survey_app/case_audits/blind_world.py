"""An installation with blind audits in it, whose returns can be exchanged for others; and every address that it has.

One agency's returns are marked: a word that stands nowhere else is in each of their texts and files. The two worlds
differ in nothing but what these returns say.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from survey_app.accounts.models import User
from survey_app.accounts.permissions import permissions_of
from survey_app.accounts.tokens import SCOPES, make_token
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit, CaseVoice
from survey_app.collect.attachment_models import Attachment
from survey_app.collect.models import Draft, SafetyAlert, Submission, SubmissionRevision
from survey_app.collect.sync_models import DraftConflict, SentNotes
from survey_app.database import now
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import find_instrument
from survey_app.partnership.models import Agency, Partnership, Share
from survey_app.results.comments import Place, comment_key
from survey_app.results.downloads.catalogue import FORMATS
from survey_app.results.downloads.files import new_file
from survey_app.results.downloads.models import ExportJob
from survey_app.rounds.models import Round
from tests.survey_app.case_audits.audit_factories import (
    case_document,
    make_asked,
    make_audit,
    make_case,
    make_returned,
)
from tests.survey_app.factories import make_agency, make_round, make_user, publish
from tests.survey_app.test_routes_and_roles import BY_BLUEPRINT, BY_ENDPOINT, EXAMPLES

MARKS = ("Quillfeather", "Brackenmoor")  # what marks the returns of either world
GRADES = ("outstanding", "inadequate")
ANSWERS = next(one.key for one in FORMATS.values() if one.single_answers)
FILE = "Quillfeather.txt"  # a name is no content: it is the same in both worlds
OF_ROUNDS = {"rounds", "results", "collect", "imports", "shared", "api"}  # their “slug” is a round's
WORKING = ("results.", "dashboard.", "api.")  # they show another paper to those who may read it


@dataclass(slots=True, kw_only=True)
class BlindWorld:
    """One audit, its marked agency and the people around it; ``documents`` are what the two worlds say, by record."""

    audit: CaseAudit
    asked: AgencyReturn
    sent: Submission
    alert: SafetyAlert
    voices: Round
    author: User
    fellow: User  # audits the same case for another agency
    lead: User  # leads the agency whose returns are marked
    job: ExportJob
    documents: list[tuple[Any, str, tuple[Any, ...]]] = field(default_factory=list)

    def turn(self, session: Session, world: int) -> None:
        """Let the marked returns say what they say in one of the worlds.

        Written past the session, which would read every record first, and forgets at the commit what it knew.
        """
        for record, column, said in self.documents:
            mapper, identity = inspect(type(record)), inspect(record).identity
            written = session.execute(
                update(mapper.local_table)
                .where(*(key == value for key, value in zip(mapper.primary_key, identity, strict=True)))
                .values({mapper.columns[column]: said[world]})
            )
            assert written.rowcount == 1, f"{record} is gone, and with it what is looked for"
        session.commit()

    def open(self, session: Session) -> None:
        """Open moderation."""
        self.audit.opened_at, self.audit.state = now(), "moderation"
        session.commit()


def marked_document(case: AuditCase, world: int) -> dict[str, Any]:
    """A return whose texts are marked, and whose grades are those of the world."""
    document = _marked(case_document(case), world)
    return {**document, "pseudonym": case.pseudonym}


def _marked(value: Any, world: int) -> Any:
    if isinstance(value, dict):
        return {name: _marked(inner, world) for name, inner in value.items()}
    if isinstance(value, list):
        return [_marked(inner, world) for inner in value]
    if value in ("outstanding", "good", "requires_improvement", "inadequate"):
        return GRADES[world]
    return f"{MARKS[world]} {value}" if isinstance(value, str) and " " in value else value


def build(session: Session, slug: str, *, closed: bool = False) -> BlindWorld:
    """An audit whose returns are in while it is blind; its round may have been closed by hand."""
    north = session.scalars(select(Partnership).where(Partnership.slug == "north")).one()
    round_ = make_round(
        session, north, _form(session, north), slug=f"{slug}-round",
        state="closed" if closed else "open", closes_on=date(2026, 3, 1) if closed else None,
    )  # fmt: skip
    audit = make_audit(session, north, slug=slug, round=round_)
    agency, other = make_agency(session, north), make_agency(session, north)
    case, second = make_case(session, audit), make_case(session, audit)
    asked = make_asked(session, case, agency=agency)
    beside = make_asked(session, case, agency=other)
    make_returned(session, beside)
    waiting = make_asked(session, second, agency=agency, auditor=asked.auditor)
    assert asked.auditor is not None
    assert beside.auditor is not None
    small = session.scalars(select(Round).where(Round.partnership_id == north.id, Round.slug == "answering")).one()
    lead = make_user(session, north, roles=("agency_lead",), agency=agency)
    world = BlindWorld(
        audit=audit, asked=asked, sent=make_returned(session, asked, at=now() - timedelta(days=2)),
        alert=_alert(session, north, round_, asked),
        voices=make_round(session, north, small.version, slug=f"{slug}-voices"),
        author=asked.auditor, fellow=beside.auditor, lead=lead,
        job=_export(session, round_),
    )  # fmt: skip
    _write(session, world, case, second, waiting)
    _voice(session, world, case, agency)
    _share(session, world)
    session.flush()
    world.turn(session, 0)
    return world


def _form(session: Session, north: Partnership) -> InstrumentVersion:
    """The partnership's version of the form of returns, published if it has none yet."""
    record = find_instrument(session, north.id, "case-audit")
    return record.versions[-1] if record is not None else publish(session, north, "case-audit")


def _alert(session: Session, north: Partnership, round_: Round, asked: AgencyReturn) -> SafetyAlert:
    alert = SafetyAlert(
        partnership_id=north.id, round_id=round_.id, draft_id=asked.draft_id, question="d1",
        raised_by_id=asked.auditor_id, told="The front door", note="Rung at once.",
    )  # fmt: skip
    session.add(alert)
    session.flush()
    return alert


def _export(session: Session, round_: Round) -> ExportJob:
    """A file of single answers, made before anybody thought of blindness, that is still there."""
    reader = session.scalars(select(User).where(User.name == "everything")).one()
    name, out = new_file()
    with out:
        out.write(MARKS[0].encode())
    job = ExportJob(
        round_id=round_.id, user_id=reader.id, format=ANSWERS, paper="working", state="ready", file_name=name,
        ready_at=now(), expires_at=now() + timedelta(days=7),
    )  # fmt: skip
    session.add(job)
    session.flush()
    return job


def _write(session: Session, world: BlindWorld, case: AuditCase, second: AuditCase, waiting: AgencyReturn) -> None:
    """A return sent and amended, its draft opened again with two answers in conflict, one not sent yet, and files."""
    said = (marked_document(case, 0), marked_document(case, 1))
    unsent = (marked_document(second, 0), marked_document(second, 1))
    sent, round_ = world.sent, world.audit.round
    assert round_ is not None
    amended = SubmissionRevision(
        submission_id=sent.id, number=2, document=said[0], content_hash="7" * 64, received_at=now() - timedelta(days=1)
    )
    sent.current_revision = 2
    again = Draft(id=sent.id, round_id=round_.id, author_id=world.author.id, replaces=2, revision=3, document=said[0])
    draft = Draft(
        id=waiting.draft_id, round_id=round_.id, author_id=world.author.id, revision=1, document=unsent[0]
    )  # fmt: skip
    conflict = DraftConflict(draft_id=sent.id, path=["b1"], kept="x", other="y", device="d", number=1)
    notes = SentNotes(draft_id=sent.id, draft_revision=3, number=2, document=said[0])
    session.add_all([amended, again, draft, conflict, notes])
    world.documents += [(one, "document", said) for one in (sent.revisions[0], amended, again, notes)]
    world.documents += [(draft, "document", unsent), (conflict, "kept", GRADES), (conflict, "other", MARKS)]
    for owner in (sent.id, draft.id):
        attachment = Attachment(
            round_id=round_.id, submission_id=owner, name=FILE, media_type="text/plain", size=20, sha256="8" * 64,
            content=MARKS[0].encode(),
        )  # fmt: skip
        session.add(attachment)
        world.documents.append((attachment, "content", tuple(mark.encode() for mark in MARKS)))


def _voice(session: Session, world: BlindWorld, case: AuditCase, agency: Agency) -> None:
    """What the child said, in a round of its own."""
    voice = CaseVoice(
        case_id=case.id, whose="child", agency_id=agency.id, recorder_id=world.author.id, round_id=world.voices.id
    )
    session.add(voice)
    session.flush()
    told = tuple({"useful": "yes", "comment": f"{mark} said the child"} for mark in MARKS)
    answer = Submission(
        id=voice.draft_id, round_id=world.voices.id, version_id=world.voices.version_id, author_id=world.author.id,
        reference=f"V-{case.id[:8]}",
    )  # fmt: skip
    answer.revisions = [SubmissionRevision(number=1, document=told[0], content_hash="9" * 64)]
    session.add(answer)
    world.documents.append((answer.revisions[0], "document", told))


def _share(session: Session, world: BlindWorld) -> None:
    """Another partnership was once let read the return."""
    elsewhere = session.scalars(select(Partnership).where(Partnership.slug == "elsewhere")).one()
    session.add(
        Share(partnership_id=elsewhere.id, record_type="submission", record_id=world.sent.id, granted_at=now())
    )  # fmt: skip


def tokens_of(session: Session, reader: User) -> dict[str, str]:
    """An access token for each scope, and one for all."""
    north = session.scalars(select(Partnership).where(Partnership.slug == "north")).one()
    held = permissions_of(reader.id, north.id)
    scopes = {name: (name,) for name in SCOPES} | {"all": tuple(SCOPES)}
    found = {
        name: make_token(session, reader, north.id, name=name, scopes=chosen, held=held, days=9, today=now().date())[1]
        for name, chosen in scopes.items()
    }
    session.commit()
    return found


def addresses(app: Flask, rule: Rule, world: BlindWorld, partnership: str = "north") -> Iterator[str]:
    """The addresses of a rule that come nearest to the marked returns."""
    blueprint = rule.endpoint.split(".")[0]
    known: dict[str, Any] = EXAMPLES | {"token": "no-such-token", "user_id": world.author.id}
    known |= BY_BLUEPRINT.get(blueprint, {}) | _nearest(app, world) | BY_ENDPOINT.get(rule.endpoint, {})
    known |= {"partnership": partnership, "audit": world.audit.slug}
    assert world.audit.round is not None
    slugs = (world.audit.round.slug, world.voices.slug) if blueprint in OF_ROUNDS or "rounds/" in rule.rule else ()
    keys = tuple(FORMATS) if rule.endpoint in ("results.download", "results.ask_for") else ()
    with app.test_request_context():
        for slug in slugs or (known["slug"],):
            for key in keys or (known["key"],):
                asked = known | {"slug": slug, "key": key}
                url = app.url_for(rule.endpoint, **{name: asked.get(name, "1") for name in rule.arguments})
                yield url
                if rule.endpoint.startswith(WORKING) and not keys:
                    yield f"{url}?paper=working"


def _nearest(app: Flask, world: BlindWorld) -> dict[str, Any]:
    """What in addresses names the marked returns."""
    round_ = world.audit.round
    assert round_ is not None
    place = Place(response_key=world.sent.id, question="b1_rationale")
    return {
        "draft_id": world.sent.id, "submission_id": world.sent.id, "reference": world.sent.reference,
        "record_id": world.alert.id, "job_id": world.job.id, "name": FILE, "section": "b1_page", "question": "b1",
        "of": round_.slug, "number": 1, "key": comment_key(app.config["SECRET_KEY"], round_.id, place),
        "agency_id": world.asked.agency_id, "case_id": world.asked.case_id, "asked_id": world.asked.id,
        "return_id": world.asked.id,
    }  # fmt: skip


CHANGING = re.compile(
    rb'name="csrf_token"[^>]*>|<meta name="csrf[^>]*>|nonce="[^"]*"|nonce-[\w+/=-]+|name="carried"[^>]*>'
    rb"|(?<!\d)\d{1,2}:\d{2}(:\d{2})?( ?[ap]m)?\b"
)  # what two answers to one question may differ in


def content_of(response: TestResponse) -> bytes:
    """What an answer says: its headers, and its body with all that is packed into it."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers if name in SAYING)
    return b"\n".join([headers.encode(), *_unpacked(response.data)])


SAYING = {"Location", "Content-Disposition", "Content-Type"}


def _unpacked(data: bytes) -> Iterator[bytes]:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        yield data
        return
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            yield name.encode()
            yield from _unpacked(packed.read(name))


def masked(content: bytes) -> bytes:
    """The same without what changes from one answer to the next."""
    return CHANGING.sub(b"*", content)


def marks_in(content: bytes) -> list[str]:
    """The marks that are to be found in an answer, apart from the name of the file that was asked for."""
    return [mark for mark in MARKS if mark.encode() in content.replace(FILE.encode(), b"")]


def held_by(people: Mapping[str, User], partnership_id: int) -> dict[str, frozenset[str]]:
    """What each of these people may do."""
    return {name: frozenset(permissions_of(user.id, partnership_id)) for name, user in people.items()}
