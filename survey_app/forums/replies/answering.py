"""What the Strategic Group replied to a theme: written by one person, approved by another, and how its action goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.models import HubTheme
from survey_app.forums.replies.in_chain import recommendation_of
from survey_app.forums.replies.models import ActionProgress, ThemeReply
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.forums.replies.telling import Telling, refuse_unchecked, telling_in
from survey_app.forums.replies.themes import lock, lock_theme
from survey_app.partnership.models import Footprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A reply as somebody enters it on behalf of the group that decided."""

    you_said: str
    decision: str
    message: str
    decided_by: str
    decided_on: date
    because: str = ""
    action: str = ""
    owner: str = ""
    agency_id: int | None = None
    due_on: date | None = None


def replies_of(session: Session, theme: HubTheme) -> list[ThemeReply]:
    """Every wording of a theme's reply, the newest first."""
    return list(
        session.scalars(select(ThemeReply).where(ThemeReply.theme_id == theme.id).order_by(ThemeReply.number.desc()))
    )


def find_reply(session: Session, theme: HubTheme, number: int) -> ThemeReply | None:
    """One wording."""
    return session.scalar(select(ThemeReply).where(ThemeReply.theme_id == theme.id, ThemeReply.number == number))


def write_reply(
    session: Session, theme: HubTheme, wording: Wording, *, by: int, seen: int, today: date, at: datetime | None = None
) -> ThemeReply:
    """Store a wording, which a second person then approves. One that still waits is replaced; it is kept.

    Parameters
    ----------
    seen : int
        The number of the newest wording that the writer saw, 0 where there was none.

    Raises
    ------
    RepliesRefused
        Something is missing, or somebody else has written meanwhile.
    """
    lock_theme(session, theme)
    _check(session, theme, wording, today)
    newest = session.scalar(select(func.max(ThemeReply.number)).where(ThemeReply.theme_id == theme.id)) or 0
    if newest != seen:
        raise RepliesRefused(
            "Somebody else has written a reply to this theme since you opened it. Yours is still in the form: read "
            "theirs in another tab before you save again."
        )
    for waiting in replies_of(session, theme):
        if waiting.state == "waiting":
            waiting.state = "replaced"
    no_action = wording.decision == "not_accepted"
    reply = ThemeReply(
        theme_id=theme.id, number=newest + 1, title=theme.title, you_said=wording.you_said.strip(),
        decision=wording.decision, because=wording.because.strip(), message=wording.message.strip(),
        action="" if no_action else wording.action.strip(), owner="" if no_action else wording.owner.strip(),
        agency_id=None if no_action else wording.agency_id, due_on=None if no_action else wording.due_on,
        decided_by=wording.decided_by.strip(), decided_on=wording.decided_on, written_by_id=by,
        written_at=at or now(),
    )  # fmt: skip
    session.add(reply)
    session.flush()
    return reply


def _check(session: Session, theme: HubTheme, wording: Wording, today: date) -> None:
    """What the form asks too; whoever comes another way is told the same."""
    if not (wording.you_said.strip() and wording.message.strip() and wording.decided_by.strip()):
        raise RepliesRefused("Enter what practitioners said, the message to them, and which group decided.")
    if wording.decided_on > today:
        raise RepliesRefused("The day of the decision is in the future. Enter the reply once it has been decided.")
    if wording.decision not in ("accepted", "partly", "not_accepted"):
        raise RepliesRefused("Choose what the group decided.")
    if wording.decision != "accepted" and not wording.because.strip():
        raise RepliesRefused("Say why it was not accepted, or not wholly. “We could not, because” is an answer.")
    if wording.decision == "not_accepted":
        return
    if not wording.action.strip() or wording.due_on is None:
        raise RepliesRefused("Enter what will be done, and by when.")
    if wording.due_on < wording.decided_on:
        raise RepliesRefused("The action cannot be due before the day on which it was decided.")
    if not wording.owner.strip() and wording.agency_id is None:
        raise RepliesRefused("Enter who owns the action: an agency, a role, or both.")
    if wording.agency_id is not None and not _works_here(session, theme, wording.agency_id):
        raise RepliesRefused("Choose an agency of your partnership.")


def _works_here(session: Session, theme: HubTheme, agency_id: int) -> bool:
    partnership_id = theme.cycle.partnership_id
    return session.get(Footprint, {"partnership_id": partnership_id, "agency_id": agency_id}) is not None


def telling_reply(session: Session, reply: ThemeReply) -> list[Telling]:
    """What in a reply could tell who somebody is."""
    texts = [
        ("Theme", reply.title), ("You said", reply.you_said), ("Because", reply.because), ("Action", reply.action),
        ("Owner", reply.owner), ("Decided by", reply.decided_by), ("Message", reply.message),
    ]  # fmt: skip
    return telling_in(session, reply.theme.cycle.partnership_id, texts)


