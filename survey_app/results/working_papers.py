"""Working papers: unsuppressed figures for the named team of a round that is not anonymous."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from threading import Lock

from sqlalchemy.orm import Session

from analysis.disclosure import working_report
from analysis.figures import compute_figures
from analysis.report import Report
from survey_app.results.snapshot import fingerprint, round_data
from survey_app.rounds.models import Round

KEPT = 16  # reports in memory; a page and its charts ask for the same one many times in a minute

_papers: OrderedDict[tuple[int, str], Report] = OrderedDict()
_lock = Lock()


def working_paper(session: Session, round_: Round, *, at: datetime) -> Report:
    """The working report of the round as it stands now; computed anew only when something has changed."""
    key = (round_.id, fingerprint(session, round_))
    with _lock:
        if key in _papers:
            _papers.move_to_end(key)
            return _papers[key]
    report = working_report(compute_figures(round_data(session, round_, produced_at=at)))
    with _lock:
        _papers[key] = report
        while len(_papers) > KEPT:
            _papers.popitem(last=False)
    return report
