"""The levels of need of that time stand beside the question: not those of today, and said where they changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from survey_app.case_audits.models import AgencyReturn
from survey_app.case_audits.moderation.questions import audit_form
from survey_app.case_audits.returns.levels import LevelsThen, levels_then
from survey_app.designer.levels import publish_levels
from tests.survey_app.case_audits.returns.conftest import SignIn
from tests.survey_app.case_audits.returns.returning import MINE, begun, device_of, page_of

FORMS_OWN = "Universal: all\nEarly help: some\nTargeted: few\nStatutory: very few"


def publish(session: Session, asked: AgencyReturn, on: date, levels: str = FORMS_OWN, source: str = "") -> None:
    publish_levels(
        session, asked.case.audit.partnership_id, levels, source=source or f"The guide of {on.year}", in_force_from=on,
        actor_id=None,
    )  # fmt: skip


def found(session: Session, asked: AgencyReturn) -> LevelsThen | None:
    return levels_then(session, asked.case.audit, audit_form(asked.case.audit))


@pytest.fixture
def days(asked: AgencyReturn) -> tuple[date, date]:
    """The first and the last day that the audit looks at."""
    return asked.case.audit.window_starts_on, asked.case.audit.window_ends_on


def test_the_version_of_that_time_counts_and_not_the_newest(
    session: Session, asked: AgencyReturn, days: tuple[date, date]
) -> None:
    assert found(session, asked) is None
    publish(session, asked, days[1] + timedelta(days=1), "New: a\nOther: b")
    assert found(session, asked) is None
    publish(session, asked, days[0] - timedelta(days=700), source="Guide one")
    publish(session, asked, days[0] - timedelta(days=1), source="Guide two")
    then = found(session, asked)
    assert then is not None
    assert (then.number, then.source, then.on, tuple(then.notes)) == (3, "Guide two", days[1], ())


def test_it_is_said_where_it_changed_within_the_window_or_the_form_lists_other_levels(
    session: Session, asked: AgencyReturn, days: tuple[date, date]
) -> None:
    publish(session, asked, days[0])
    publish(session, asked, days[1], "Universal: all\nIntensive: few")
    then = found(session, asked)
    assert then is not None
    assert list(then.notes) == [
        "It came into force within the period looked at: version 1 until then.",
        "The form lists levels of its own. Choose the one that comes nearest.",
    ]


def test_the_auditor_reads_it_on_the_return_on_the_forms_page_and_on_the_device(
    session: Session, asked: AgencyReturn, days: tuple[date, date], signed_in: SignIn
) -> None:
    publish(session, asked, days[0] - timedelta(days=5), source="Right help, right time")
    publish(session, asked, days[1] + timedelta(days=5), "New: a\nOther: b", source="The later guide")
    begun(session, asked)
    client = signed_in(asked.auditor)
    device = device_of(client.application, asked)
    bundle = device.client.get(f"/p/north/walkabouts/notes/{asked.draft_id}/bundle").get_json()
    on_device = {page["section"]: page["html"] for page in bundle["pages"]}["b2_page"]
    beside = client.get(page_of(asked, "/page/b2_page")).text
    for page in (client.get(f"{MINE}/{asked.id}").text, beside, on_device, bundle["visit"]["brief_html"]):
        assert "Right help, right time" in page
        assert "The later guide" not in page
    assert "Right help, right time" not in client.get(page_of(asked, "/page/b3_page")).text
