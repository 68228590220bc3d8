"""The newest releases of many rounds at once: read as they are kept, and renewed a few at a time.

A dashboard shows what is released. To ask of each round whether its release may be renewed takes several queries, and
to renew one may take seconds. So what could have changed is counted for all rounds together; only rounds of which
something has changed since they were last looked at are asked, and only a few of these in one request. What is shown
meanwhile is the release before, with its number and its day.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, defer, selectinload

from analysis.disclosure import DisclosureRefused, report_from_json
from analysis.report import Report
from survey_app.collect.models import AnonymousResponse, Submission
from survey_app.designer.models import InstrumentVersion
from survey_app.partnership.models import ReportabilityDecision
from survey_app.results.models import AGREED, CommentCoding, ReportSnapshot
from survey_app.results.services import Reader, current_report, is_blind
from survey_app.rounds.models import Invitation, Round
from survey_app.walkabouts.outcomes.settled import settled_states

RENEWED_AT_ONCE = 4
KEPT = 200

Signs = dict[int, tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A stored release without its figures."""

    id: int
    round_id: int
    number: int
    basis: str
    produced_at: datetime

    @property
    def key(self) -> tuple[Any, ...]:
        return self.id, self.basis, self.produced_at


@dataclass(slots=True)
class _Shelf:
    """What this process knows of one database: reports by their release, and rounds that need not be asked."""

    reports: OrderedDict[tuple[Any, ...], Report] = field(default_factory=OrderedDict)
    settled: dict[int, tuple[Any, ...]] = field(default_factory=dict)


_shelves: WeakKeyDictionary[Any, _Shelf] = WeakKeyDictionary()
_lock = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest release of each round, by the round's id; ``waiting`` are rounds that have not been asked for one."""

    reports: Mapping[int, Report]
    waiting: frozenset[int] = frozenset()


def opened_rounds(session: Session, partnership_id: int) -> list[Round]:
    """Every round that has opened, the newest first, without the ledgers, which are large."""
    return list(
        session.scalars(
            select(Round)
            .where(Round.partnership_id == partnership_id, Round.state != "draft")
            .options(defer(Round.ledger), selectinload(Round.version).selectinload(InstrumentVersion.instrument))
            .order_by(Round.id.desc())
        )
    )


def newest_reports(
    session: Session, rounds: Sequence[Round], *, reader: Reader, at: datetime, renew: bool = True,
    most: int | None = RENEWED_AT_ONCE,
) -> Newest:  # fmt: skip
    """The newest release of each round; rounds without one, and blind ones, are left out.

    Parameters
    ----------
    rounds : sequence of Round
        Of one partnership; the first are renewed first, and open ones before closed ones.
    renew : bool, default True
        Whether a few releases may be renewed. Otherwise nothing is written.
    most : int, optional
        How many rounds are asked at most; None asks all, for a document that must not leave one out.
    """
    shown = [round_ for round_ in rounds if round_.state != "draft" and not is_blind(round_)]
    if not shown:
        return Newest(reports={})
    shelf = _shelf_of(session)
    heads = _heads(session, shown)
    if renew and _renew(session, shelf, shown, heads, reader, at, most):
        heads = _heads(session, shown)
    return Newest(
        reports={head.round_id: report for head, report in _reports(session, shelf, heads.values())},
        waiting=frozenset(one.id for one in shown if one.id not in heads and one.id not in shelf.settled),
    )


def _shelf_of(session: Session) -> _Shelf:
    with _lock:
        return _shelves.setdefault(session.get_bind(), _Shelf())


def _heads(session: Session, rounds: Iterable[Round]) -> dict[int, Head]:
    """The newest release of each round."""
    snapshot = ReportSnapshot
    rows = session.execute(
        select(snapshot.id, snapshot.round_id, snapshot.number, snapshot.basis, snapshot.produced_at)
        .where(snapshot.round_id.in_([round_.id for round_ in rounds]))
        .order_by(snapshot.round_id, snapshot.number)
    )
    return {
        row.round_id: Head(
            id=row.id, round_id=row.round_id, number=row.number, basis=row.basis, produced_at=row.produced_at
        )
        for row in rows
    }


