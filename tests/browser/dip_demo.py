"""Two dip samples of the front door, the second drawn as the first, and a third to be drawn; for the browser tests."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from survey_app.case_audits.dip_samples.repeating import plan_next
from survey_app.case_audits.pages import today
from survey_app.case_audits.planning.audits import AuditPlan
from survey_app.case_audits.sampling.cases import cases_of
from survey_app.case_audits.sampling.lists import load_list
from survey_app.collect.keys import KeyStore
from survey_app.demo.dip_samples import (
    PASSPHRASE,
    TREATMENTS,
    FrontDoor,
    constructed_answers,
    constructed_list,
    first_sample,
    hand_in,
    sample_after,
)
from survey_app.designer.services import find_instrument
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_agency, make_user, publish

SIZES = {"Assessment": 40, "Early help": 20, "No further action": 10}


def prepare_dip_samples(session: Session, partnership: Partnership) -> dict[str, Any]:
    """Nine referrals in each of two samples, and one planned whose list is loaded."""
    if find_instrument(session, partnership.id, "mash-referral") is None:
        publish(session, partnership, "mash-referral")
    agency = make_agency(session, partnership, agency_type="childrens_services")
    door = FrontDoor(
        session=session, keys=KeyStore(Path("/nonexistent")), partnership_id=partnership.id, agency_id=agency.id,
        auditor_id=make_user(session, partnership, roles=("auditor",), agency=agency).id,
        by=make_user(session, partnership, roles=("qa_group",)).id,
    )  # fmt: skip
    plan = AuditPlan(
        kind="dip_sample", title="Front door, winter (constructed)", window_starts_on=date(2026, 1, 1),
        window_ends_on=date(2026, 3, 31), returns_due_on=today(),
    )  # fmt: skip
    first = first_sample(door, plan, constructed_list(SIZES, 1), today=today(), each=3)
    hand_in(door, first, {case.pseudonym: constructed_answers(case) for case in cases_of(session, first)})
    second = sample_after(
        door, first, constructed_list(SIZES, 2), title="Front door, spring (constructed)", months=3, today=today()
    )  # fmt: skip
    hand_in(door, second, {case.pseudonym: constructed_answers(case) for case in cases_of(session, second)})
    begins = second.window_ends_on + timedelta(days=1)
    third = plan_next(
        session, second, title="Front door, summer (constructed)", window_starts_on=begins,
        window_ends_on=begins + timedelta(days=60), by=door.by,
    )  # fmt: skip
    load_list(
        session, third, constructed_list(SIZES, 3), passphrase=PASSPHRASE, unlock_until=today() + timedelta(days=30),
        by=door.by, choices=TREATMENTS,
    )  # fmt: skip
    return {"dip_sample": second.slug}
