"""Releases of a round: each made once through the disclosure gate, and kept as it was released.

Ledger and snapshot are written in one transaction under a lock on the round, so that two readers who come at the same
moment get the same release, and no view of the figures exists that the ledger does not know.

Where grades are settled after the answers came (a Section 11 cycle), these are renewed whenever one is settled: the
release before once more, to the figure, with the grades of organisations as they now are.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import (
    DisclosureRefused,
    Release,
    ReleaseLedger,
    release,
    renew_settled,
    report_from_json,
    report_to_json,
)
from analysis.figures import compute_figures
from analysis.report import Report
from survey_app.collect.sealing import lock_round
from survey_app.results.models import ReportSnapshot
from survey_app.results.snapshot import fingerprint, round_data
from survey_app.rounds.models import Round
from survey_app.rounds.policies import policy_of


def released_report(session: Session, round_: Round, *, at: datetime) -> Report:
    """The newest release, renewed first where something has changed and the ledger allows it."""
    newest = newest_snapshot(session, round_.id)
    if newest is not None and newest.basis == fingerprint(session, round_):
        return _report_of(newest)
    locked = lock_round(session, round_.id)
    newest = newest_snapshot(session, round_.id)  # another reader may have released while we waited
    basis = fingerprint(session, locked)
    if newest is not None and newest.basis == basis:
        return _report_of(newest)
    figures = compute_figures(round_data(session, locked, produced_at=at))
    ledger = _ledger_of(locked)
    try:
        passed = release(figures, policy_of(locked.policy), ledger)
    except DisclosureRefused:
        if newest is None:
            raise
        renewed = renew_settled(_report_of(newest), figures, ledger)
        if renewed is None:
            newest.basis = basis  # until something changes again, it need not be tried again
            session.flush()
            return _report_of(newest)
        passed = renewed
    return _keep(session, locked, passed, basis, at)


def leaves_out_the_last(round_: Round) -> bool:
    """Whether answers of a closed round are missing from its newest release for good, since they were too few.

    To be asked after the newest release has been read.
    """
    last = _ledger_of(round_).last
    return round_.state == "closed" and last is not None and not last.closed


def newest_snapshot(session: Session, round_id: int) -> ReportSnapshot | None:
    """The latest release of a round as it is kept."""
    return session.scalars(
        select(ReportSnapshot)
        .where(ReportSnapshot.round_id == round_id)
        .order_by(ReportSnapshot.number.desc())
        .execution_options(populate_existing=True)
    ).first()


def _ledger_of(round_: Round) -> ReleaseLedger:
    return ReleaseLedger() if round_.ledger is None else ReleaseLedger.from_json(json.dumps(round_.ledger))


def _keep(session: Session, round_: Round, passed: Release, basis: str, at: datetime) -> Report:
    """Keep what has passed the gate together with the ledger."""
    round_.ledger = json.loads(passed.ledger.to_json())
    session.add(
        ReportSnapshot(
            round_id=round_.id, number=passed.ledger.next_number - 1, basis=basis, produced_at=at,
            report=json.loads(report_to_json(passed.report)),
        )
    )  # fmt: skip
    session.flush()
    return passed.report


def _report_of(snapshot: ReportSnapshot) -> Report:
    return report_from_json(json.dumps(snapshot.report))
