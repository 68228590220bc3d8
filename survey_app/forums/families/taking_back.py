"""Taking words back from where they were passed on: reports as they were sent, themes and replies.

A report that was sent does not change, with this one exception: what somebody said who has withdrawn is taken out of
it. Its fingerprint stays that of what was sent, so that a copy on paper is still known for what it is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from survey_app.forums.models import HubTheme
from survey_app.forums.models.families import FocusGroup, FocusGroupNote, FocusGroupPoint
from survey_app.forums.replies.models import HubReport, ReportEdition, ThemeReply

TAKEN_OUT = "[Taken out: somebody has withdrawn]"
RECOGNISED = 12  # characters from which words are looked for within other texts, and not only by themselves
LONGEST_TITLE = 200
REPLY_TEXTS = ("title", "you_said", "because", "action", "message")


def wordings_of(point: FocusGroupPoint) -> list[str]:
    """Every wording of a point that was cleared at some time, and its present one."""
    return [*point.passed_on, point.text, *filter(None, [point.quote])]


def quotes_of(point: FocusGroupPoint) -> list[str]:
    """The same of its quote alone."""
    return [words for words in wordings_of(point) if words != point.text]


def take_back(session: Session, group: FocusGroup, words: Collection[str]) -> None:
    """Take these words out of everything in the group's cycle that may have copied them, letter by letter."""
    wanted = sorted({text.strip() for text in words if text.strip()}, key=len, reverse=True)
    if not wanted:
        return
    of_cycle = select(HubTheme.id).where(HubTheme.cycle_id == group.cycle_id)
    _rewrite(session, ReportEdition, ReportEdition.cycle_id == group.cycle_id, ("content",), wanted)
    _rewrite(session, HubReport, HubReport.cycle_id == group.cycle_id, ("words",), wanted)
    _rewrite(session, HubTheme, HubTheme.cycle_id == group.cycle_id, ("title", "summary"), wanted)
    _rewrite(session, ThemeReply, ThemeReply.theme_id.in_(of_cycle), REPLY_TEXTS, wanted)


def erase_words(
    session: Session, group: FocusGroup, points: Sequence[FocusGroupPoint], notes: Sequence[FocusGroupNote]
) -> None:
    """Delete points with the originals of their quotes, and notes; wherever points were passed on, they go too."""
    take_back(session, group, [words for point in points for words in wordings_of(point)])
    ids = [point.id for point in points]
    session.execute(delete(FocusGroupNote).where(FocusGroupNote.point_id.in_(ids)))
    session.execute(delete(FocusGroupNote).where(FocusGroupNote.id.in_([note.id for note in notes])))
    session.execute(delete(FocusGroupPoint).where(FocusGroupPoint.id.in_(ids)))
    session.expire(group, ["points", "notes"])


def _rewrite(session: Session, model: Any, where: Any, names: Sequence[str], wanted: Sequence[str]) -> None:
    """Write rows anew, past the guards of records that are otherwise never changed."""
    session.flush()
    for row in session.execute(select(model.id, *(getattr(model, name) for name in names)).where(where)).all():
        kept = dict(zip(names, row[1:], strict=True))
        new = {name: _fitting(name, _without(old, wanted)) for name, old in kept.items()}
        changed = {name: value for name, value in new.items() if value != kept[name]}
        if changed:
            statement = update(model).where(model.id == row[0]).values(changed)
            session.execute(statement, execution_options={"synchronize_session": False})
            session.expire(session.get_one(model, row[0]))


def _without(value: Any, wanted: Sequence[str]) -> Any:
    """The value, with the words replaced wherever they stand in it."""
    if isinstance(value, dict):
        return {name: _without(part, wanted) for name, part in value.items()}
    if isinstance(value, list):
        return [_without(part, wanted) for part in value]
    if not isinstance(value, str):
        return value
    for words in wanted:
        if value.strip() == words:
            return TAKEN_OUT
        if len(words) >= RECOGNISED:
            value = value.replace(words, TAKEN_OUT)
    return value


def _fitting(name: str, value: Any) -> Any:
    return value[:LONGEST_TITLE] if name == "title" else value
