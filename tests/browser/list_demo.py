"""A constructed case list with its key, a draw, a case replaced and cases left out, as browser tests look at them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.sampling.cases import cases_of, exclude, having
from survey_app.case_audits.sampling.drawing import draw_cases, replace_case
from survey_app.partnership.models import Partnership
from tests.survey_app.case_audits.sampling.list_factories import make_loaded


def prepare_lists(session: Session, partnership: Partnership) -> dict[str, Any]:
    """An audit that is being planned, with a list that eight cases were drawn from by group."""
    today = date.today()
    audit = CaseAudit(
        partnership_id=partnership.id, slug="with-a-list", title="With a list (constructed)", kind="multi_agency",
        theme="Neglect", window_starts_on=date(2025, 1, 1), window_ends_on=date(2025, 12, 31), state="planning",
        panel_on=today + timedelta(days=60),
    )  # fmt: skip
    session.add(audit)
    session.flush()
    case_list = make_loaded(session, audit, 40)
    exclude(session, case_list, having(session, case_list, "Age band", "16 to 17"), "They were in the pilot")
    draw = draw_cases(session, case_list, "stratified", 8, stratum="Outcome", by=None)
    replace_case(session, cases_of(session, audit)[1], "The file cannot be found", by=None)
    return {"listed_audit": audit.slug, "case_list": case_list.id, "case_draw": draw.id}
