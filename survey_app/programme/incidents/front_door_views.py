"""The clocks of the front door."""

from __future__ import annotations

from flask import g, render_template
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import can, permission
from survey_app.database import db
from survey_app.local_time import today
from survey_app.programme.incidents.front_door import front_door_lines, open_samples, sampled_clocks
from survey_app.programme.incidents.pages import blueprint, log

NEWEST = 4  # dip samples whose figures are shown


@blueprint.get("/front-door")
@permission("incidents.read")
def front_door() -> ResponseReturnValue:
    """Each clock with its rule, the indicator that counts it, and the dip samples that judged it."""
    session = db.session()
    samples = open_samples(session, g.partnership.id)[:NEWEST] if can("case_audits.read") else []
    opens_samples = can("case_audits.moderate") or can("results.working")
    sampled = sampled_clocks(session, samples) if opens_samples else {}
    if opens_samples and samples:
        log("figures of dip samples read", "clocks of the front door", samples=len(samples))
    page = render_template(
        "incidents/front_door.html", lines=front_door_lines(session, g.partnership.id, today()), samples=samples,
        sampled=sampled, opens_samples=opens_samples, opens_indicators=can("indicators.read"),
    )  # fmt: skip
    db.session.commit()
    return page
