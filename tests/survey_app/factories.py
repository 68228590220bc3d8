"""Rows for tests, a call each. Names are made up and obviously so. Factories flush; a test client commits."""

from __future__ import annotations

import hashlib
import itertools
from datetime import date
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.accounts.services import create_user, ensure_roles, grant_roles
from survey_app.collect.models import Draft, Submission, SubmissionRevision
from survey_app.database import new_uuid, random_key
from survey_app.demo.data import read_data
from survey_app.designer.models import InstrumentRecord, InstrumentVersion
from survey_app.designer.services import find_instrument
from survey_app.partnership.models import Agency, DisclosureDecision, Footprint, Partnership
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.tokens import hash_token, mint_token

PASSWORD = "ample-otter-sings-low"
_numbers = itertools.count(1)

SMALL_INSTRUMENT = """
settings: {form_id: small-form, form_title: A small form, version: "1", default_language: English (en)}
choices:
  yes_no:
    - {name: yes, label: "Yes"}
    - {name: no, label: "No"}
survey:
  - type: group
    name: only_page
    label: The only page
    children:
      - {type: select_one yes_no, name: useful, label: Was it useful?, required: true}
      - {type: text, name: comment, label: Anything else?, appearance: multiline}
"""


def make_partnership(session: Session, *, slug: str | None = None, **values: Any) -> Partnership:
    """A partnership with contact numbers and the default disclosure policy."""
    number = next(_numbers)
    details = {
        "name": f"Test Partnership {number}",
        "urgent_route": "Call the children's front door.",
        "urgent_phone": "01632 960001",
        "out_of_hours_phone": "01632 960002",
        "contact_email": "qa@partnership.example",
    }
    partnership = Partnership(slug=slug or f"test-{number}", **{**details, **values})
    session.add(partnership)
    session.flush()
    make_policy(session, partnership)
    return partnership


def make_policy(session: Session, partnership: Partnership, *, policy: str = "default") -> DisclosureDecision:
    """A recorded decision on a disclosure policy."""
    decision = DisclosureDecision(
        partnership_id=partnership.id,
        policy=policy,
        threshold=5 if policy == "default" else 0,
        decided_by="QA group",
        decided_on=date(2026, 1, 15),
        reason="Agreed for tests",
    )
    session.add(decision)
    session.flush()
    return decision


def make_agency(session: Session, partnership: Partnership | None = None, *, agency_type: str = "health") -> Agency:
    """An agency, working in the partnership's area when one is given."""
    agency = Agency(name=f"Test Agency {next(_numbers)}", agency_type=agency_type)
    session.add(agency)
    session.flush()
    if partnership is not None:
        session.add(Footprint(partnership_id=partnership.id, agency_id=agency.id))
        session.flush()
    return agency


def make_user(
    session: Session,
    partnership: Partnership | None = None,
    *,
    roles: tuple[str, ...] = (),
    agency: Agency | None = None,
) -> User:
    """An account with these roles in the partnership; its password is PASSWORD."""
    number = next(_numbers)
    user = create_user(session, email=f"person{number}@agency.example", name=f"Test Person {number}", password=PASSWORD)
    if partnership is not None and roles:
        ensure_roles(session)
        grant_roles(
            session, user, partnership_id=partnership.id, role_keys=roles, agency_id=agency.id if agency else None
        )
    return user


def sign_in(client: FlaskClient, user: User) -> FlaskClient:
    """Put the user into the client's session, as signing in would; the client."""
    session_id = user.get_id()
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["_user_id"] = session_id
        cookie["_fresh"] = True
    return client


def publish(
    session: Session, partnership: Partnership, source: str = SMALL_INSTRUMENT, *, by: User | None = None
) -> InstrumentVersion:
    """Publish an instrument: a library id such as ``section-11-walkabout``, or YAML text; its next version."""
    from instruments.loading import library, load_instrument
    from instruments.versions import content_hash

    if "\n" not in source:
        source = library()[source].read_text(encoding="utf-8")
    instrument = load_instrument(source, filename="test.yaml")
    record = find_instrument(session, partnership.id, instrument.settings.form_id) or InstrumentRecord(
        partnership_id=partnership.id, form_id=instrument.settings.form_id, title=instrument.settings.form_title
    )
    session.add(record)
    session.flush()
    version = InstrumentVersion(
        instrument=record,
        number=len(record.versions) + 1,
        content_hash=content_hash(instrument),
        source=source,
        published_by_id=by.id if by else None,
    )
    session.add(version)
    session.flush()
    return version


def make_round(
    session: Session,
    partnership: Partnership,
    version: InstrumentVersion | None = None,
    *,
    policy: DisclosureDecision | None = None,
    **values: Any,
) -> Round:
    """An open round of 40 named people; any column of Round may be given."""
    number = next(_numbers)
    version = version or publish(session, partnership)
    policy = policy or session.query(DisclosureDecision).filter_by(partnership_id=partnership.id).first()
    assert policy is not None
    details = {
        "slug": f"round-{number}",
        "title": f"Test round {number}",
        "access": "named",
        "state": "open",
        "population_size": 40,
        "population_known": True,
    }
    opening = Round(partnership_id=partnership.id, version_id=version.id, policy_id=policy.id, **{**details, **values})
    session.add(opening)
    session.flush()
    return opening


def make_invitation(
    session: Session, opening: Round, *, agency: Agency | None = None, strata: dict[str, str] | None = None
) -> tuple[Invitation, str]:
    """An invitation to a round, and the token of its link."""
    token = mint_token()
    invitation = Invitation(
        id=random_key(),
        round_id=opening.id,
        agency_id=agency.id if agency else None,
        strata=strata or {},
        token_hash=hash_token(token),
    )
    session.add(invitation)
    session.flush()
    return invitation, token


def make_assessment(
    session: Session, partnership: Partnership, *, instrument: str = "section-11-walkabout"
) -> Submission:
    """A received walkabout of the partnership: the constructed one of the demo."""
    version = publish(session, partnership, instrument)
    submission = Submission(
        id=new_uuid(), round=make_round(session, partnership, version), version_id=version.id,
        reference=f"WA-{next(_numbers):04}",
    )  # fmt: skip
    document = read_data("devon_walkabout")["responses"][0]
    submission.revisions = [SubmissionRevision(number=1, document=document, content_hash="0" * 64)]
    session.add(submission)
    session.flush()
    return submission


def make_unrelated_rows(session: Session) -> Partnership:
    """Another partnership with people, a round and an answer, which no query of a test's own may ever find."""
    partnership = make_partnership(session, slug="elsewhere", name="Elsewhere Partnership")
    user = make_user(session, partnership, roles=("administrator", "qa_group", "auditor"))
    opening = make_round(session, partnership, slug="elsewhere-round", title="Elsewhere round")
    document = {"useful": "no", "comment": "Elsewhere comment"}
    content_hash = hashlib.sha256(b"elsewhere").hexdigest()
    submission = Submission(
        id="00000000-0000-4000-8000-00000000e15e",
        round_id=opening.id,
        version_id=opening.version_id,
        author_id=user.id,
        reference="ELSEWHERE",
    )
    submission.revisions = [SubmissionRevision(number=1, document=document, content_hash=content_hash)]
    session.add_all([submission, Draft(round_id=opening.id, author_id=user.id, document=document)])
    session.flush()
    return partnership