def approve(session: Session, reply: ThemeReply, *, by: int, at: datetime, checked: bool) -> None:
    """Approve a wording that somebody else has written: from now on practitioners read it.

    Raises
    ------
    RepliesRefused
        The same person wrote it, it no longer waits, or marked words were not looked at.
    """
    _check_second(session, reply, by)
    refuse_unchecked(telling_reply(session, reply), checked=checked)
    reply.state, reply.checked_by_id, reply.checked_at = "approved", by, at
    session.flush()


def send_back(session: Session, reply: ThemeReply, *, by: int, at: datetime, remark: str) -> None:
    """Send a wording back to whoever wrote it, with what should be different."""
    _check_second(session, reply, by)
    if not remark.strip():
        raise RepliesRefused("Say what should be different, so that it can be put right.")
    reply.state, reply.checked_by_id, reply.checked_at, reply.remark = "returned", by, at, remark.strip()
    session.flush()


def _check_second(session: Session, reply: ThemeReply, by: int) -> None:
    lock(session, reply.theme.cycle)
    session.refresh(reply)
    if reply.state != "waiting":
        raise RepliesRefused("This wording no longer waits for approval. Open the theme again and see what stands now.")
    if reply.written_by_id == by:
        raise RepliesRefused("You wrote this reply, so a second person approves it or sends it back.")


def take_down(session: Session, theme: HubTheme, *, by: int, at: datetime, remark: str) -> None:
    """Take what is published of a theme's reply down at once, earlier wordings too. Whoever may approve may do so."""
    lock_theme(session, theme)
    if not remark.strip():
        raise RepliesRefused("Say why it is taken down.")
    shown = [reply for reply in replies_of(session, theme) if reply.state == "approved"]
    if not shown:
        raise RepliesRefused("Nothing of this theme is approved, so there is nothing to take down.")
    for reply in shown:
        reply.state, reply.withdrawn_by_id, reply.withdrawn_at = "withdrawn", by, at
        reply.remark = remark.strip()
    session.flush()


def published(session: Session, theme: HubTheme) -> ThemeReply | None:
    """The newest approved wording: what practitioners read."""
    return next((reply for reply in replies_of(session, theme) if reply.state == "approved"), None)


def note_progress(
    session: Session,
    theme: HubTheme,
    *,
    state: str,
    on_day: date,
    note: str,
    by: int,
    today: date,
    at: datetime | None = None,
) -> ActionProgress:
    """Note how the action of the approved reply goes.

    Raises
    ------
    RepliesRefused
        There is no approved action, the day is in the future or before the decision, the same is noted already, or
        the reply is in the improvement chain, whose actions say how it goes.
    """
    lock_theme(session, theme)
    _refuse_in_chain(session, theme)
    reply = published(session, theme)
    if reply is None or not reply.action:
        raise RepliesRefused("There is no approved action to this theme, so there is nothing to note yet.")
    if state not in ("under_way", "done"):
        raise RepliesRefused("Choose how the action goes.")
    if not reply.decided_on <= on_day <= today:
        raise RepliesRefused("Enter a day from the day of the decision until today.")
    newest = next(iter(progress_of(session, reply)), None)
    if newest is not None and (newest.state, newest.on_day, newest.note) == (state, on_day, note.strip()):
        raise RepliesRefused("That is noted already.")
    found = ActionProgress(
        reply_id=reply.id, state=state, on_day=on_day, note=note.strip(), noted_by_id=by, noted_at=at or now()
    )
    session.add(found)
    session.flush()
    return found


def _refuse_in_chain(session: Session, theme: HubTheme) -> None:
    found = recommendation_of(session, theme.cycle.partnership_id, replies_of(session, theme))
    if found is not None:
        actions = ", ".join(one.reference for one in found.actions) or "an action of it"
        raise RepliesRefused(
            f"This reply is in the improvement chain as {found.reference}. Note how it goes there, at {actions}: the "
            "public page follows."
        )


def progress_of(session: Session, reply: ThemeReply) -> list[ActionProgress]:
    """What was noted of the action of a reply, the newest first; an action whose words stayed keeps its notes."""
    if not reply.action:
        return []
    return list(
        session.scalars(
            select(ActionProgress)
            .join(ThemeReply, ThemeReply.id == ActionProgress.reply_id)
            .where(ThemeReply.theme_id == reply.theme_id, ThemeReply.action == reply.action)
            .order_by(ActionProgress.id.desc())
        )
    )
