"""Indicators of the demo: definitions of the product's set, and constructed figures that no agency submitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pandas as pd
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from analysis.indicators.periods import due_on, last_ended, period_of
from survey_app.accounts.models import User
from survey_app.database import new_uuid
from survey_app.partnership.models import Agency, Footprint, Partnership
from survey_app.programme.indicators import commenting
from survey_app.programme.indicators.defining import change_definition, define, share, text_of
from survey_app.programme.indicators.models import IndicatorAdoption, IndicatorSubmission
from survey_app.programme.indicators.referrals import Said, log_feedback, respond
from survey_app.programme.indicators.starting import starting_indicators

COUNCIL, POLICE, HEALTH = "Children's social care", "Police", "Community health"
MONTHS, QUARTERS = 24, 8
CHANGED_MONTHS_AGO = 8
STAFF = {COUNCIL: (182, 210), POLICE: (96, 121), HEALTH: (140, 155)}


def load_indicators(
    session: Session, partnership: Partnership, people: Mapping[str, User], *, today: date
) -> dict[str, IndicatorAdoption]:
    """Define the set, store constructed figures, and let people say something of them."""
    agencies = {
        agency.name: agency
        for agency in session.scalars(
            select(Agency).join(Footprint).where(Footprint.partnership_id == partnership.id).order_by(Agency.id)
        )
    }
    council = agencies.get(COUNCIL) or next(iter(agencies.values()))
    several = [agencies[name].id for name in STAFF if name in agencies] or [council.id]
    qa = people["qa"]
    made = {}
    for one in starting_indicators():
        owners = several if one.name == "supervision" else [council.id]
        first = periods_ago(today, one.period, MONTHS if one.period == "month" else QUARTERS)
        made[one.name] = define(
            session, partnership.id, name=one.name, measure=one.measure, period=one.period, text=one.text,
            first_period=first, owners=owners, by_id=qa.id, on_front_door=one.on_front_door,
        )  # fmt: skip
    _change_feedback(session, made["feedback"], qa, today)
    share(session, made["supervision"].definition, partnership.id)
    session.execute(insert(IndicatorSubmission), _figures(partnership, made, agencies, council, today))
    _say(session, made, people, council, today)
    _hear(session, partnership, agencies, qa, today)
    session.flush()
    return made


def front_door_counts(today: date) -> pd.DataFrame:
    """The counts of the front door as they would have been submitted by now: a row for each indicator and month."""
    rows = pd.read_csv(Path(__file__).with_name("front_door.csv"), comment="#")
    this_month = pd.Period(today, freq="M")
    starts = [(this_month - int(months)).start_time.date() for months in rows["months_ago"]]
    return rows.drop(columns="months_ago").assign(period_start=starts)


def periods_ago(today: date, every: str, periods: int) -> date:
    """The first day of the month or quarter so many before this one."""
    start = period_of(today, "month" if every == "month" else "quarter")
    for _ in range(periods):
        start = period_of(start - timedelta(days=1), "month" if every == "month" else "quarter")
    return start


def _change_feedback(session: Session, adoption: IndicatorAdoption, qa: User, today: date) -> None:
    text = text_of(adoption.definition.versions[-1])
    change_definition(
        session, adoption.definition, replace(text, denominator=f"{text.denominator}, and those of the agency itself"),
        valid_from=periods_ago(today, "month", CHANGED_MONTHS_AGO),
        why="Referrals within the council are left out as well: nobody has to be told there. (Constructed.)",
        by_id=qa.id,
    )  # fmt: skip


def _figures(
    partnership: Partnership, made: Mapping[str, IndicatorAdoption], agencies: Mapping[str, Agency], council: Agency,
    today: date,
) -> list[dict[str, object]]:  # fmt: skip
    counts = front_door_counts(today)
    rows = [
        submission_row(partnership, made[str(name)], council, start, float(value), int(base))
        for name, value, base, start in counts[["indicator", "numerator", "denominator", "period_start"]].itertuples(
            index=False
        )
    ]
    received = counts[counts["indicator"] == "decision"]
    rows += [
        submission_row(partnership, made["referrals"], council, start, float(base), None)
        for base, start in received[["denominator", "period_start"]].itertuples(index=False)
    ]
    for quarters in range(1, QUARTERS + 1):
        start = periods_ago(today, "quarter", quarters)
        days = (6.0, 7.5, 6.5, 8.0, 7.0, 9.0, 8.5, 10.0)[QUARTERS - quarters]
        rows.append(submission_row(partnership, made["days_to_plan"], council, start, days, 160 + 7 * quarters))
        for name, (value, base) in STAFF.items():
            # The police have not submitted the last quarter yet: there is something to do.
            if name in agencies and not (name == POLICE and quarters == 1):
                rows.append(
                    submission_row(
                        partnership, made["supervision"], agencies[name], start, value + quarters % 3 * 4.0, base
                    )
                )
    return rows


def submission_row(
    partnership: Partnership, adoption: IndicatorAdoption, agency: Agency, start: date, value: float, base: int | None
) -> dict[str, object]:
    """A constructed figure as it is stored, submitted by file three days before it was due."""
    every = adoption.definition.every
    came = due_on(start, every, adoption.definition.versions[0].deadline_days) - timedelta(days=3)
    return {
        "id": new_uuid(), "partnership_id": partnership.id, "definition_id": adoption.definition_id,
        "agency_id": agency.id, "period_start": start, "revision": 1, "value": value, "base": base,
        "confirmed_why": "", "reason": "", "came_by": "file", "legal_hold": False, "retention_state": "kept",
        "submitted_at": datetime.combine(came, time(12), tzinfo=UTC), "submitted_by_id": None,
    }  # fmt: skip


def _say(
    session: Session, made: Mapping[str, IndicatorAdoption], people: Mapping[str, User], council: Agency, today: date
) -> None:
    last = last_ended(today, "month")
    written = commenting.write_comment(
        session, made["feedback"], last,
        "Since the spring a letter goes out with each decision by itself, which shows in the course (constructed).",
        agency_id=council.id, by_id=people["qa"].id, today=today,
    )  # fmt: skip
    commenting.approve(session, written, by_id=people["second-qa"].id)
    commenting.write_comment(
        session, made["conference"], last,
        "Two conferences were put off, since an interpreter could not be found in time (constructed).",
        agency_id=council.id, by_id=people["qa"].id, today=today,
    )  # fmt: skip


def _hear(
    session: Session, partnership: Partnership, agencies: Mapping[str, Agency], qa: User, today: date
) -> None:  # fmt: skip
    named = list(agencies.values())
    said = (
        ("section11", 160, "Letters say that a referral was closed, and not why or what else would help (constructed).",
         "Letters name the reason and who else to ask from next month on (constructed).", 12),
        ("visit", 70, "Staff hear the outcome of most referrals now, often by telephone on the same day (constructed).",
         "Thanked, and the telephone calls are kept beside the letters (constructed).", 6),
        ("meeting", 9, "Outcomes of referrals made out of hours still do not come back (constructed).", "", 0),
    )  # fmt: skip
    for place, (heard_at, ago, words, answer, after) in enumerate(said):
        on = today - timedelta(days=ago)
        given = Said(agency_id=named[place % len(named)].id, said_on=on, heard_at=heard_at, said=words)
        made = log_feedback(session, partnership.id, given, by_id=qa.id, today=today)
        if answer:
            respond(session, made, response=answer, on=on + timedelta(days=after), by_id=qa.id, today=today)
