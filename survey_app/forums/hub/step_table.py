"""The steps of a cycle in their order, each with the part that reads it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from survey_app.forums.door.step import door_step
from survey_app.forums.families.step import read_families
from survey_app.forums.hub.newsletters.step import newsletter_step
from survey_app.forums.hub.plan_steps import forums_step, theme_step
from survey_app.forums.hub.round_steps import (
    evaluation_step,
    follow_up_step,
    noticed_step,
    survey_step,
    voices_step,
)
from survey_app.forums.hub.steps import Step, StepReader
from survey_app.forums.models import HubCycle
from survey_app.forums.replies.steps import reply_step, report_step, said_step
from survey_app.forums.tables.step import tables_step

# A part adds its own reader here, at its place: theme, newsletter, forums, door, tables, evaluation, survey of those
# who could not come, views of children and families, follow-up, report to the Strategic Group, its reply, "you said,
# we did", whether it was noticed.
STEPS: tuple[StepReader, ...] = (
    theme_step,
    newsletter_step,
    forums_step,
    door_step,
    tables_step,
    evaluation_step,
    survey_step,
    voices_step,
    read_families,
    follow_up_step,
    report_step,
    reply_step,
    said_step,
    noticed_step,
)


def read_steps(session: Session, cycle: HubCycle, at: datetime) -> list[Step]:
    """All steps of a cycle as they stand at a moment."""
    return [read(session, cycle, at) for read in STEPS]
