"""The notice to an agency that it will be visited: a letter to print, and a message to its leads that leads to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User
from survey_app.mail import queue_mail
from survey_app.walkabouts.cycles.rubrics import AssessmentRubric, rubric_of
from survey_app.walkabouts.models import Visit
from survey_app.walkabouts.visits.conflicts import VisitRefused
from survey_app.walkabouts.visits.mailing import VisitLinks, facts_of
from survey_app.walkabouts.visits.teams import team_text

AGENCY = "walkabouts.agency"
FEWEST = 5
KIND = "visit notice"
WHAT_HAPPENS = (
    "The team begins with whoever leads on safeguarding, and asks how the duties of section 11 of the Children Act "
    "2004 are met.",
    "It then talks with staff and volunteers, one at a time, in a place where they cannot be overheard. Each "
    "conversation takes about 20 minutes. Nobody’s name is written down.",
    "It looks at what can be seen on site: contacts on display, private space, information for children, how records "
    "are kept.",
    "Before it leaves it says briefly what it has seen. Grades come later, and you can reply on the facts before they "
    "are final.",
)
BODY = """\
Dear {name},

{partnership} {announces}

{facts}
Team: {team}

What will happen: the team talks with your safeguarding lead and with staff one at a time, and looks round the site. \
No names are written down.
Whom it concerns: your safeguarding lead, at least {fewest} members of staff or volunteers of different roles, and \
whoever can show the team round.
What good looks like: {rubric}

The whole letter, to print and pass on:
{letter}

Questions or another day? Please write to {contact}.
"""
CALLED_OFF = """\
Dear {name},

The Section 11 visit of {partnership} that you were told of is called off.

{facts}
Why: {reason}

Questions? Please write to {contact}.
"""
PLANNED, CHANGED = "will visit you for its Section 11 scrutiny.", "has changed a Section 11 visit to you. It is now:"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitNotice:
    """All that the letter says."""

    visit: Visit
    team: str  # by roles
    what_happens: tuple[str, ...]
    whom_it_concerns: tuple[str, ...]
    rubric: AssessmentRubric | None
    rubric_text: str


def notice_of(visit: Visit) -> VisitNotice:
    """The letter of a planned visit."""
    rubric = rubric_of(visit.assessment) if visit.assessment is not None else None
    return VisitNotice(
        visit=visit, team=_team(visit), what_happens=WHAT_HAPPENS, whom_it_concerns=_whom_it_concerns(visit),
        rubric=rubric, rubric_text=_rubric_text(rubric),
    )  # fmt: skip


def _fewest(visit: Visit) -> int:
    """How many conversations an assessment needs before it is graded."""
    return visit.assessment.cycle.fewest_conversations if visit.assessment is not None else FEWEST


def _whom_it_concerns(visit: Visit) -> tuple[str, ...]:
    return (
        "The senior lead for safeguarding, for the first half hour.",
        f"At least {_fewest(visit)} members of staff or volunteers of different roles, among them some who work "
        "directly with children or families. Please free their time; the team chooses whom it talks with.",
        "Whoever looks after the building, to show the team round.",
    )


def _team(visit: Visit) -> str:
    return team_text([member.role for member in visit.team])


def _rubric_text(rubric: AssessmentRubric | None) -> str:
    if rubric is None:
        return "the rubric is still to be proposed to you and agreed; the visit waits for that."
    if not rubric.is_locked:
        return f"version {rubric.number} of the rubric is proposed to you; the visit waits until it is agreed."
    agreed = f" on {rubric.agreed_on:%-d %B %Y}" if rubric.agreed_on else ""
    return f"version {rubric.number} of the rubric, agreed with you{agreed}."


def leads_of(session: Session, partnership_id: int, agency_id: int) -> list[User]:
    """Who does the agency's own part in this partnership, by what their roles permit, not what they are called."""
    memberships = session.scalars(
        select(Membership).where(Membership.partnership_id == partnership_id, Membership.agency_id == agency_id)
    )
    found = {member.user for member in memberships if AGENCY in member.role.permissions and member.user.active}
    return sorted(found, key=lambda user: (user.name.casefold(), user.id))


def agencies_of(session: Session, user_id: int, partnership_id: int) -> set[int]:
    """The agencies whose own part somebody does in this partnership."""
    memberships = session.scalars(
        select(Membership).where(Membership.user_id == user_id, Membership.partnership_id == partnership_id)
    )
    return {
        member.agency_id for member in memberships if member.agency_id is not None and AGENCY in member.role.permissions
    }


def send_notice(session: Session, visit: Visit, links: VisitLinks, *, at: datetime) -> int:
    """Queue the notice to every lead of the agency and record it; how many were told.

    Raises
    ------
    VisitRefused
        Where the visit is not planned, or the agency has nobody to write to.
    """
    session.refresh(visit, with_for_update=True)
    if visit.state != "planned":
        raise VisitRefused("Only a planned visit is announced to the agency.")
    told = _tell(session, visit, links, BODY, "Section 11 visit", CHANGED if visit.notified_at else PLANNED)
    if not told:
        raise VisitRefused(
            f"Nobody at {visit.agency.name} has an account here to write to. Print the letter and send it yourself, "
            "then record that below."
        )
    visit.notified_at = at
    session.flush()
    return told


def record_notice(session: Session, visit: Visit, *, at: datetime) -> None:
    """Record that the letter was sent by other means."""
    session.refresh(visit, with_for_update=True)
    if visit.state != "planned":
        raise VisitRefused("Only a planned visit is announced to the agency.")
    visit.notified_at = at
    session.flush()


def renew_notice(session: Session, visit: Visit, links: VisitLinks, *, at: datetime) -> int | None:
    """Tell an agency that was told before of what has changed; how many, or None where it was not told before.

    Nobody to write to: what was recorded by hand is out of date, so the notice counts as not given.
    """
    if visit.notified_at is None or visit.state != "planned":
        return None
    told = _tell(session, visit, links, BODY, "Section 11 visit changed", CHANGED)
    visit.notified_at = at if told else None
    session.flush()
    return told


def notice_called_off(session: Session, visit: Visit, links: VisitLinks) -> int:
    """Tell an agency that was told of a visit that it is called off; how many."""
    if visit.notified_at is None:
        return 0
    return _tell(session, visit, links, CALLED_OFF, "Section 11 visit called off", "")


def _tell(session: Session, visit: Visit, links: VisitLinks, words: str, subject: str, announces: str) -> int:
    leads = leads_of(session, visit.partnership_id, visit.agency_id)
    for user in leads:
        body = words.format(
            name=user.name, partnership=visit.partnership.name, announces=announces, facts=facts_of(visit),
            team=_team(visit), rubric=notice_of(visit).rubric_text, letter=links.letter, reason=visit.reason,
            fewest=_fewest(visit), contact=visit.partnership.contact_email or "the partnership",
        )  # fmt: skip
        when = f", {visit.day:%-d %B %Y}" if visit.day else ""
        queue_mail(
            session, to=user.email, subject=f"{subject}{when}", body=body, kind=KIND,
            partnership_id=visit.partnership_id, about=visit.id,
        )  # fmt: skip
    return len(leads)
