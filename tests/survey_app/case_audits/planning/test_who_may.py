"""Who may take an audit to its next stage: the QA group of its own partnership, and nobody else."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.accounts.roles import ROLES
from tests.survey_app.case_audits.audit_factories import make_returned
from tests.survey_app.case_audits.planning.planned import Planned, make_planned, sign_all
from tests.survey_app.factories import make_partnership, make_user, sign_in

# act → the stage at which it is possible, and the stage that it leads to
ACTS = {
    "begin": ("planning", "fieldwork", {}),
    "open": ("fieldwork", "moderation", {}),
    "finish": ("moderation", "finished", {"no_re_audit_why": "Once only."}),
    "call-off": ("fieldwork", "cancelled", {"reason": "Looked at elsewhere."}),
}  # fmt: skip
MANAGING = [key for key, (_, permissions) in ROLES.items() if "case_audits.manage" in permissions]
OTHERS = [key for key in ROLES if key not in MANAGING]


def _ready(session: Session, act: str) -> Planned:
    found = make_planned(session, state=ACTS[act][0])
    sign_all(session, found)
    if ACTS[act][0] == "fieldwork":
        make_returned(session, found.asked[0])
    return found


def _do(client: FlaskClient, found: Planned, user: User, act: str) -> int:
    address = f"/p/{found.partnership.slug}/case-audits/{found.audit.slug}/{act}"
    return sign_in(client, user).post(address, data=ACTS[act][2]).status_code


@pytest.mark.parametrize("act", list(ACTS))
def test_only_the_qa_group_of_the_partnership_takes_an_audit_on(
    session: Session, client: FlaskClient, act: str
) -> None:
    found = _ready(session, act)
    for role in OTHERS:
        user = make_user(session, found.partnership, roles=(role,), agency=found.health)
        assert _do(client, found, user, act) == 403, role
    for role in MANAGING:
        assert _do(client, found, make_user(session, make_partnership(session), roles=(role,)), act) == 404
    assert found.audit.state == ACTS[act][0]
    assert _do(client, found, found.qa, act) == 302
    assert found.audit.state == ACTS[act][1]
