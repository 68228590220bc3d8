"""The same partnership in two worlds that its releases do not tell apart, and everything that somebody reads there."""

from __future__ import annotations

import io
import re
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import unescape
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.report import Report
from instruments.versions import dump_yaml
from survey_app.collect.models import AnonymousResponse
from survey_app.partnership.models import Agency, DisclosureDecision, Footprint, Locality, Partnership
from survey_app.results.coding import save_coding
from survey_app.results.comments import Place
from survey_app.results.models import Codeframe
from survey_app.results.releases import released_report
from survey_app.rounds.models import Round
from tests.analysis.disclosure.two_worlds import AGENCIES, POLICIES, THEMES, World, form
from tests.survey_app.answers import add_answer, add_codeframe
from tests.survey_app.factories import make_invitation, make_partnership, make_round, publish

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
KINDS = ("police", "health", "health", "police")
LOCALITIES = ("North", "South")
NAME = "Example partnership"
LINK = re.compile(r'(?:href|src|srcset)="([^"#][^"]*)"')
# What another moment, another session or another build of the browser's files changes: no figure is among it.
PASSING = (
    re.compile(rb"(?<=<dcterms:created xsi:type=\"dcterms:W3CDTF\">)[^<]*"),
    re.compile(rb"(?<=<dcterms:modified xsi:type=\"dcterms:W3CDTF\">)[^<]*"),
    re.compile(rb'(?<=name="csrf_token" value=")[^"]*'),
    re.compile(rb"(?<=/static/build/)[\w.-]+"),
    re.compile(rb"(?<=20\d\d, )\d\d:\d\d"),
    re.compile(rb"(?<=20\d\d at )\d\d:\d\d"),
    re.compile(rb"(?<=20\d\d-\d\d-\d\dT)\d\d:\d\d(?::\d\d)?"),
)
# Of each answer's head, what another moment, another person or another session changes.
UNLIKE = frozenset({"Date", "Set-Cookie", "Content-Security-Policy"})


@dataclass(frozen=True)
class Seen:
    """One answer to a request, with the name of its partnership taken out."""

    status: int
    head: tuple[tuple[str, str], ...]
    parts: dict[str, bytes]


def make_place(session: Session, world: World, policy: str, slug: str, *, anonymous: bool = True) -> Partnership:
    """A partnership with these answers in a round of this year, in one before it, and in an open one of named people.

    All that may be released is released.
    """
    partnership = make_partnership(session, slug=slug, name=NAME)
    for name, kind in zip(AGENCIES, KINDS, strict=True):
        session.add(Footprint(partnership_id=partnership.id, agency_id=_agency(session, name, kind).id))
    session.add_all([Locality(partnership_id=partnership.id, name=name) for name in LOCALITIES])
    decision = _decision(session, partnership, policy)
    version = publish(session, partnership, dump_yaml(form().instrument))
    today = date.today()
    plans = (
        ("before", True, {"state": "closed", "opens_on": today - timedelta(430), "closes_on": today - timedelta(400)}),
        ("now", True, {"state": "closed", "opens_on": today - timedelta(60), "closes_on": today - timedelta(30)}),
        ("named", False, {"state": "open", "opens_on": today - timedelta(20), "closes_on": today + timedelta(20)}),
    )
    frame = world.data.frame
    assert frame is not None
    codeframe: Codeframe | None = None
    for name, is_anonymous, values in plans:
        round_ = make_round(
            session, partnership, version, policy=decision, slug=name, title=f"The round {name}", **values,
            population_size=int(frame["invited"].sum()), breakdowns=["agency", "locality"],
            access="token" if is_anonymous else "named", anonymous=is_anonymous,
            break_down_by=["sector"] if is_anonymous else [],
        )  # fmt: skip
        codeframe = codeframe or add_codeframe(session, round_, *(theme.capitalize() for theme in THEMES))
        round_.codeframe_id = codeframe.id
        keys = _add_answers(session, round_, world)
        _add_invitations(session, round_, world)
        _add_codings(session, round_, world, keys)
    session.commit()
    return partnership


def _agency(session: Session, name: str, kind: str) -> Agency:
    found = session.scalars(select(Agency).where(Agency.name == name)).first()
    if found is None:
        found = Agency(name=name, agency_type=kind)
        session.add(found)
        session.flush()
    return found


