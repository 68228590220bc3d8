"""Moving an open round on to a newer version of its instrument.

Answers keep naming the version that they were given under; those in progress go on under the new one.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.differences import Change, compare
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version
from survey_app.rounds.anonymity import anonymity_problem, repeated_strata_problem
from survey_app.rounds.models import Round
from survey_app.rounds.services import RoundRefused, known_strata

FEW = 5  # fewer answers to a version than this hide, in a release, what only the other versions ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The version to move on to, what it changes, and why it cannot be moved to (empty when it can)."""

    version: InstrumentVersion
    changes: tuple[Change, ...]
    problem: str


def next_version(session: Session, round_: Round) -> InstrumentVersion | None:
    """The newest published version of the round's instrument, if that is not the one it asks."""
    newest = session.scalars(
        select(InstrumentVersion)
        .where(InstrumentVersion.instrument_id == round_.version.instrument_id)
        .order_by(InstrumentVersion.number.desc())
    ).first()
    return newest if newest is not None and newest.number > round_.version.number else None


def planned_move(session: Session, round_: Round) -> Move | None:
    """What moving the round on would mean; None where there is nothing newer or the round is not open."""
    version = next_version(session, round_) if round_.state == "open" else None
    if version is None:
        return None
    old, new = compiled_version(round_.version).instrument, compiled_version(version).instrument
    return Move(version=version, changes=compare(old, new), problem=_problem(session, round_, version))


def move_on(session: Session, round_: Round, version_id: int) -> None:
    """Ask the newer version from now on."""
    session.refresh(round_, with_for_update={"key_share": True})  # an answer on its way in waits, or is in already
    version = next_version(session, round_)
    if round_.state != "open" or version is None or version.id != version_id:
        raise RoundRefused(
            f"“{round_.title}” cannot move on to that version: the round is not open any more, or another version has "
            "been published meanwhile. Look at the round again."
        )
    if problem := _problem(session, round_, version):
        raise RoundRefused(problem)
    round_.version_id = version.id
    session.flush()
    session.expire(round_, ["version"])


def _problem(session: Session, round_: Round, version: InstrumentVersion) -> str:
    old, new = compiled_version(round_.version), compiled_version(version)
    before, after = old.instrument.settings.unit, new.instrument.settings.unit
    if before != after:
        return (
            f"“{round_.title}” cannot move on to version {version.number}: there a response counts {after}, and so far "
            f"it counts {before}. Close this round and plan a new one."
        )
    if not round_.anonymous:
        return ""
    return anonymity_problem(new) or repeated_strata_problem(new, known_strata(session, round_))
