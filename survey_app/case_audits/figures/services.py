"""The figures of an audit for somebody who may read working papers; each reading is logged."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from sqlalchemy.orm import Session

from analysis.case_audits import AuditFigures, AuditRecord
from analysis.case_audits import audit_figures as work_out
from analysis.comparison import RoundComparison, comparable_questions
from survey_app.case_audits.figures.records import audit_record
from survey_app.case_audits.keeping_records.export_log import note_export
from survey_app.case_audits.models import CaseAudit
from survey_app.designer.services import compiled_version
from survey_app.results.services import Reader, ResultsRefused

FIGURES = "Figures"
KEPT = 8  # figures in memory: a page and its charts ask for the same ones many times in a minute
NOT_YOURS = "The figures of an audit are for those who moderate it and for those who may read working papers."

_Key = tuple[AuditRecord, AuditRecord | None, RoundComparison | None]
_found: OrderedDict[str, tuple[_Key, AuditFigures]] = OrderedDict()
_lock = Lock()


def audit_figures(session: Session, audit: CaseAudit, *, reader: Reader) -> AuditFigures:
    """The figures of an audit, as working papers: nothing in them is suppressed.

    Parameters
    ----------
    session : Session
        The line of the log stands or falls with its transaction: the caller commits.
    audit : CaseAudit
        Once moderation has opened.
    reader : Reader
        Who reads. ``may_read_working`` is true of whoever moderates, too.

    Raises
    ------
    StillBlind
        Before moderation opens, whoever asks.
    ResultsRefused
        Where the reader may not read working papers.
    """
    found = unlogged_figures(session, audit, reader=reader)
    note_export(session, audit, FIGURES, by=reader.user_id)
    if audit.earlier is not None and found.against is not None:
        note_export(session, audit.earlier, FIGURES, by=reader.user_id, beside=audit.slug)
    return found


def unlogged_figures(session: Session, audit: CaseAudit, *, reader: Reader) -> AuditFigures:
    """The same for the charts of a page whose reading has been logged already."""
    record = audit_record(session, audit)  # refuses a blind audit first, whoever asks
    if not reader.may_read_working:
        raise ResultsRefused(NOT_YOURS)
    earlier, alike = _earlier(session, audit)
    return _worked_out(str(audit.id), record, earlier, alike)


def _earlier(session: Session, audit: CaseAudit) -> tuple[AuditRecord | None, RoundComparison | None]:
    """The audit that it is compared with, once that is no longer blind, and what both asked alike."""
    earlier = audit.earlier
    if earlier is None or earlier.is_blind or earlier.round is None or audit.round is None:
        return None, None
    alike = comparable_questions(
        compiled_version(earlier.round.version).instrument, compiled_version(audit.round.version).instrument
    )
    return audit_record(session, earlier), alike


def _worked_out(
    key: str, record: AuditRecord, earlier: AuditRecord | None, alike: RoundComparison | None
) -> AuditFigures:
    """Work out once what has not changed since: the records are compared, and nothing else is trusted."""
    with _lock:
        kept = _found.get(key)
        if kept is not None and kept[0] == (record, earlier, alike):
            _found.move_to_end(key)
            return kept[1]
    figures = work_out(record, earlier=earlier, alike=alike)
    with _lock:
        _found[key] = (record, earlier, alike), figures
        _found.move_to_end(key)
        while len(_found) > KEPT:
            _found.popitem(last=False)
    return figures
