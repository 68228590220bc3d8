"""Which Report a reader of a round gets, and what may be downloaded of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy.orm import Session, object_session

from analysis.report import Report
from analysis.round_data import Form
from exports.raw_answers import RawAnswers
from survey_app.audit_log import record
from survey_app.case_audits.blindness import is_blind_round
from survey_app.designer.services import compiled_version
from survey_app.errors import UserError
from survey_app.results.hidden_rounds import is_hidden, why_hidden
from survey_app.results.releases import released_report
from survey_app.results.snapshot import responses_of
from survey_app.results.stored_responses import RETURN, RETURN_LABEL
from survey_app.results.versions import form_of
from survey_app.results.working_papers import working_paper
from survey_app.rounds.models import Round
from survey_app.rounds.services import breakdown_label
from survey_app.walkabouts.outcomes.settled import raw_remark

Paper = Literal["working", "release"]


class ResultsRefused(UserError):
    """These results are not to be seen, now or by this reader; the message says why."""

    status = 403
    title = "These results cannot be shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads, and whether they hold ``results.working``. ``user_id`` is None for the command line."""

    user_id: int | None
    may_read_working: bool


def reads_working(round_: Round, reader: Reader) -> bool:
    """Whether this reader may see the working paper. Anonymous rounds have releases only, whoever reads."""
    return reader.may_read_working and not round_.anonymous


def paper_for(round_: Round, reader: Reader, asked: str | None) -> Paper:
    """The paper this reader gets: the working one where it is allowed, unless the release is asked for."""
    return "release" if asked == "release" or not reads_working(round_, reader) else "working"


def current_report(session: Session, round_: Round, *, reader: Reader, at: datetime, paper: Paper) -> Report:
    """The Report of the round for this reader. Reading a working paper leaves a line in the log."""
    refuse_blind(round_)
    if paper == "release":
        return released_report(session, round_, at=at)
    if not reads_working(round_, reader):
        raise ResultsRefused("The working figures of this round are for its named team. Read the released ones.")
    log_reading(session, "working results read", round_, reader)
    return working_paper(session, round_, at=at)


def unlogged_report(session: Session, round_: Round, *, reader: Reader, at: datetime, paper: Paper) -> Report:
    """The same Report for the charts of a page whose reading has been logged already."""
    refuse_blind(round_)
    if paper == "release" or not reads_working(round_, reader):
        return released_report(session, round_, at=at)
    return working_paper(session, round_, at=at)


def raw_answers(session: Session, round_: Round, *, reader: Reader, scratch: Path | None = None) -> RawAnswers:
    """The single answers of a round, read one after another. Never of an anonymous round; each reading is logged."""
    refuse_raw(round_)
    log_reading(session, "raw answers read", round_, reader)
    responses = responses_of(session, round_)
    marks = {RETURN: RETURN_LABEL} if responses.has_partial else {}
    return RawAnswers(
        form=form_of(session, round_, responses),
        responses=responses,
        breakdowns={name: breakdown_label(name) for name in round_.breakdowns} | marks,
        remark=raw_remark(session, round_),
        scratch=scratch,
    )


def form_asked(session: Session, round_: Round) -> Form:
    """What the answers of a round are to: one version, or several made into one."""
    return form_of(session, round_, responses_of(session, round_))


def log_reading(
    session: Session, action: str, round_: Round, reader: Reader, details: dict[str, str] | None = None
) -> None:
    """Record who read or downloaded what of a round."""
    record(
        session, action, actor_id=reader.user_id, partnership_id=round_.partnership_id,
        subject=f"round {round_.slug}", details=details or {},
    )  # fmt: skip


def is_blind(round_: Round) -> bool:
    """Whether nobody may read a round yet, or its reader not: grading goes on, and each grades without the others.

    Agencies audit the same cases, the reader visits an agency whose own grades are in this round, or works for one
    that the notes of this round are about.
    """
    return is_audited_blind(round_) or is_hidden(round_)


def is_audited_blind(round_: Round) -> bool:
    """Whether agencies are still grading the same cases, each without seeing the others' returns.

    Of a case audit that is until its moderation opens, however its round is; of another round of cases, until it is
    closed.
    """
    session = object_session(round_)
    of_audit = is_blind_round(session, round_.id) if session is not None else None
    if of_audit is not None:
        return of_audit
    return round_.state != "closed" and compiled_version(round_.version).instrument.settings.unit == "cases"


def refuse_raw(round_: Round) -> None:
    """Refuse single answers of a round that is blind or anonymous, to everybody."""
    refuse_blind(round_)
    if round_.anonymous:
        raise ResultsRefused("This round is anonymous, so there is no raw data to download.")


def refuse_blind(round_: Round) -> None:
    """Refuse every view of a case audit's answers while it is blind, and what is hidden from this reader."""
    if why := why_hidden(round_):
        raise ResultsRefused(why, title="These results are still hidden from you")
    if until := blind_until(round_):
        raise ResultsRefused(
            f"In “{round_.title}” each agency grades without seeing the others' returns. Results, comments and "
            f"downloads are there {until}.",
            title="Returns are still blind",
        )


def blind_until(round_: Round) -> str:
    """When a round of cases is no longer blind, in words; empty where it is not."""
    if not is_audited_blind(round_):
        return ""
    session = object_session(round_)
    of_audit = session is not None and is_blind_round(session, round_.id) is not None
    return "when moderation opens" if of_audit else "as soon as the round is closed"
