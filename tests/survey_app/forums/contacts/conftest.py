"""A contact of the partnership, made in a call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from survey_app.partnership.contact_book import Consent, Source, add_contact, note_consent
from survey_app.partnership.models import Contact, Partnership

MakeContact = Callable[..., Contact]


@pytest.fixture
def make_contact(session: Session, partnership: Partnership) -> MakeContact:
    """``make_contact("Ann Example", "ann@agency.example", agreed=True)``."""

    def make(name: str, email: str, *, agreed: bool = False, **values: Any) -> Contact:
        source = values.pop("source", Source(kind="list", label="Everybody"))
        contact = add_contact(session, partnership.id, name=name, email=email, source=source, **values)
        if agreed:
            note_consent(session, contact, Consent(place="The booking page: North", words="You may write to me"))
        session.flush()
        return contact

    return make
