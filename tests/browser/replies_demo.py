"""Themes, a report, replies and a published page that the browser tests look at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.models import HubCycle
from survey_app.forums.replies import answering, editions, publishing, report, themes
from survey_app.forums.replies.answering import Wording
from tests.survey_app.factories import make_user

CONSTRUCTED = (
    ("Thresholds differ between teams (constructed)", "Two teams read the levels of need in two ways. (Constructed.)"),
    (
        "Nobody hears what became of a referral (constructed)",
        "Referrers ask for an answer within a week. (Constructed.)",
    ),
)


def prepare_replies(session: Session, cycle: HubCycle) -> dict[str, Any]:
    """The ids of a theme with an approved reply and of one whose reply waits."""
    writer = make_user(session, cycle.partnership, roles=("qa_group",))
    checker = make_user(session, cycle.partnership, roles=("qa_group",))
    made = [themes.add_theme(session, cycle, title, summary) for title, summary in CONSTRUCTED]
    seen = report.fingerprint_of(report.compile_report(session, cycle, now()))
    meeting = editions.Sending(seen=seen, meeting="Strategic Group", on_day=now().date(), checked=True)
    editions.send_edition(session, cycle, meeting, by=writer.id, at=now())
    day = now().date() - timedelta(days=40)
    wording = Wording(
        you_said=CONSTRUCTED[0][1], decision="partly", because="one guide does not suit schools (constructed)",
        action="Publish one guide for all teams (constructed)", owner="Head of Early Help",
        decided_by="Strategic Group",
        message="We will publish one guide by spring. (Constructed.)", decided_on=day, due_on=day + timedelta(days=30),
    )  # fmt: skip
    for theme in made:
        reply = answering.write_reply(session, theme, wording, by=writer.id, seen=0, today=now().date())
        if theme is made[0]:
            answering.approve(session, reply, by=checker.id, at=now(), checked=True)
    publishing.publish(session, cycle, by=writer.id, at=now())
    return {"hub_theme": made[0].id, "waiting_theme": made[1].id}
