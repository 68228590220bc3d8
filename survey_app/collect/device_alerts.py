"""A worry that a device tells of by itself, before and beside the answers that say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from instruments.compiled import CompiledInstrument
from survey_app.collect import safety
from survey_app.collect.models import SafetyAlert
from survey_app.collect.sync_models import DeviceAlert
from survey_app.rounds.models import Round

MOST_ALERTS = 100  # of one draft: a key that has got lost must not flood the duty list


class TooManyAlerts(ValueError):
    """The draft has told of more worries than a visit can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceWorry:
    """What a device says of a worry; ``alert`` is the UUID under which it says it again."""

    alert: str
    question: str
    entry: tuple[str, ...]  # the ids of the entries around the question
    said_at: str  # by the device's own clock, in ISO format; empty where that is unreadable
    told: str
    told_at: str
    note: str


def raise_by_device(
    session: Session,
    round_: Round,
    draft_id: str,
    compiled: CompiledInstrument,
    worry: DeviceWorry,
    author_id: int | None,
) -> SafetyAlert:
    """Put a worry on the duty list, or bring up to date what stands there; the caller holds the lock on the answers.

    It is the alert that the same device told of under the same UUID, or the one of the same question in the same
    conversation, however that came. Only where somebody has taken that on already is another UUID another worry.
    """
    alert = _known(session, draft_id, compiled, worry)
    if alert is None:
        if len(_alerts_of(session, draft_id)) >= MOST_ALERTS:
            raise TooManyAlerts
        alert = SafetyAlert(
            partnership_id=round_.partnership_id, round_id=round_.id, draft_id=draft_id, is_answered=False,
            question=worry.question[:200], entry=_slot(compiled, worry), raised_by_id=author_id,
        )  # fmt: skip
        session.add(alert)
        session.flush()
        safety.tell_of_worry(session, round_)
    if session.get(DeviceAlert, (draft_id, worry.alert)) is None:
        session.add(DeviceAlert(draft_id=draft_id, alert=worry.alert, alert_id=alert.id))
    alert.said_at = alert.said_at or worry.said_at
    safety.bring_up_to_date(alert, told=worry.told, told_at=worry.told_at, note=worry.note)
    session.flush()
    return alert


def note_new_worries(
    session: Session, draft_id: str, compiled: CompiledInstrument, before: dict[str, object], after: dict[str, object]
) -> None:
    """Make way for worries that are raised anew: "yes" again after "no", where somebody has taken on the first."""
    earlier = {(w.item.name, safety.slot_of(before, w.item, w.entry)) for w in safety.worries(compiled, before)}
    for worry in safety.worries(compiled, after):
        slot = safety.slot_of(after, worry.item, worry.entry)
        alert = safety.find_alert(session, draft_id, worry.item.name, slot)
        is_new = (worry.item.name, slot) not in earlier
        if is_new and alert is not None and alert.is_answered and alert.acknowledged_at is not None:
            safety.vacate(session, alert)


def device_moment(raised: object, sent: object, *, at: datetime) -> str:
    """When a worry was raised, in ISO format; empty where the device does not say so readably.

    Where the device also says what time it has as it sends, its worry is as old as these two are apart, however wrong
    its clock is; otherwise its own time is taken as it is.
    """
    moment, sending = _moment(raised), _moment(sent)
    if moment is None:
        return ""
    if sending is not None and moment <= sending:
        moment = at - (sending - moment)
    return moment.isoformat(timespec="seconds")


def _moment(text: object) -> datetime | None:
    if not isinstance(text, str) or len(text) > 40:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and 1900 < moment.year < 9000 else None


def _known(session: Session, draft_id: str, compiled: CompiledInstrument, worry: DeviceWorry) -> SafetyAlert | None:
    """The alert that this is, if it stands there already."""
    told = session.get(DeviceAlert, (draft_id, worry.alert))
    if told is not None:
        return session.get_one(SafetyAlert, told.alert_id)
    alert = safety.find_alert(session, draft_id, worry.question[:200], _slot(compiled, worry))
    if alert is not None and alert.acknowledged_at is not None and _is_told_by_device(session, alert):
        safety.vacate(session, alert)
        return None
    return alert


def _is_told_by_device(session: Session, alert: SafetyAlert) -> bool:
    return session.scalar(select(func.count()).where(DeviceAlert.alert_id == alert.id)) != 0


def _slot(compiled: CompiledInstrument, worry: DeviceWorry) -> str:
    """The place of the worry; one of its own where the form does not know what was asked."""
    item = compiled.find(worry.question)
    if item is None or item.part != "safety" or len(item.repeats) != len(worry.entry):
        return f"!{worry.alert}"
    return safety.slot_of_ids(worry.entry)


def _alerts_of(session: Session, draft_id: str) -> Sequence[str]:
    return session.scalars(select(SafetyAlert.id).where(SafetyAlert.draft_id == draft_id)).all()