def _decision(session: Session, partnership: Partnership, policy: str) -> DisclosureDecision:
    preset = POLICIES[policy]
    decision = DisclosureDecision(
        partnership_id=partnership.id, policy=policy, threshold=preset.threshold, rounding=preset.rounding,
        symbol=preset.symbol, decided_by="QA group", decided_on=date(2026, 1, 15), reason="Agreed for tests",
    )  # fmt: skip
    session.add(decision)
    session.flush()
    return decision


def _add_answers(session: Session, round_: Round, world: World) -> dict[str, str]:
    """Every answer; its key in the database by its name in the world."""
    found = {}
    for one in world.data.responses:
        if not round_.anonymous:
            found[one.response_id] = add_answer(session, round_, dict(one.document))
            continue
        stored = AnonymousResponse(
            round_id=round_.id, version_id=round_.version_id, document=dict(one.document), received_on=date(2026, 9, 1)
        )
        session.add(stored)
        session.flush()
        found[one.response_id] = stored.key
    return found


def _add_invitations(session: Session, round_: Round, world: World) -> None:
    frame = world.data.frame
    assert frame is not None
    for row in frame.to_dict("records"):
        agency = session.scalars(select(Agency).where(Agency.name == row["agency"])).one()
        for number in range(row["invited"]):
            place = {"locality": LOCALITIES[number % 2]}
            invitation, _ = make_invitation(session, round_, agency=agency, strata=place)
            invitation.answered = number < row["answered"]


def _add_codings(session: Session, round_: Round, world: World, keys: dict[str, str]) -> None:
    given: dict[str, dict[str, str]] = {}
    for coding in world.data.codings:
        given.setdefault(keys[coding.response_id], {})[coding.theme] = coding.stance
    for key, stances in given.items():
        save_coding(session, round_, Place(response_key=key, question="said"), stances, coder_id=None)


def releases_of(session: Session, partnership: Partnership) -> list[Report]:
    """The first release of each round, made now."""
    rounds = session.scalars(select(Round).where(Round.partnership_id == partnership.id).order_by(Round.id)).all()
    found = [released_report(session, round_, at=AT) for round_ in rounds]
    session.commit()
    return found


def read_all(client: FlaskClient, slug: str, starts: Iterable[str], *, follow: bool = True) -> dict[str, Seen]:
    """These pages, and every page, chart and file of the partnership that one comes to from them, each once."""
    here = f"/p/{slug}"
    waiting, seen = deque(f"{here}{start}" for start in starts), dict[str, Seen]()
    known = set(waiting)
    while waiting:
        address = waiting.popleft()
        answer = client.get(address)
        seen[address.replace(here, "/p/HERE", 1)] = seen_in(answer, slug)
        if follow and answer.mimetype == "text/html":
            for link in _links(answer.get_data(as_text=True), address, here):
                # Whatever a page was narrowed down to goes on in its links; each of these is read once.
                if link.partition("?")[0] not in known:
                    known.add(link.partition("?")[0])
                    waiting.append(link)
    return seen


def _links(page: str, address: str, here: str) -> Iterator[str]:
    for link in LINK.findall(page):
        parts = urlsplit(urljoin(address, unescape(link)))
        # Forms are tried out on pages of their own, which hold no answers and draw a new number each time.
        if parts.path.startswith(here) and not parts.netloc and "/instruments/" not in parts.path:
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path


def seen_in(answer: object, slug: str) -> Seen:
    """What one answer tells, but for the name of the partnership in its address."""
    content = answer.get_data()  # type: ignore[attr-defined]
    is_package = content.startswith(b"PK\x03\x04")
    head = tuple(
        (name, value.replace(slug, "HERE"))
        for name, value in answer.headers  # type: ignore[attr-defined]
        if name not in UNLIKE and (name != "Content-Length" or not is_package)
    )
    parts = {name: part.replace(slug.encode(), b"HERE") for name, part in _parts(content).items()}
    return Seen(answer.status_code, head, parts)  # type: ignore[attr-defined]


def _lasting(content: bytes) -> bytes:
    for passing in PASSING:
        content = passing.sub(b"", content)
    return content


def _parts(content: bytes, place: str = "") -> dict[str, bytes]:
    """A file by its parts, packages within packages opened too; without the moments at which they were written."""
    if not content.startswith(b"PK\x03\x04"):
        return {place: _lasting(content)}
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            found |= _parts(package.read(name), f"{place}/{name}")
    return found
