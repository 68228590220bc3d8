"""Two constructed neighbours of the demo partnership, so that a sum over several partnerships can be seen.

They have an agency each, no people, and nothing but their figures for one shared indicator. Nobody signs in to them.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert
from sqlalchemy.orm import Session

from survey_app.demo.indicators import QUARTERS, periods_ago, submission_row
from survey_app.partnership.founding import create_partnership
from survey_app.partnership.models import Agency, Footprint
from survey_app.programme.indicators.aggregating import release_due
from survey_app.programme.indicators.defining import adopt
from survey_app.programme.indicators.models import IndicatorAdoption, IndicatorSubmission

#: Short name, name, its agency, and its staff with supervision and in all, to begin with.
NEIGHBOURS = (
    ("demo-east", "Eastern Example Partnership (demo)", "Eastern Council (constructed)", 131, 160),
    ("demo-west", "Western Example Partnership (demo)", "Western Council (constructed)", 204, 228),
)


def load_neighbours(session: Session, shared: IndicatorAdoption, *, today: date) -> None:
    """Let two neighbours take up a shared indicator, submit figures for it, and add up what is due."""
    first = periods_ago(today, "quarter", QUARTERS)
    for slug, name, council_name, value, base in NEIGHBOURS:
        neighbour = create_partnership(session, slug=slug, name=name, is_demo=True)
        council = Agency(name=council_name, agency_type="local_authority")
        session.add(council)
        session.flush()
        session.add(Footprint(partnership_id=neighbour.id, agency_id=council.id))
        session.flush()
        adopted = adopt(
            session, neighbour.id, shared.definition, first_period=first, owners=[council.id], by_id=None
        )  # fmt: skip
        rows = [
            submission_row(
                neighbour, adopted, council, periods_ago(today, "quarter", ago), value + ago % 4 * 3.0, base + ago
            )
            for ago in range(1, QUARTERS + 1)
        ]  # fmt: skip
        session.execute(insert(IndicatorSubmission), rows)
    release_due(session, shared.definition, today)
