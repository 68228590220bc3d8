"""What whoever runs a round can do next, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from survey_app.mail_hours import MailHours
from survey_app.rounds.live_response import LiveResponse, too_few_to_open
from survey_app.rounds.mail_pages import troubled_messages
from survey_app.rounds.mail_plan import plan_mail
from survey_app.rounds.models import Round
from survey_app.rounds.standing import BOUNCED
from survey_app.rounds.ways.links import agency_links

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """Something to do, and the page where it is done: the name of a view, or nothing."""

    text: str
    view: str = ""


def next_steps(
    session: Session, round_: Round, live: LiveResponse, *, at: datetime, hours: MailHours | None
) -> tuple[NextStep, ...]:
    """What can be done for more answers."""
    if round_.state != "open":
        return ()
    steps = [*_mail_steps(session, round_, at, hours), *_group_steps(session, round_, live)]
    if too_few_to_open(round_, live.counts):
        steps.append(
            NextStep(text="Fewer than five have answered. If the round closed now, nobody could read the answers.")
        )
    if round_.closes_on is None:
        steps.append(NextStep(text="The round has no last day. People answer sooner when they know one."))
    return tuple(steps)


def _mail_steps(session: Session, round_: Round, at: datetime, hours: MailHours | None) -> list[NextStep]:
    if round_.access != "token":
        return []
    steps, plan = [], plan_mail(session, round_, at=at, hours=hours)
    if count := len(troubled_messages(session, round_)):
        steps.append(NextStep(text=f"{_count(count, 'message needs', 'messages need')} a look.", view="rounds.mail"))
    waiting = sum(one.day is None for one in plan.mail)
    if waiting and not plan.is_inviting:
        text = f"{_count(waiting, 'person has', 'people have')} not been invited by e-mail."
        steps.append(NextStep(text=text, view="rounds.mail"))
    if count := sum(one.why == BOUNCED for one in plan.left_out):
        steps.append(
            NextStep(
                text=f"{_count(count, 'address does', 'addresses do')} not work. Ask for better ones.",
                view="lists.silent",
            )
        )
    reminders = [one for one in plan.mail if one.day is not None]
    if reminders:
        first = min(one.due for one in reminders)
        steps.append(NextStep(text=f"The next reminders go out by themselves on {first:%-d %B}.", view="rounds.mail"))
    return steps


def _group_steps(session: Session, round_: Round, live: LiveResponse) -> list[NextStep]:
    steps = []
    for table in live.tables:
        names = table.without_answer
        if names:
            kind = {"Agency": ("agency has", "agencies have")}.get(
                table.label, (f"{table.label.lower()} has", f"{table.label.lower()} groups have")
            )
            steps.append(NextStep(text=f"{_count(len(names), *kind)} none: {', '.join(names)}. Ring somebody there."))
    silent = [one.agency for one in agency_links(session, round_) if not one.link.answers]
    if silent:
        number = _count(len(silent), "agency", "agencies").lower()
        text = f"By the links of {number} no answer has come: {', '.join(silent)}."
        steps.append(NextStep(text=text, view="rounds.ways_in"))
    return steps


def _count(count: int, one: str, many: str) -> str:
    return f"{NUMBERS[count] if count < len(NUMBERS) else f'{count:,}'} {one if count == 1 else many}"