def _renew(
    session: Session, shelf: _Shelf, rounds: Sequence[Round], heads: Mapping[int, Head], reader: Reader, at: datetime,
    most: int | None,
) -> bool:  # fmt: skip
    """Ask a few rounds whether their release may be renewed; whether any was asked."""
    signs = _signs(session, rounds)
    changed = [one for one in rounds if shelf.settled.get(one.id) != (signs[one.id], _key(heads.get(one.id)))]
    # Sorting keeps the order within each kind: open rounds and those without a release come first.
    asked = sorted(changed, key=lambda one: (one.id in heads, one.state != "open"))[:most]
    for round_ in asked:
        try:
            current_report(session, round_, reader=reader, at=at, paper="release")
        except DisclosureRefused:
            continue
    newest = _heads(session, asked) if asked else {}
    for round_ in asked:
        shelf.settled[round_.id] = (signs[round_.id], _key(newest.get(round_.id)))
    return bool(asked)


def _key(head: Head | None) -> tuple[Any, ...] | None:
    return None if head is None else head.key


def _signs(session: Session, rounds: Sequence[Round]) -> Signs:
    """What changes whenever the figures of a round could, counted for all rounds in a handful of queries."""
    ids = [round_.id for round_ in rounds]
    counted: list[dict[int, tuple[Any, ...]]] = [
        _by_round(session, query)
        for query in (
            _grouped(AnonymousResponse.round_id, ids, func.max(AnonymousResponse.key)),
            _grouped(Submission.round_id, ids, func.sum(Submission.current_revision), func.max(Submission.id)),
            _grouped(Invitation.round_id, ids).where(Invitation.answered),
            _grouped(CommentCoding.round_id, ids, func.sum(CommentCoding.revision), func.max(CommentCoding.saved_at))
            .where(CommentCoding.layer == AGREED),
        )
    ]  # fmt: skip
    counted.append(settled_states(session, ids))
    partnership_ids = {round_.partnership_id for round_ in rounds}
    thresholds = session.scalar(
        select(func.max(ReportabilityDecision.id)).where(ReportabilityDecision.partnership_id.in_(partnership_ids))
    )
    return {
        round_.id: (
            thresholds, round_.state, round_.title, round_.slug, round_.version_id, round_.population_size,
            round_.population_known, round_.population_note, round_.opens_on, round_.closes_on, round_.policy_id,
            round_.codeframe_id, *(found.get(round_.id) for found in counted),
        )
        for round_ in rounds
    }  # fmt: skip


def _grouped(column: Any, ids: Sequence[int], *more: Any) -> Select[Any]:
    return select(column, func.count(), *more).where(column.in_(ids)).group_by(column)


def _by_round(session: Session, query: Select[Any]) -> dict[int, tuple[Any, ...]]:
    return {row[0]: tuple(row[1:]) for row in session.execute(query)}


def _reports(session: Session, shelf: _Shelf, heads: Iterable[Head]) -> list[tuple[Head, Report]]:
    """The reports of these releases, those that are not in memory read together."""
    heads = list(heads)
    with _lock:
        found = {head.id: shelf.reports[head.key] for head in heads if head.key in shelf.reports}
    missing = [head.id for head in heads if head.id not in found]
    if missing:
        rows = session.execute(
            select(ReportSnapshot.id, ReportSnapshot.report).where(ReportSnapshot.id.in_(missing))
        ).all()
        found |= {row.id: report_from_json(json.dumps(row.report)) for row in rows}
    with _lock:
        for head in heads:
            if head.id in found:
                shelf.reports[head.key] = found[head.id]
                shelf.reports.move_to_end(head.key)
        while len(shelf.reports) > KEPT:
            shelf.reports.popitem(last=False)
    return [(head, found[head.id]) for head in heads if head.id in found]
