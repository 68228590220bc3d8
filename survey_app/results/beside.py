"""What stands beside the report of a round in its documents, read from the database as it is now.

Nothing of it is stored: a quotation that is withdrawn, or whose original is erased, is in no later document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from analysis.beside import Actions, Beside, JudgementAgreement, Standards, ThemeQuote, Visits, check_beside
from analysis.beside.courses import courses
from analysis.beside.graded_forms import STANDARD, GradedRound, is_visit, standards_in
from analysis.beside.quotes import ClearedQuote, quotes_for
from analysis.comparison import RoundComparison, comparable_questions
from analysis.derived_reports import ReportsRefused, comparison_report
from analysis.disclosure import DisclosureRefused
from analysis.report import Report
from instruments.compiled import CompiledInstrument
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version
from survey_app.partnership.services import agencies_of
from survey_app.results.derived import compare_rounds
from survey_app.results.models import AGREED, Coding
from survey_app.results.services import Paper, Reader, current_report, is_blind, refuse_blind
from survey_app.results.snapshot import responses_of
from survey_app.results.versions import form_of
from survey_app.results.voices.models import Quote
from survey_app.rounds.models import Round
from survey_app.walkabouts.visits.records import visits_of_round

MOST_EARLIER = 7  # rounds before this one in a course
TREATMENTS = {"as_written": "as written", "redacted": "redacted", "paraphrased": "paraphrased"}

NO_EARLIER = "No earlier round of the same questionnaire has results to compare with."
WORKING_ONLY = "How far agencies agreed on cases stands in the working paper only."


def beside_of(
    session: Session, round_: Round, report: Report, *, reader: Reader, at: datetime, against: Round | None = None
) -> Beside:
    """Everything that may stand beside this report of the round.

    Parameters
    ----------
    session : Session
    round_ : Round
        The report's round. While its returns are blind, this is refused.
    report : Report
        As :func:`~survey_app.results.services.current_report` gave it to the same reader.
    reader : Reader
        Who reads. Reading the working papers of earlier rounds leaves a line in the log for each.
    at : datetime
        Now.
    against : Round, optional
        With which round to compare; by default the last one before it that asked the same questionnaire.

    Raises
    ------
    DerivedRefused
        Where the round cannot be compared with that one.
    """
    refuse_blind(round_)
    notes: dict[str, str] = {}
    earlier = list(_earlier_reports(session, round_, report, reader=reader, at=at))
    reports = [*(one for _, one in earlier), report]
    alike = [_alike(one, round_) for one, _ in earlier]
    if against is not None:
        comparison = compare_rounds(session, against, round_, reader=reader, at=at, paper=paper_of(report))
    elif earlier:
        comparison = comparison_report(reports[-2], report, alike[-1], produced_at=at)
    else:
        comparison, notes["comparison"] = None, NO_EARLIER
    found = Beside(
        comparison=comparison,
        courses=courses(reports, alike),
        standards=_standards(session, round_, reader=reader, at=at),
        agreement=_agreement(session, round_, report, notes, reader=reader),
        quotes=_quotes(session, round_, report),
        actions=_actions(session, round_, at.date()),
        visits=_visits(session, round_, report),
        notes=notes,
    )
    check_beside(report, found)
    return found


def _earlier_reports(
    session: Session, round_: Round, report: Report, *, reader: Reader, at: datetime
) -> Iterator[tuple[Round, Report]]:
    """The reports of the rounds before that asked the same questionnaire, of the same class, the earliest first."""
    before = [one for one in _rounds(session, round_) if _order(one) < _order(round_)]
    same = [
        one
        for one in sorted(before, key=_order)
        if one.version.instrument_id == round_.version.instrument_id and one.anonymous == round_.anonymous
    ]
    for one in same[-MOST_EARLIER:]:
        found = _report(session, one, reader=reader, at=at, paper=paper_of(report))
        if found is not None and found.unit == report.unit and found.responses:
            yield one, found


def paper_of(report: Report) -> Paper:
    """Which paper of a round the report is."""
    return "working" if report.release_class == "working" else "release"


def _report(session: Session, round_: Round, *, reader: Reader, at: datetime, paper: Paper) -> Report | None:
    """The report of another round, if it has one."""
    if is_blind(round_):
        return None
    try:
        return current_report(session, round_, reader=reader, at=at, paper=paper)
    except (DisclosureRefused, ReportsRefused):
        return None


def _rounds(session: Session, round_: Round) -> list[Round]:
    """All other rounds of the partnership that have opened, the newest first."""
    return list(
        session.scalars(
            select(Round)
            .where(Round.partnership_id == round_.partnership_id, Round.state != "draft", Round.id != round_.id)
            .options(selectinload(Round.version).selectinload(InstrumentVersion.instrument))
            .order_by(Round.id.desc())
        )
    )


def _order(round_: Round) -> tuple[date, date, int]:
    """Rounds follow each other by the day on which they closed, or opened."""
    opened = round_.opens_on or date.max
    return round_.closes_on or opened, opened, round_.id


def _alike(before: Round, now: Round) -> RoundComparison:
    """Which questions two rounds asked in the same way, by the newest version that each has asked."""
    return comparable_questions(compiled_version(before.version).instrument, compiled_version(now.version).instrument)


def _standards(session: Session, round_: Round, *, reader: Reader, at: datetime) -> Standards | None:
    """The Section 11 grades of a round that names its agencies, beside the newest ones of the other kind."""
    from analysis.beside.standards import standards_of  # loads what other rounds do not need
    from survey_app.walkabouts.outcomes.final_grades import units_of

    compiled = compiled_version(round_.version)
    if round_.anonymous or not standards_in(compiled):
        return None
    others = _rounds(session, round_)
    other = next((one for one in others if _is_other_kind(one, compiled)), None)
    staff = next((one for one in others if _asks_staff(one)), None)
    return standards_of(
        _graded_agencies(session, round_),
        as_of=at.date(),
        agencies=_agencies(session, round_.partnership_id),
        beside=_graded_agencies(session, other) if other is not None else None,
        staff=_report(session, staff, reader=reader, at=at, paper="release") if staff is not None else None,
        note=_where_from(round_, other, staff),
        members=units_of(session, round_.partnership_id),
    )


def _is_other_kind(other: Round, compiled: CompiledInstrument) -> bool:
    """Whether it grades the same standards from the other side: on visits, or by the agencies themselves."""
    form = compiled_version(other.version)
    return not other.anonymous and bool(standards_in(form)) and is_visit(form) != is_visit(compiled)


def _asks_staff(round_: Round) -> bool:
    """Whether it is a survey of people with questions named after standards."""
    form = compiled_version(round_.version)
    return form.instrument.settings.unit == "people" and any(
        STANDARD.fullmatch(item.name.partition("_")[0]) and item.scale is not None for item in form.items
    )


def _graded(session: Session, round_: Round) -> GradedRound:
    responses = responses_of(session, round_)
    return GradedRound(form=form_of(session, round_, responses), responses=responses)


def _graded_agencies(session: Session, round_: Round) -> GradedRound:
    """The grades that count: of a Section 11 cycle only those of final assessments."""
    from survey_app.walkabouts.outcomes.final_grades import as_it_counts  # loads what other rounds do not need

    return as_it_counts(session, round_, _graded(session, round_))


def _agencies(session: Session, partnership_id: int) -> Sequence[str]:
    return [agency.name for agency in agencies_of(session, partnership_id)]


def _where_from(round_: Round, other: Round | None, staff: Round | None) -> str:
    """From which rounds the grades are."""
    sentences = [f"Grades: “{round_.title}”."]
    if other is not None:
        sentences.append(f"Beside them: “{other.title}”.")
    if staff is not None:
        sentences.append(f"Staff: the released report of “{staff.title}”.")
    return " ".join(sentences)


def _agreement(
    session: Session, round_: Round, report: Report, notes: dict[str, str], *, reader: Reader
) -> tuple[JudgementAgreement, ...]:
    """Of a case audit whose returns may be seen; its returns are never more than their working paper tells."""
    from analysis.beside.agreement import agreement_of  # loads what other rounds do not need
    from survey_app.case_audits.figures.agreement import agreement_of_audit, audit_with_returns_in

    if report.unit != "cases":
        return ()
    if report.release_class != "working":
        notes["agreement"] = WORKING_ONLY
        return ()
    audit = audit_with_returns_in(session, round_)
    if audit is not None:
        found = agreement_of_audit(session, audit, reader=reader)
    else:
        found = agreement_of(_graded(session, round_), opened_on=round_.closes_on)
    if found.note is not None:
        notes["agreement"] = found.note
    return found.judgements


def _quotes(session: Session, round_: Round, report: Report) -> tuple[ThemeQuote, ...]:
    """What the clearing desk holds as cleared at this moment, under the themes of the report."""
    if report.themes is None:
        return ()
    quotes = session.scalars(
        select(Quote)
        .where(Quote.round_id == round_.id, Quote.state == "cleared")
        .options(selectinload(Quote.proposals))
        .order_by(Quote.id)
    ).all()
    return quotes_for(report, _cleared(session, round_, quotes)) if quotes else ()


def _cleared(session: Session, round_: Round, quotes: Sequence[Quote]) -> Iterator[ClearedQuote]:
    themes: dict[tuple[str, str, str], list[str]] = {}
    rows = session.execute(
        select(Coding.response_key, Coding.question, Coding.entry, Coding.theme)
        .where(Coding.round_id == round_.id, Coding.layer == AGREED)
        .order_by(Coding.id)
    )
    for response_key, question, entry, theme in rows:
        themes.setdefault((response_key, question, entry), []).append(theme)
    for quote in quotes:
        wording = quote.cleared
        if wording is not None:
            place = quote.response_key, quote.question, quote.entry
            yield ClearedQuote(
                themes=tuple(themes.get(place, ())), text=wording.text, treatment=TREATMENTS[wording.kind],
                attribution=wording.attribution,
            )  # fmt: skip


def _actions(session: Session, round_: Round, today: date) -> Actions | None:
    """The partnership's actions: those of its final assessments; the demo has constructed ones besides."""
    from survey_app.walkabouts.outcomes.actions import partnership_actions

    return partnership_actions(session, round_.partnership, today=today)


def _visits(session: Session, round_: Round, report: Report) -> Visits | None:
    """The visits that a walkabout round rests on."""
    if not is_visit(compiled_version(round_.version)):
        return None
    from analysis.beside.visits import visits_beside

    found = visits_of_round(session, round_.partnership, round_.id)
    return visits_beside(report, found) if found is not None else None
