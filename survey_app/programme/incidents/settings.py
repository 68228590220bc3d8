"""What a partnership has decided for its incidents: the chair of the QA group, its words for a, b and c, reminders, and
with what its references begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User
from survey_app.partnership.models import Partnership
from survey_app.programme.incidents.checking import asked_text, checked_prefixes
from survey_app.programme.incidents.models import IncidentSetting
from survey_app.programme.incidents.refusals import IncidentRefused

OUTCOMES = {
    "a": "No further review is needed",
    "b": "Local learning, without a further review",
    "c": "A local child safeguarding practice review",
}
REMINDERS = (3, 1, 0)
PREFIXES = ("SI", "RR", "LR")  # serious incident, rapid review, learning review
EXECUTIVE = "executive_member"
APPROVING, MANAGING = "incidents.approve", "incidents.manage"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentSettings:
    """The settings as they are; the product's own where a partnership has none."""

    chair_id: int | None
    chair_name: str
    outcomes: Mapping[str, str]
    reminders: tuple[int, ...]
    prefixes: tuple[str, ...]


def settings_of(session: Session, partnership_id: int) -> IncidentSettings:
    """A partnership's settings."""
    kept = session.get(IncidentSetting, partnership_id)
    if kept is None:
        return IncidentSettings(chair_id=None, chair_name="", outcomes=OUTCOMES, reminders=REMINDERS, prefixes=PREFIXES)
    return IncidentSettings(
        chair_id=kept.chair_id, chair_name=kept.chair.name if kept.chair else "",
        outcomes={"a": kept.outcome_a, "b": kept.outcome_b, "c": kept.outcome_c}, reminders=tuple(kept.reminders),
        prefixes=tuple(kept.prefixes),
    )  # fmt: skip


def keep_settings(
    session: Session, partnership_id: int, *, chair_id: int | None, outcomes: Mapping[str, str],
    reminders: Sequence[int], by_id: int, prefixes: Sequence[str] = PREFIXES,
) -> None:  # fmt: skip
    """Set them. Nobody makes themselves the chair: the chair's approval would then be anybody's."""
    session.get_one(Partnership, partnership_id, with_for_update={"key_share": True})  # one after the other
    was = settings_of(session, partnership_id)
    if chair_id is not None and chair_id != was.chair_id:
        if chair_id == by_id:
            raise IncidentRefused("You cannot name yourself as the chair. Ask somebody else who manages incidents.")
        if chair_id not in {one.id for one in people_with(session, partnership_id, APPROVING)}:
            raise IncidentRefused("Choose as the chair somebody whose role may approve.")
    if len(set(reminders)) > 6 or any(not 0 <= one <= 60 for one in reminders):
        raise IncidentRefused("Enter up to six reminders, each 0 to 60 days before the due day.")
    words = {key: asked_text(session, partnership_id, outcomes[key], f"Outcome {key}", longest=200) for key in "abc"}
    begins = checked_prefixes(prefixes)
    kept = session.get(IncidentSetting, partnership_id)
    if kept is None:
        kept = IncidentSetting(partnership_id=partnership_id)
        session.add(kept)
    kept.chair_id, kept.reminders = chair_id, sorted(set(reminders), reverse=True)
    kept.prefixes = begins
    kept.outcome_a, kept.outcome_b, kept.outcome_c = words["a"], words["b"], words["c"]
    session.flush()
    session.refresh(kept)


def people_with(session: Session, partnership_id: int, permission: str) -> list[User]:
    """Who may do something here and may sign in, by name."""
    found = {one.user for one in _memberships(session, partnership_id) if permission in one.role.permissions}
    return sorted(found, key=lambda user: (user.name, user.id))


def executive_members(session: Session, partnership_id: int) -> list[User]:
    """Every member of the Executive who may sign in, by name."""
    found = {one.user for one in _memberships(session, partnership_id) if one.role_key == EXECUTIVE}
    return sorted(found, key=lambda user: (user.name, user.id))


def _memberships(session: Session, partnership_id: int) -> Sequence[Membership]:
    query = select(Membership).join(User, User.id == Membership.user_id)
    return session.scalars(
        query.where(Membership.partnership_id == partnership_id, User.active.is_(True)).order_by(Membership.id)
    ).all()
