"""A round at a glance: what was planned, how many have answered, what to do next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from analysis.disclosure import DisclosureRefused
from analysis.report import Report
from survey_app.collect.keeping import answered_elsewhere
from survey_app.results.hidden_rounds import why_hidden
from survey_app.results.releases import released_report
from survey_app.results.services import blind_until, is_blind
from survey_app.results.shares import may_be_shared
from survey_app.rounds.breaking_down import labels_of
from survey_app.rounds.counts import RoundCounts, counts_of
from survey_app.rounds.models import Round
from survey_app.rounds.moving import next_version
from survey_app.rounds.policies import policy_of
from survey_app.rounds.services import breakdown_label, rounds_of

ACCESS = {
    "named": "People who sign in",
    "token": "Invited people, each with a personal link",
    "open": "Anyone with the link",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLine:
    """A round in the list of rounds."""

    round: Round
    instrument: str
    counts: RoundCounts
    has_results: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the page of a round shows. ``rates`` is the newest release, for its gated response rates."""

    round: Round
    instrument: str
    access: str
    counts: RoundCounts
    breakdowns: tuple[str, ...]
    broken_down_by: tuple[str, ...]  # groups of the invitations, then questions
    policy: str
    is_blind: bool
    blind_until: str  # while agencies grade the same cases: when that ends, in words
    why_hidden: str  # from this reader; empty where it is not
    answered_elsewhere: bool  # by records such as the returns of agencies
    newer: int | None  # the newest version of what is asked, if it is not the one that is asked
    is_shareable: bool  # its assessments may be shared with other partnerships
    rates: Report | None


Live = Callable[[Round], bool]
"""Whether the reader sees the live counts of a round."""


def listed_rounds(session: Session, partnership_id: int, *, live: Live) -> list[RoundLine]:
    """Every round with the number of answers, as far as the reader sees it."""
    return [
        RoundLine(
            round=round_,
            instrument=_instrument(round_),
            counts=counts_of(session, round_, live=live(round_)),
            has_results=round_.state != "draft" and not is_blind(round_),
        )
        for round_ in rounds_of(session, partnership_id)
    ]


def overview_of(session: Session, round_: Round, *, live: bool, with_rates: bool, at: datetime) -> Overview:
    """Everything the page of a round needs. Rates by agency come from the release only, never live."""
    blind = is_blind(round_)
    rates = _rates(session, round_, at) if with_rates and not blind else None  # first: it may release anew
    return Overview(
        round=round_,
        instrument=_instrument(round_),
        access=ACCESS[round_.access],
        counts=counts_of(session, round_, live=live),
        breakdowns=tuple(breakdown_label(name) for name in round_.breakdowns),
        broken_down_by=(*groups_of_invitations(round_), *labels_of(round_)),
        policy=_policy_text(round_),
        is_blind=blind,
        blind_until=blind_until(round_),
        why_hidden=why_hidden(round_),
        answered_elsewhere=bool(answered_elsewhere(session, round_)),
        newer=_newer(session, round_),
        is_shareable=may_be_shared(round_),
        rates=rates,
    )


def groups_of_invitations(round_: Round) -> tuple[str, ...]:
    """The groups of the invitations that answers are broken down by: an anonymous answer carries none."""
    return () if round_.anonymous else tuple(breakdown_label(name) for name in round_.breakdowns)


def _rates(session: Session, round_: Round, at: datetime) -> Report | None:
    """The newest release, where the round has breakdowns and has opened."""
    if round_.state == "draft" or not round_.breakdowns:
        return None
    try:
        return released_report(session, round_, at=at)
    except DisclosureRefused:
        return None


def _instrument(round_: Round) -> str:
    return f"{round_.version.instrument.title}, version {round_.version.number}"


def _policy_text(round_: Round) -> str:
    decision = round_.policy
    described = policy_of(decision).describe()
    return f"{described} Decided by {decision.decided_by} on {decision.decided_on:%-d %B %Y}: {decision.reason}"


def _newer(session: Session, round_: Round) -> int | None:
    version = next_version(session, round_) if round_.state == "open" else None
    return version.number if version is not None else None
