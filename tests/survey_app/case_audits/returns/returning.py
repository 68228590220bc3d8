"""Making a return through the form's pages and through a device, as its auditor or as somebody else."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.models import AgencyReturn
from survey_app.case_audits.returns.services import begin_return
from survey_app.collect.models import Draft
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.walkabouts.notes.devices import Device

MINE = "/p/north/my-returns"
UUID = "123e4567-e89b-42d3-a456-426614174000"


def begun(session: Session, asked: AgencyReturn) -> Draft:
    """The draft of a return, begun by its auditor."""
    assert asked.auditor is not None
    draft = begin_return(session, asked, asked.auditor)
    session.commit()
    return draft


def device_of(app: Flask, asked: AgencyReturn, user: User | None = None, name: str = "device-one") -> Device:
    user = user or asked.auditor
    assert user is not None
    return Device(app, user, asked.draft_id, name)


def page_of(asked: AgencyReturn, page: str = "") -> str:
    """The address of a page of the return's form."""
    audit = asked.case.audit
    assert audit.round is not None
    return f"/p/north/rounds/{audit.round.slug}/answer/{asked.draft_id}{page}"


def answering(client: FlaskClient, asked: AgencyReturn) -> Respondent:
    """The auditor at the form's own pages."""
    return Respondent(client, page_of(asked))
