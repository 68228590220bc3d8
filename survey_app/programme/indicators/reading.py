"""The courses of a partnership's indicators as its pages, files and charts show them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import DisclosurePolicy
from analysis.indicators import AgencyCourses, Counted, IndicatorCourse, IndicatorPoint, agency_courses
from analysis.indicators.periods import last_ended
from exports.indicator_wording import MOST_SENTENCES, base_words, course_sentences, figure_text, standing_words
from survey_app.partnership.decisions import policy_decisions, policy_of
from survey_app.programme.indicators.commenting import approved_comments
from survey_app.programme.indicators.defining import as_indicators
from survey_app.programme.indicators.models import IndicatorAdoption, IndicatorComment, IndicatorSubmission
from survey_app.programme.indicators.standing import adoptions_of


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorCard:
    """One indicator as pages show it: of all agencies together, or of the only one."""

    adoption: IndicatorAdoption
    courses: AgencyCourses
    policy: DisclosurePolicy
    comments: tuple[IndicatorComment, ...]

    @property
    def name(self) -> str:
        return self.adoption.definition.name

    @property
    def course(self) -> IndicatorCourse:
        """All agencies together; where no sum makes sense, the first agency's."""
        return self.courses.together or self.courses.by_agency[self.whose]

    @property
    def whose(self) -> str:
        """The agency whose figures these are, where no sum over several makes sense; else ""."""
        return "" if self.courses.together is not None else min(self.courses.by_agency)

    @property
    def latest(self) -> IndicatorPoint | None:
        return self.course.latest

    @property
    def value(self) -> str:
        """The latest figure in words; "" where none is shown."""
        latest = self.latest
        return "" if latest is None or latest.figure is None else figure_text(self.course.indicator, latest.figure)

    @property
    def base(self) -> str:
        """What it rests on, or why there is none."""
        return f"{base_words(self.course)}, {self.whose}" if self.whose and self.latest else base_words(self.course)

    @property
    def standing(self) -> str:
        return standing_words(self.latest)

    @property
    def sentences(self) -> tuple[str, ...]:
        whose = f"{self.whose}: " if self.whose else ""
        waiting = self.courses.waiting[-MOST_SENTENCES:]
        return (
            *(f"{label} waits for {', '.join(names)}." for label, names in waiting),
            *(f"{whose}{sentence}" for sentence in course_sentences(self.course)),
        )


def cards_of(session: Session, partnership_id: int, *, today: date, front_door: bool = False) -> list[IndicatorCard]:
    """The indicators of a partnership in their order, with what is said of them; of the front door, or all."""
    found = [one for one in adoptions_of(session, partnership_id) if one.definition.on_front_door or not front_door]
    return list(_cards(session, partnership_id, found, today))


def card_of(session: Session, adoption: IndicatorAdoption, *, today: date) -> IndicatorCard:
    """One indicator."""
    return next(_cards(session, adoption.partnership_id, [adoption], today))


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefLine:
    """An indicator in a brief: what it is called, its latest figure with its base, and what is to be said of it."""

    name: str
    title: str
    value: str
    base: str
    standing: str
    says: str  # the first thing that the chart says
    comment: str  # the newest that has been approved; "" where there is none


def brief_lines(session: Session, partnership_id: int, *, today: date) -> list[BriefLine]:
    """What a brief says of the indicators: those that miss their target first, none without a figure."""
    cards = [card for card in cards_of(session, partnership_id, today=today) if card.value]
    cards.sort(key=lambda card: card.standing != "Misses the target")
    return [
        BriefLine(
            name=card.name, title=card.course.indicator.title, value=card.value, base=card.base,
            standing=card.standing, says=next(iter(card.sentences), ""),
            comment=card.comments[0].text if card.comments else "",
        )
        for card in cards
    ]  # fmt: skip


def policy_for_indicators(session: Session, partnership_id: int) -> DisclosurePolicy:
    """The newest decision of the partnership that hides anything: counts of children are never shown without one."""
    decided = (policy_of(decision) for decision in policy_decisions(session, partnership_id))
    return next((policy for policy in decided if policy.threshold > 0), DisclosurePolicy.default())


def agencies_named(adoption: IndicatorAdoption) -> str:
    """Who submits it, by name."""
    return ", ".join(sorted({owner.agency.name for owner in adoption.owners}))


States = Mapping[tuple[str, date], Sequence[Mapping[int, Counted]]]
"""By definition and period, what counted of each agency after each submission and correction, the oldest first."""


def _states(session: Session, partnership_id: int, definition_ids: Collection[str]) -> States:
    query = select(IndicatorSubmission).where(
        IndicatorSubmission.partnership_id == partnership_id, IndicatorSubmission.definition_id.in_(definition_ids)
    )
    order = (IndicatorSubmission.submitted_at, IndicatorSubmission.revision, IndicatorSubmission.id)
    found: dict[tuple[str, date], list[Mapping[int, Counted]]] = {}
    for one in session.scalars(query.order_by(*order)):
        kept = found.setdefault((one.definition_id, one.period_start), [])
        before = kept[-1] if kept else {}
        kept.append({**before, one.agency_id: Counted(value=one.value, base=one.base)})
    return found


def _cards(
    session: Session, partnership_id: int, adoptions: Collection[IndicatorAdoption], today: date
) -> Iterator[IndicatorCard]:
    ids = [one.definition_id for one in adoptions]
    states = _states(session, partnership_id, ids)
    comments = approved_comments(session, partnership_id, ids)
    policy = policy_for_indicators(session, partnership_id)
    for adoption in adoptions:
        yield IndicatorCard(
            adoption=adoption, courses=_courses(adoption, states, policy, today), policy=policy,
            comments=tuple(one for one in comments if one.definition_id == adoption.definition_id),
        )  # fmt: skip


def _courses(
    adoption: IndicatorAdoption, states: States, policy: DisclosurePolicy, today: date
) -> AgencyCourses:  # fmt: skip
    definition = adoption.definition
    due = last_ended(today, definition.every)
    if adoption.last_period is not None:
        due = min(due, adoption.last_period)
    owners: dict[str, list[tuple[date, date | None]]] = {}
    for owner in sorted(adoption.owners, key=lambda one: (one.agency.name, one.first_period)):
        owners.setdefault(owner.agency.name, []).append((owner.first_period, owner.last_period))
    names = {owner.agency_id: owner.agency.name for owner in adoption.owners}
    found = {
        start: [{names[one]: counted for one, counted in state.items() if one in names} for state in kept]
        for (definition_id, start), kept in states.items()
        if definition_id == adoption.definition_id
    }
    return agency_courses(
        as_indicators(definition, agencies_named(adoption)),
        {start: kept[-1] for start, kept in found.items()}, policy, owners=owners, first=adoption.first_period, due=due,
        earlier={start: kept[:-1] for start, kept in found.items()},
    )  # fmt: skip
