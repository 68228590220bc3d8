"""Settled grades renewed by themselves: the last release again, with the grades as they are settled now.

Whatever the last release says of people stays as it is to the figure, so that nobody can subtract one from the other.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from analysis.definitions import method_definitions
from analysis.disclosure.gate import Release
from analysis.disclosure.ledger import LedgerEntry, ReleaseLedger
from analysis.disclosure.report_json import report_to_json
from analysis.figures import Figures
from analysis.report import Report
from analysis.sentences import Shown, summary_sentences, warning_sentences
from analysis.settled import with_settled


def renew_settled(report: Report, figures: Figures, ledger: ReleaseLedger) -> Release | None:
    """The next release where nothing but settled grades may be renewed; None where they are the same.

    Parameters
    ----------
    report : Report
        The last release of the round.
    figures : Figures
        The round's figures now, of which only the settled grades are taken.
    ledger : ReleaseLedger
        What has been released of the round so far, that release included.
    """
    last, settled = ledger.last, figures.settled
    if settled is None or last is None:
        return None
    sections = with_settled(report.sections, settled)
    # Tables of single answers may be there from before the grades were settled.
    crossed = tuple(table for table in report.cross_tables if not _tells(table.question, table.breakdown, figures))
    shown = Shown(
        unit=report.unit,
        responses=report.responses,
        rate=report.response_rate,
        sections=sections,
        themes=report.themes,
        anything_hidden=bool(report.suppressions),
        verdict=report.verdict,
        symbol=report.policy.symbol,
        rounding=report.policy.rounding,
        threshold=report.policy.threshold,
        imported=figures.imported,
        settled=settled.notes,
    )
    same = replace(
        report, sections=sections, cross_tables=crossed, summary=summary_sentences(shown),
        warnings=warning_sentences(shown),
    )  # fmt: skip
    if same == report:
        return None
    number = ledger.next_number
    terms = method_definitions(sections, has_themes=report.themes is not None, has_cross_tables=bool(crossed))
    known = {one.term for one in report.definitions}
    new = replace(
        same, release_number=number, produced_at=figures.produced_at.isoformat(timespec="minutes"),
        definitions=(*report.definitions, *(one for one in terms if one.term not in known)),
    )  # fmt: skip
    entry = LedgerEntry(
        number=number,
        produced_at=new.produced_at,
        responses=last.responses,
        closed=last.closed,
        policy=last.policy,
        report_hash=hashlib.sha256(report_to_json(new).encode()).hexdigest(),
        coded=last.coded,
        only_settled=True,
    )
    return Release(report=new, ledger=ledger.extended(entry))


def _tells(question: str, breakdown: str, figures: Figures) -> bool:
    return figures.settled is not None and bool({question, breakdown} & figures.settled.instead_of)
