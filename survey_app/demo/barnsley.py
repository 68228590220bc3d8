"""The register of sixteen recommendations: Barnsley's of April 2022 in our own words; all that was done is constructed.

Owners, replies, days, actions, evidence and judgements are made up so that every state can be seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.demo.data import read_data
from survey_app.improvement.actions.closing import close_recommendation
from survey_app.improvement.actions.evidence import NewEvidence, add_evidence
from survey_app.improvement.actions.impact import claim_impact, judge_impact
from survey_app.improvement.actions.planning import ActionPlan, add_action
from survey_app.improvement.actions.progress import note_progress
from survey_app.improvement.chain.evidence import Evidence, link_evidence
from survey_app.improvement.chain.findings import FindingText, add_finding
from survey_app.improvement.chain.recommending import RecommendationText, add_recommendation
from survey_app.improvement.chain.replying import reply
from survey_app.improvement.models import Action, Recommendation
from survey_app.partnership.models import Agency, Partnership
from survey_app.programme.scrutiny.recommending import ORIGIN
from survey_app.programme.scrutiny.register import find_entry

SOURCE = "Independent scrutineer’s six-month report, Barnsley, April 2022 (in our own words)"

# The entry of the scrutineer's register out of which a recommendation was made, where there is one: number to number.
OUT_OF = {1: 1, 5: 4, 6: 6, 7: 7, 15: 10, 16: 11}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What is constructed of one recommendation, by its number from 1."""

    reply: str = "accepted"
    because: str = ""
    what: str = ""
    measure: str = ""
    due: int = 60  # days from today
    progress: str = ""
    verdict: str = ""
    closes: bool = False


DONE: Mapping[int, Done] = {
    1: Done(
        what="Write to every referrer within one working day what was decided", due=-30, verdict="better_for_children",
        measure="Nine of ten referrers say that they were told, and re-referrals fall.", closes=True,
    ),
    2: Done(
        what="Bring evidence of each of the four improvements to the Executive", due=-45, verdict="activity_only",
        measure="Each improvement can be seen in cases of the last month.",
    ),
    3: Done(
        what="Second a designated safeguarding lead to the front door two days a week", due=25, progress="on_track",
        measure="Education is heard in every decision about a child of school age.",
    ),
    4: Done(
        what="Draw a dip sample of the front door each quarter and show it on the dashboard", due=-60,
        verdict="changed_practice", measure="The share of right thresholds is known, and rises.", closes=True,
    ),
    5: Done(
        what="Ask every action for its measure of success before it begins", due=10, progress="at_risk",
        measure="Two of three closed actions show changed practice.",
    ),
    6: Done(what="Plan audits by what has never been looked at", due=45, progress="on_track",
            measure="Every agency is looked at within two years."),
    7: Done(what="Agree ten indicators that only partners together can move", due=-4, progress="stuck",
            measure="All agencies submit all ten for two quarters."),
    8: Done(reply="partly", because="We share definitions first; a common function is looked at next year."),
    9: Done(what="Keep cleared feedback of children in one store with its tags", due=-70, verdict="changed_practice",
            measure="Every audit quotes what children said."),
    10: Done(what="Build the Executive’s agenda from what waits for a decision", due=-20,
             verdict="changed_practice", measure="Half of all matters are decided within six weeks.", closes=True),
    11: Done(reply="not_accepted", because="There is no money for a post this year; the group meets less often."),
    12: Done(what="Name a member of the Executive for each review it commissions", due=80,
             measure="Each review says how children are better off."),
    13: Done(what="Open the register of what the scrutineer raises to every partner", due=-50,
             verdict="changed_practice", measure="Every entry has an answer within its days.", closes=True),
    14: Done(reply="", because=""),
    15: Done(reply="partly", because="Four more days this year; the role is looked at again with the programme."),
    16: Done(what="Send the Chief Officers a page after each meeting, to be acknowledged", due=15, progress="on_track",
             measure="Every brief is acknowledged within two weeks."),
}  # fmt: skip


def load_barnsley(session: Session, partnership: Partnership, people: Mapping[str, User], *, today: date) -> None:
    """Enter the sixteen with a finding each, and what is constructed of them."""
    agencies = {one.name: one for one in session.scalars(select(Agency).order_by(Agency.name))}
    for number, row in enumerate(read_data("barnsley_register")["recommendations"], 1):
        entry = OUT_OF.get(number)
        made = _enter(session, partnership, agencies[row["owner"]], row, people["qa"].id, today, entry)
        _follow(session, made, DONE[number], people, today)


def _enter(
    session: Session, partnership: Partnership, owner: Agency, row: Mapping[str, Any], by: int, today: date,
    out_of: int | None,
) -> Recommendation:  # fmt: skip
    entry = find_entry(session, partnership.id, out_of) if out_of else None
    day = today - timedelta(days=170)
    if entry is not None:
        day = max(day, entry.raised_on + timedelta(days=6))
    found = add_finding(
        session, partnership.id,
        FindingText(
            kind="concern", text=row["finding"], theme=row["theme"], source_kind="scrutineer", found_on=day,
            checked=True,
        ),
        by,
    )  # fmt: skip
    said = f"{row['area']}: the scrutineer’s report of April 2022 names it under this heading."
    link_evidence(session, found, Evidence(kind="other", says=said, checked=True), by)
    words = RecommendationText(
        text=row["text"], why=row["why"], owner_id=owner.id, priority=row["priority"], theme=row["theme"],
        source_kind="scrutineer", source=SOURCE, made_on=day, checked=True,
        origin_type=ORIGIN if entry is not None else None, origin_id=entry.id if entry is not None else None,
    )  # fmt: skip
    return add_recommendation(session, partnership.id, words, [found], by)


def _follow(session: Session, made: Recommendation, done: Done, people: Mapping[str, User], today: date) -> None:
    if done.reply:
        reply(session, made, done.reply, done.because, people["qa"].id, checked=True)
    if not done.what:
        return
    began = made.made_on + timedelta(days=20)
    plan = ActionPlan(
        what=f"{done.what} (constructed).", agency_id=made.owner_id, owner_id=people["action-owner"].id, owner="",
        due_by=today + timedelta(days=done.due), success_measure=f"{done.measure} (constructed)",
    )  # fmt: skip
    action = add_action(session, made, plan, people["qa"].id, began)
    if done.progress:
        note_progress(session, action, done.progress, "As told at the last meeting (constructed).",
                      people["action-owner"].id, today)  # fmt: skip
    if done.verdict:
        _judge(session, action, done, people, today + timedelta(days=done.due + 3))
    if done.closes:
        close_recommendation(session, made, people["second-qa"].id, today - timedelta(days=10))


def _judge(session: Session, action: Action, done: Done, people: Mapping[str, User], day: date) -> None:
    owner = people["action-owner"].id
    shown = NewEvidence(
        shows="Counts before and after (constructed)", dated=day, link="https://example.org/constructed-evidence"
    )
    add_evidence(session, action, shown, owner, day)
    claim_impact(
        session, action, "Practice is another one now (constructed).", "Counted before and after (constructed).", owner
    )
    judge_impact(
        session, action.claims[-1], done.verdict, "As the counts show (constructed).", people["second-qa"].id, day
    )
