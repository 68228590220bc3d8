"""A QA officer at the designer, for tests of its pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from survey_app.accounts.models import User
from survey_app.designer.drafts import current_parts
from survey_app.designer.models import InstrumentRecord
from survey_app.designer.parts import Parts
from survey_app.designer.services import find_instrument
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_partnership, make_user, sign_in

DRAFT = """
settings: {form_id: drafted, form_title: Drafted}
choices:
  yes_no:
    - {name: "yes", label: "Yes"}
    - {name: "no", label: "No"}
survey:
  - type: group
    name: first
    label: First page
    children:
      - {type: select_one yes_no, name: useful, label: Was it useful?}
      - {type: text, name: why, label: Why not?, relevant: "${useful} = 'no'"}
  - type: repeat
    name: visit
    label: Visits
    children:
      - {type: integer, name: people, label: How many people?}
"""  # keys: first r1, useful r2, why r3, visit r4, people r5


@dataclass
class Officer:
    """Somebody who edits the instruments of a partnership."""

    client: FlaskClient
    session: Session
    partnership: Partnership
    user: User
    form_id: str = "drafted"
    answers: list[TestResponse] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"/p/{self.partnership.slug}/instruments"

    def get(self, path: str, **values: Any) -> TestResponse:
        return self.client.get(f"{self.base}/{self.form_id}/draft{path}", **values)

    def post(self, path: str, data: dict[str, Any] | None = None, **values: Any) -> TestResponse:
        return self.client.post(f"{self.base}/{self.form_id}/draft{path}", data=data or {}, **values)

    def upload(self, source: str = DRAFT) -> None:
        response = self.client.post(f"{self.base}/upload/file", data={"source": source})
        assert response.status_code == 302, response.text

    @property
    def record(self) -> InstrumentRecord:
        self.session.expire_all()
        found = find_instrument(self.session, self.partnership.id, self.form_id)
        assert found is not None
        return found

    @property
    def parts(self) -> Parts:
        return current_parts(self.record)

    def question(self, key: str) -> dict[str, Any]:
        row: dict[str, Any] = self.parts.find(key).row
        return row


def officer(client: FlaskClient, session: Session, partnership: Partnership | None = None) -> Officer:
    partnership = partnership or make_partnership(session)
    user = make_user(session, partnership, roles=("qa_group",))
    sign_in(client, user)
    return Officer(client, session, partnership, user)
