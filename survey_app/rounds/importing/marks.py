"""What is said of imported answers wherever the answers of their round are shown."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.importing.table import PROGRAMS
from analysis.round_data import ImportedAnswers
from survey_app.collect.models import AnonymousResponse, SubmissionRevision
from survey_app.rounds.importing.models import ImportBatch, ImportedAnswer
from survey_app.rounds.models import Round


def imported_answers(session: Session, round_: Round) -> tuple[ImportedAnswers, ...]:
    """How many of the answers that are there now came from each program."""
    # An answer of a named round may have several revisions, or none once its retention has ended.
    there = select(AnonymousResponse.key) if round_.anonymous else select(SubmissionRevision.submission_id)
    rows = session.execute(
        select(ImportBatch.program, func.count())
        .join(ImportedAnswer, ImportedAnswer.batch_key == ImportBatch.key)
        .where(ImportBatch.round_id == round_.id, ImportedAnswer.answer_key.in_(there))
        .group_by(ImportBatch.program)
        .order_by(ImportBatch.program)
    )
    names = {str(program): name for program, name in PROGRAMS.items()}
    return tuple(ImportedAnswers(program=names.get(program, program), answers=count) for program, count in rows)


def population_note(round_: Round, imported: tuple[ImportedAnswers, ...]) -> str:
    """The note on the population; with imported answers it says how they are counted."""
    if not imported:
        return round_.population_note
    programs = " and ".join(one.program for one in imported)
    how = f"Answers imported from {programs} count as answered; the population is that of the round."
    return f"{round_.population_note} {how}".strip()
