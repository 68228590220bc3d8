"""Figures and themes of the released Report of a round, as the newest release says them.

Only what has passed the disclosure gate and is not hidden in it is listed: a row whose count or base is hidden does not
exist here. Nothing is released anew by being asked; whoever opens the page of the choice reads results as everywhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import report_from_json
from analysis.report import QuestionBlock, Report
from exports.formats import percent_text
from survey_app.case_audits.numbers import number_of
from survey_app.collect.display import LOCAL_TIME
from survey_app.improvement.chain.evidence import NotLinkable, Standing
from survey_app.improvement.chain.sources.offers import GONE, Offer, OfferedRecord, Source, ended
from survey_app.results.models import ReportSnapshot
from survey_app.results.releases import newest_snapshot
from survey_app.results.services import is_blind
from survey_app.rounds.models import Round

FAVOURABLE, RATE = "favourable", "response_rate"
CACHE = "released_reports_read"  # key of Session.info: reports by snapshot, since a finding may name one many times


def released_rounds(session: Session, partnership_id: int) -> list[OfferedRecord]:
    """The rounds of which a release exists and that are not hidden from this reader, the newest first."""
    rounds = session.scalars(
        select(Round)
        .where(Round.partnership_id == partnership_id, Round.id.in_(select(ReportSnapshot.round_id)))
        .order_by(Round.opens_on.desc(), Round.id.desc())
    )
    return [
        OfferedRecord(record_id=str(one.id), title=one.title, hint=_when(one)) for one in rounds if not is_blind(one)
    ]


def _when(round_: Round) -> str:
    return f"opened {round_.opens_on:%-d %B %Y}" if round_.opens_on is not None else ""


def figures(session: Session, partnership_id: int, record_id: str) -> Sequence[Offer]:
    """Every figure of a round's newest release that shows its count and its base."""
    return [offer for offer in _offers(session, partnership_id, record_id) if "theme" not in offer.place]


def themes(session: Session, partnership_id: int, record_id: str) -> Sequence[Offer]:
    """Every theme of a round's newest release of which may be told how many spoke of it."""
    return [offer for offer in _offers(session, partnership_id, record_id) if "theme" in offer.place]


def _offers(session: Session, partnership_id: int, record_id: str) -> Iterator[Offer]:
    number = number_of(record_id)
    round_ = session.get(Round, number) if number is not None else None
    if round_ is None or round_.partnership_id != partnership_id or is_blind(round_):
        raise NotLinkable(GONE)
    snapshot = newest_snapshot(session, round_.id)
    if snapshot is None:
        raise NotLinkable("Nothing of this round is released yet.")
    report = _report_of(session, snapshot)
    frozen = {
        "round": round_.id, "snapshot": snapshot.id, "release": snapshot.number,
        "fingerprint": hashlib.sha256(_canonical(snapshot.report).encode()).hexdigest(),
    }  # fmt: skip
    day = f"{snapshot.produced_at.astimezone(LOCAL_TIME):%-d %B %Y}"
    source = f"{report.title}, release {snapshot.number} of {day}"
    if report.verdict is not None and report.verdict.verdict != "reportable":
        source += f"; by the partnership’s thresholds: {report.verdict.sentence}"
    for place, group, label, count, base, share in (*_rate(report), *_questions(report), *_themes(report)):
        percentage = f" ({percent_text(share)})" if share is not None else ""
        said = f"{label}: {count:,} of {base:,}{percentage}"
        yield Offer(
            place=place, group=group, label=said,
            standing=Standing(
                says=f"{ended(group)} {said}. {source}.", version=f"release {snapshot.number}",
                figure={**place, **frozen, "label": label, "count": count, "base": base, "share": share},
                address=f"/p/{round_.partnership.slug}/rounds/{round_.slug}/results",
            ),
        )  # fmt: skip


Row = tuple[dict[str, Any], str, str, int, int, float | None]


def _rate(report: Report) -> Iterator[Row]:
    rate = report.response_rate
    if rate.answered is not None and rate.population and rate.mark is None:
        label = "Answered, of those known to be asked; at most" if rate.at_most else "Answered"
        yield {"question": "", "row": RATE}, "Response rate", label, rate.answered, rate.population, rate.rate


def _questions(report: Report) -> Iterator[Row]:
    for section in report.sections:
        for block in section.questions:
            if block.mark is None and section.mark is None:
                yield from _block(section.name, block)


def _block(section: str, block: QuestionBlock) -> Iterator[Row]:
    rows = [(one.name, one.label, one.share) for one in block.rows]
    if block.favourable is not None:
        rows.append((FAVOURABLE, block.favourable_label or "Favourable", block.favourable))
    for name, label, share in rows:
        if share.count is not None and share.base is not None and share.mark is None:
            place = {"section": section, "question": block.name, "row": name}
            yield place, block.label, label, share.count, share.base, share.share


def _themes(report: Report) -> Iterator[Row]:
    table = report.themes
    if table is None or table.respondents is None:
        return
    for row in table.rows:
        if row.respondents is not None and row.mark is None:
            yield {"theme": row.name}, "Theme", row.label, row.respondents, table.respondents, None


def _report_of(session: Session, snapshot: ReportSnapshot) -> Report:
    kept: dict[int, Report] = session.info.setdefault(CACHE, {})
    if snapshot.id not in kept:
        kept[snapshot.id] = report_from_json(json.dumps(snapshot.report))
    return kept[snapshot.id]


def _canonical(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


FIGURES = Source(
    record_type="round", kind="figure", title="A figure of a report",
    hint="Of a round’s newest release, with its count and base", records=released_rounds, offers=figures,
    where=("section", "question", "row"),
)  # fmt: skip
THEMES = Source(
    record_type="round_theme", kind="theme", title="A theme of a survey",
    hint="As it was coded, and released", records=released_rounds, offers=themes, where=("theme",),
)  # fmt: skip


def is_hidden_record(session: Session, record_type: str, record_id: str) -> bool:
    """Whether evidence is of a round that this reader must not read yet."""
    number = number_of(record_id) if record_type in ("round", "round_theme") else None
    round_ = session.get(Round, number) if number is not None else None
    return round_ is not None and is_blind(round_)
