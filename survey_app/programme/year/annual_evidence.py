"""Evidence for the annual report from the records of a year, each number with its record, version, day and page.

Figures of the chain are of the partnership's own decisions and actions, so nothing in them is a count of people. Those
of incidents and of children are: they come from releases, or say no number from 1 to 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from analysis.programme.years import first_day, last_day, year_name
from survey_app.collect.display import LOCAL_TIME
from survey_app.forums.models import HubCycle
from survey_app.forums.models.themes import HubTheme
from survey_app.forums.replies.models import ThemeReply
from survey_app.improvement.models import (
    IMPACT,
    SOURCE_KINDS,
    VERDICTS,
    Action,
    ImpactClaim,
    Recommendation,
)
from survey_app.programme.incidents.figures import clock_figures, released
from survey_app.programme.scrutiny.models import ScrutinyEntry
from survey_app.programme.scrutiny.register import standing_of as register_standing
from survey_app.programme.year.commissions import find_commission, state_of
from survey_app.programme.year.models import COST_KINDS, AnnualReport
from survey_app.programme.year.models import VERDICTS as OBJECTIVE_VERDICTS
from survey_app.programme.year.planning import find_programme
from survey_app.programme.year.standing import progress_of, topic_rows
from survey_app.programme.year.versions import endorsed_version
from survey_app.results.voices.models import FeedbackEntry

REVIEWS = ("practice_review", "rapid_review", "national_review")


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEvidence:
    """One line under a heading.

    Attributes
    ----------
    says : str
        The number with its base, in words.
    record, version : str
        What it is from, and which state of it.
    dated : date
        As on which day.
    endpoint, values
        The page where it can be seen again.
    """

    says: str
    record: str
    version: str
    dated: date
    endpoint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """Its source in words."""
        named = ", ".join(one for one in (self.record, self.version) if one)
        return f"{named}, as on {self.dated:%-d %B %Y}"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRead:
    """Of whose year evidence is read: ``end`` is its last day, or today where that is still to come."""

    session: Session
    partnership_id: int
    year: int
    start: date
    end: date


def evidence_of(
    session: Session, partnership_id: int, year: int, *, report: AnnualReport | None, today: date
) -> dict[str, list[YearEvidence]]:
    """Evidence by the names of the headings; headings without any are left out."""
    start, end = first_day(year), min(last_day(year), today)
    if end < start:
        return {}
    of = YearRead(session=session, partnership_id=partnership_id, year=year, start=start, end=end)
    found = {name: [line for source in sources for line in source(of)] for name, sources in SOURCES.items()}
    found["costs"] = list(_costs(report, today)) if report is not None else []
    return {name: lines for name, lines in found.items() if lines}


def _recommendations_in(of: YearRead) -> Sequence[Recommendation]:
    return of.session.scalars(
        select(Recommendation)
        .where(Recommendation.partnership_id == of.partnership_id, Recommendation.made_on <= of.end)
        .options(selectinload(Recommendation.actions))
        .order_by(Recommendation.number)
    ).all()


def _impact(of: YearRead) -> Iterator[YearEvidence]:
    """Claims of impact judged in the year, by verdict; recommendations closed on them."""
    claims = of.session.scalars(
        select(ImpactClaim)
        .join(Action, Action.id == ImpactClaim.action_id)
        .where(Action.partnership_id == of.partnership_id, ImpactClaim.judged_at.is_not(None))
        .order_by(ImpactClaim.id)
    ).all()
    judged = [one for one in claims if one.judged_at is not None
              and of.start <= one.judged_at.astimezone(LOCAL_TIME).date() <= of.end]  # fmt: skip
    if judged:
        counts = [f"{sum(one.verdict == key for one in judged)} {words.lower()}" for key, words in VERDICTS.items()]
        with_impact = sum(one.verdict in IMPACT for one in judged)
        yield _chain(of, f"{with_impact} of {len(judged)} judgements of actions in the year found impact: "
                         f"{', '.join(counts)}.", "Judgements of impact")  # fmt: skip
    closed = [
        one for one in _recommendations_in(of) if one.closed_on is not None and of.start <= one.closed_on <= of.end
    ]
    for one in closed:
        yield _one(of, one, f"Closed with impact on {one.closed_on:%-d %B %Y}: {one.text}")


def _little_progress(of: YearRead) -> Iterator[YearEvidence]:
    """Actions past their due day at the end of the year, of those that were open then."""
    actions = of.session.scalars(
        select(Action)
        .where(Action.partnership_id == of.partnership_id, Action.opened_on <= of.end)
        .options(selectinload(Action.recommendation))
        .order_by(Action.number)
    ).all()
    then_open = [one for one in actions if one.closed_on is None or one.closed_on > of.end]
    late = [one for one in then_open if one.due_by < of.end]
    if then_open:
        named = f" ({', '.join(one.reference for one in late[:20])}{', …' if len(late) > 20 else ''})" if late else ""
        yield _chain(of, f"{len(late)} of {len(then_open)} actions open at the end were past their due day{named}.",
                     "Actions", "improvement.actions")  # fmt: skip
    without = [one for one in _recommendations_in(of)
               if (one.closed_on is None or one.closed_on > of.end) and one.reply != "not_accepted"
               and one.state != "withdrawn"]  # fmt: skip
    if without:
        nothing = [one for one in without if not any(action.opened_on <= of.end for action in one.actions)]
        yield _chain(of, f"{len(nothing)} of {len(without)} open recommendations had no action.", "Recommendations",
                     "improvement.recommendations")  # fmt: skip


def _reviews(of: YearRead) -> Iterator[YearEvidence]:
    """Recommendations of local and national reviews: what was decided, and how far each is."""
    rows = [one for one in _recommendations_in(of) if one.source_kind in REVIEWS
            and (one.made_on >= of.start or one.closed_on is None or one.closed_on >= of.start)]  # fmt: skip
    for kind in REVIEWS:
        group = [one for one in rows if one.source_kind == kind]
        if group:
            taken = sum(one.reply in ("accepted", "partly") for one in group)
            closed = sum(one.closed_on is not None and one.closed_on <= of.end for one in group)
            yield _chain(
                of, f"{SOURCE_KINDS[kind]}: {taken} of {len(group)} recommendations accepted in whole or in part, "
                f"{closed} closed with impact.", "Recommendations", "improvement.recommendations",
            )  # fmt: skip


def _scrutiny(of: YearRead) -> Iterator[YearEvidence]:
    """The effect of scrutiny: the register answered, its recommendations closed, the programme, the external review."""
    entries = of.session.scalars(
        select(ScrutinyEntry)
        .where(
            ScrutinyEntry.partnership_id == of.partnership_id, ScrutinyEntry.raised_on >= of.start,
            ScrutinyEntry.raised_on <= of.end, ScrutinyEntry.withdrawn_at.is_(None),
            ScrutinyEntry.answer_by.is_not(None),
        )
        .order_by(ScrutinyEntry.number)
    ).all()  # fmt: skip
    if entries:
        answered = sum(register_standing(one, of.end) in ("answered", "satisfied") for one in entries)
        yield YearEvidence(
            says=f"{answered} of {len(entries)} entries of the scrutineer’s register that were raised in the year and "
            "asked for an answer were answered by the partnership.",
            record="The scrutineer’s register", version=f"{entries[0].reference} to {entries[-1].reference}",
            dated=of.end, endpoint="scrutiny.index",
        )  # fmt: skip
    raised = [one for one in _recommendations_in(of) if one.source_kind == "scrutineer"]
    if raised:
        closed = sum(one.closed_on is not None and one.closed_on <= of.end for one in raised)
        yield _chain(of, f"{closed} of {len(raised)} recommendations of the scrutineer are closed with impact.",
                     "Recommendations", "improvement.recommendations")  # fmt: skip
    yield from _programme(of)
    yield from _external(of)


def _programme(of: YearRead) -> Iterator[YearEvidence]:
    programme = find_programme(of.session, of.partnership_id, of.year)
    if programme is None or not programme.topics:
        return
    progress = progress_of(of.session, programme, topic_rows(of.session, programme, of.end), of.end)
    endorsed = endorsed_version(programme)
    version = f"version {endorsed.number}, endorsed" if endorsed is not None else "draft, not endorsed"
    yield YearEvidence(
        says=f"{progress.n_due_on_time} of {progress.n_due} topics whose last day has passed were delivered on time; "
        f"{progress.n_done} of {progress.n_topics} are done, {progress.n_dropped} dropped.",
        record=f"Scrutiny programme {year_name(of.year)}", version=version, dated=of.end, endpoint="programme.year",
        values={"year": of.year},
    )  # fmt: skip


def _external(of: YearRead) -> Iterator[YearEvidence]:
    found = find_commission(of.session, of.partnership_id, of.year)
    if found is None:
        return
    judged = [one for one in found.objectives if one.verdict]
    counts = ", ".join(f"{sum(one.verdict == key for one in judged)} {words.lower()}"
                       for key, words in OBJECTIVE_VERDICTS.items())  # fmt: skip
    state, _ = state_of(found, of.year, of.end)
    yield YearEvidence(
        says=f"The external review of impact: {state[:1].lower()}{state[1:]}. {len(judged)} of {len(found.objectives)} "
        f"objectives judged{f': {counts}' if judged else ''}.",
        record=f"External review {year_name(of.year)}, {found.reviewer}",
        version=found.outside_review.reference if found.outside_review is not None else "no report yet",
        dated=of.end, endpoint="programme.review", values={"year": of.year},
    )  # fmt: skip


def _incidents(of: YearRead) -> Iterator[YearEvidence]:
    """How the statutory clocks were kept, as it may be said to everybody."""
    for one in released(clock_figures(of.session, of.partnership_id, of.end, start=of.start, end=of.end)):
        if one.judged == "0":
            continue
        yield YearEvidence(
            says=f"{one.clock}: {one.in_time} of {one.judged} in time.", record="Clocks of serious incidents",
            version="release: [c] stands for numbers from 1 to 4", dated=of.end, endpoint="incidents.index",
        )  # fmt: skip


def _feedback(of: YearRead) -> Iterator[YearEvidence]:
    """Cleared feedback of children and families, and how much of it was used; numbers of people from 1 to 4 hidden."""
    rows = of.session.scalars(
        select(FeedbackEntry)
        .where(
            FeedbackEntry.partnership_id == of.partnership_id, FeedbackEntry.state == "cleared",
            FeedbackEntry.said_by.in_(("children", "families")), FeedbackEntry.decided_at.is_not(None),
        )
        .options(selectinload(FeedbackEntry.uses))
        .order_by(FeedbackEntry.id)
    ).all()  # fmt: skip
    cleared = [one for one in rows if one.decided_at is not None
               and of.start <= one.decided_at.astimezone(LOCAL_TIME).date() <= of.end]  # fmt: skip
    used = [one for one in cleared if any(use.noted_at.astimezone(LOCAL_TIME).date() <= of.end for use in one.uses)]
    if not cleared:
        return
    hidden = any(1 <= number <= 4 for number in (len(cleared), len(used), len(cleared) - len(used)))
    said = f"{len(used)} of {len(cleared)}" if not hidden else "[c] of [c]"
    yield YearEvidence(
        says=f"{said} entries of feedback by children and families, cleared in the year, are noted as used.",
        record="The feedback store", version="release: [c] stands for numbers from 1 to 4", dated=of.end,
        endpoint="feedback.index",
    )  # fmt: skip


def _replies(of: YearRead) -> Iterator[YearEvidence]:
    """Replies to themes of the Learning Hub that were approved in the year: what was decided about what was heard."""
    rows = of.session.scalars(
        select(ThemeReply)
        .join(HubTheme, HubTheme.id == ThemeReply.theme_id)
        .join(HubCycle, HubCycle.id == HubTheme.cycle_id)
        .where(
            HubCycle.partnership_id == of.partnership_id, ThemeReply.state == "approved",
            ThemeReply.checked_at.is_not(None),
        )
        .order_by(ThemeReply.id)
    ).all()  # fmt: skip
    of_year = [one for one in rows if one.checked_at is not None
               and of.start <= one.checked_at.astimezone(LOCAL_TIME).date() <= of.end]  # fmt: skip
    if of_year:
        taken = sum(one.decision != "not_accepted" for one in of_year)
        yield YearEvidence(
            says=f"{taken} of {len(of_year)} themes of the Learning Hub that were replied to were accepted in whole or "
            "in part.",
            record="Replies to themes of the Learning Hub", version="approved", dated=of.end, endpoint="forums.index",
        )  # fmt: skip


def _costs(report: AnnualReport, today: date) -> Iterator[YearEvidence]:
    for kind, words in COST_KINDS.items():
        rows = [one for one in report.costs if one.kind == kind]
        for one in rows:
            yield YearEvidence(says=f"{words}, {one.partner}: {pounds(one.pence)}", record=one.source, version="",
                               dated=one.made_at.astimezone(LOCAL_TIME).date())  # fmt: skip
        if len(rows) > 1:
            yield YearEvidence(says=f"{words}, together: {pounds(sum(one.pence for one in rows))}",
                               record="Sum of the lines above", version="", dated=today)  # fmt: skip


def pounds(pence: int) -> str:
    """An amount as people read it.

    Examples
    --------
    >>> pounds(1250050), pounds(700)
    ('£12,500.50', '£7')
    """
    whole, part = divmod(pence, 100)
    return f"£{whole:,}" + (f".{part:02}" if part else "")


def _chain(of: YearRead, says: str, record: str, endpoint: str = "improvement.index") -> YearEvidence:
    return YearEvidence(says=says, record=record, version="the chain from finding to impact", dated=of.end,
                        endpoint=endpoint)  # fmt: skip


def _one(of: YearRead, one: Recommendation, says: str) -> YearEvidence:
    return YearEvidence(says=says, record=f"Recommendation {one.reference}", version=f"revision {one.revision}",
                        dated=of.end, endpoint="improvement.recommendation", values={"number": one.number})  # fmt: skip


SOURCES: Mapping[str, tuple[Callable[[YearRead], Iterator[YearEvidence]], ...]] = {
    "impact": (_impact,),
    "little_progress": (_little_progress,),
    "recommendations": (_reviews,),
    "children_and_families": (_feedback, _replies),
    "serious_incidents": (_incidents,),
    "scrutiny": (_scrutiny,),
}
