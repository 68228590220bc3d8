"""How many have answered a round: counted live for those who run it, as released for everybody else.

A live count beside a release would undo what the release hides: that 32 answers came in where it reports 30 says that
two refused; that 30 of 32 answered, that two did not.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.collect.models import AnonymousResponse, Submission
from survey_app.collect.sealing import sealed_count
from survey_app.results.models import ReportSnapshot
from survey_app.rounds.importing.marks import imported_answers
from survey_app.rounds.models import Round
from survey_app.rounds.services import count_invitations

NOT_SHOWN = "Not shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCounts:
    """The counts of a round as far as a reader sees them; None where they do not.

    Attributes
    ----------
    live : bool
        Whether they were counted now; otherwise they are those of the newest release.
    answers : int or None
        How many answers: received, or reported in the release.
    population : int or None
        How many were asked, or, where ``population_known`` is False, at least.
    sealed, imported : int
        Of the answers, how many are still sealed, and how many came from another program. Live only.
    invited, waiting : int or None
        How many were invited, and how many of these have not answered. Live only.
    """

    live: bool
    answers: int | None
    population: int | None
    population_known: bool
    sealed: int = 0
    imported: int = 0
    invited: int | None = None
    waiting: int | None = None

    @property
    def population_text(self) -> str:
        """The population in words."""
        if self.population is None:
            return "Not known" if self.live else NOT_SHOWN
        return f"{self.population:,}" if self.population_known else f"At least {self.population:,}"


def counts_of(session: Session, round_: Round, *, live: bool) -> RoundCounts:
    """Count now, or take what the newest release shows."""
    return _live(session, round_) if live else _as_released(session, round_)


def count_answers(session: Session, round_: Round) -> int:
    """How many answers were received, sealed ones included."""
    if round_.anonymous:
        opened = session.scalar(select(func.count()).where(AnonymousResponse.round_id == round_.id)) or 0
        return opened + sealed_count(session, round_.id)
    return session.scalar(select(func.count()).where(Submission.round_id == round_.id)) or 0


def _live(session: Session, round_: Round) -> RoundCounts:
    invitations = count_invitations(session, round_.id)
    return RoundCounts(
        live=True,
        answers=count_answers(session, round_),
        population=round_.population_size,
        population_known=round_.population_known,
        sealed=sealed_count(session, round_.id) if round_.anonymous else 0,
        imported=sum(one.answers for one in imported_answers(session, round_)),
        invited=invitations.invited,
        waiting=invitations.invited - invitations.answered,
    )


def _as_released(session: Session, round_: Round) -> RoundCounts:
    """The counts that the newest release shows. Nothing is released for it."""
    rate = ReportSnapshot.report["response_rate"]
    found = session.execute(
        select(ReportSnapshot.report["responses"], rate["population"], rate["population_known"])
        .where(ReportSnapshot.round_id == round_.id)
        .order_by(ReportSnapshot.number.desc())
        .limit(1)
    ).first()
    if found is None:
        return RoundCounts(live=False, answers=None, population=None, population_known=round_.population_known)
    answers, population, known = found
    return RoundCounts(live=False, answers=answers, population=population, population_known=bool(known))
