"""The two clocks of a front door: how soon it decided, and how soon the referrer was told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any, Literal

from analysis.dip_samples.referrals import SampledReferral, State
from analysis.working_days.opening_hours import OpeningHours
from analysis.working_days.working_hours import instant, next_open_day, open_minutes, within_working_hours

Rule = Literal["opening_hours", "next_working_day"]
RULES: dict[Rule, str] = {
    "opening_hours": (
        "In time is what took no longer than one working day of opening hours. The hours begin to count when the "
        "referral comes, or when the door next opens where it comes while it is closed."
    ),
    "next_working_day": (
        "In time is what was done on the day that the referral came or on the next day on which the door opens, "
        "however late on that day."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTerms:
    """By what the clocks of a sample run.

    Attributes
    ----------
    hours : OpeningHours
        When the front door is open.
    rule : {"opening_hours", "next_working_day"}
        What "within one working day" means, see ``RULES``.
    told_from : {"received", "decided"}
        From when the word to the referrer is counted.
    """

    hours: OpeningHours
    rule: Rule = "opening_hours"
    told_from: Literal["received", "decided"] = "received"

    @property
    def sentence(self) -> str:
        """The rule with the length of its working day."""
        if self.rule == "next_working_day":
            return RULES[self.rule]
        return f"{RULES[self.rule]} One working day is {in_hours(self.hours.working_day)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """One referral by one clock.

    Attributes
    ----------
    pseudonym, stratum : str
        Which referral.
    started, done : datetime or None
        The times in the record, by the clock on the wall.
    minutes : float or None
        Opening minutes between them.
    due : datetime or None
        The last moment that was in time.
    state : {"favourable", "other", "outside", "missing"}
        In time, late, not for this clock, or not known.
    by_other_rule : bool or None
        Whether it is in time by the rule that the audit does not use.
    why_not : str
        Why it cannot be judged; or why it is late without a time.
    """

    pseudonym: str
    stratum: str
    started: datetime | None
    done: datetime | None
    state: State
    minutes: float | None = None
    due: datetime | None = None
    by_other_rule: bool | None = None
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFigures:
    """A clock over all referrals of a sample.

    Attributes
    ----------
    name, title : str
        "decided" or "told", and in words.
    terms : ClockTerms
        By what it runs.
    readings : tuple of ClockReading
        All referrals, as they were given.
    median_minutes : float or None
        Of those with both times, those that are late included; unweighted.
    """

    name: str
    title: str
    terms: ClockTerms
    readings: tuple[ClockReading, ...]
    median_minutes: float | None

    @property
    def breaches(self) -> tuple[ClockReading, ...]:
        """Those that were late, the longest first, and before them those never done."""
        late = [one for one in self.readings if one.state == "other"]
        return tuple(sorted(late, key=lambda one: (one.minutes is not None, -(one.minutes or 0), one.pseudonym)))

    @property
    def late(self) -> tuple[ClockReading, ...]:
        """The breaches that were done in the end."""
        return tuple(one for one in self.breaches if one.minutes is not None)

    @property
    def never_done(self) -> tuple[ClockReading, ...]:
        """The breaches that were not."""
        return tuple(one for one in self.breaches if one.minutes is None)

    @property
    def unjudged(self) -> tuple[ClockReading, ...]:
        """Those that cannot be judged, each with its reason."""
        return tuple(one for one in self.readings if one.state == "missing")

    @property
    def n_in_time(self) -> int:
        """How many were in time."""
        return sum(one.state == "favourable" for one in self.readings)

    @property
    def n_judged(self) -> int:
        """How many were in time or late."""
        return self.n_in_time + len(self.breaches)

    @property
    def n_timed(self) -> int:
        """How many have both times: the median is of these."""
        return sum(one.minutes is not None for one in self.readings)

    @property
    def by_other_rule(self) -> tuple[int, int]:
        """How many of how many judged would be in time by the other rule."""
        judged = [one for one in self.readings if one.state in ("favourable", "other")]
        return sum(one.by_other_rule is True for one in judged), len(judged)


def decision_clock(referrals: Sequence[SampledReferral], terms: ClockTerms) -> ClockFigures:
    """How soon each referral was decided.

    A referral without one of its times, or with times that cannot be, is not judged: its reading says why. Nothing
    that is missing counts as no time at all.

    Examples
    --------
    Constructed: received on Friday afternoon and decided on Monday afternoon, an hour too late.

    >>> from analysis.working_days import OFFICE_HOURS
    >>> one = SampledReferral(pseudonym="REF-1", stratum="NFA", answers={
    ...     "g5_received": "2026-03-06T14:00", "g5_decided": "2026-03-09T15:00"})
    >>> found = decision_clock([one], ClockTerms(hours=OFFICE_HOURS))
    >>> found.breaches[0].minutes, f"{found.breaches[0].due:%A %H:%M}", found.by_other_rule
    (540.0, 'Monday 14:00', (1, 1))
    """
    return _figures("decided", "Decided within one working day", referrals, terms, _decided)


def told_clock(referrals: Sequence[SampledReferral], terms: ClockTerms) -> ClockFigures:
    """How soon each referrer was told.

    A referrer who was not told is late. Anonymous ones, who were not asked about, are not for this clock.
    """
    return _figures("told", "Referrer told within one working day", referrals, terms, _told)


def _figures(
    name: str,
    title: str,
    referrals: Sequence[SampledReferral],
    terms: ClockTerms,
    read: Callable[[SampledReferral, ClockTerms], ClockReading],
) -> ClockFigures:
    readings = tuple(read(one, terms) for one in referrals)
    minutes = [one.minutes for one in readings if one.minutes is not None]
    return ClockFigures(
        name=name, title=title, terms=terms, readings=readings, median_minutes=median(minutes) if minutes else None
    )


def _decided(one: SampledReferral, terms: ClockTerms) -> ClockReading:
    return _read(one, terms, "g5_received", "g5_decided", ("was received", "was decided"))


def _told(one: SampledReferral, terms: ClockTerms) -> ClockReading:
    answer = one.answers.get("g12")
    if "g12" not in one.answers:
        return _unread(one, "outside", "")
    if answer == "no":
        return _unread(one, "other", "The referrer was not told.")
    if answer != "yes":
        return _unread(one, "missing", "The record does not say whether the referrer was told.")
    begins = "g5_received" if terms.told_from == "received" else "g5_decided"
    return _read(one, terms, begins, "g12_told", (f"was {terms.told_from}", "was told to the referrer"))


def _unread(one: SampledReferral, state: State, why: str) -> ClockReading:
    return ClockReading(pseudonym=one.pseudonym, stratum=one.stratum, started=None, done=None, state=state, why_not=why)


def _read(one: SampledReferral, terms: ClockTerms, begins: str, ends: str, words: tuple[str, str]) -> ClockReading:
    started, done = (_moment(one.answers.get(name)) for name in (begins, ends))
    reading = ClockReading(
        pseudonym=one.pseudonym, stratum=one.stratum, started=started, done=done, state="missing",
        why_not=_missing(started, done, words),
    )  # fmt: skip
    if started is None or done is None:
        return reading
    try:
        return _judged(reading, started, done, terms)
    except ValueError as refused:
        why = f"The times cannot be counted: {refused}."
        return ClockReading(
            pseudonym=one.pseudonym, stratum=one.stratum, started=started, done=done, state="missing", why_not=why
        )


def _judged(reading: ClockReading, started: datetime, done: datetime, terms: ClockTerms) -> ClockReading:
    if instant(done) < instant(started):
        raise ValueError("the second is before the first")
    minutes = open_minutes(started, done, terms.hours)
    by_hours = minutes <= terms.hours.working_day
    last_day = next_open_day(started.date(), terms.hours)
    by_day = done.date() <= last_day
    in_time, other = (by_hours, by_day) if terms.rule == "opening_hours" else (by_day, by_hours)
    return ClockReading(
        pseudonym=reading.pseudonym,
        stratum=reading.stratum,
        started=started,
        done=done,
        state="favourable" if in_time else "other",
        minutes=minutes,
        due=within_working_hours(started, terms.hours)
        if terms.rule == "opening_hours"
        else datetime.combine(last_day, datetime.max.time().replace(second=0, microsecond=0)),
        by_other_rule=other,
    )


def _missing(started: datetime | None, done: datetime | None, words: tuple[str, str]) -> str:
    absent = [word for word, moment in zip(words, (started, done), strict=True) if moment is None]
    return f"The record does not say when it {' or when it '.join(absent)}." if absent else ""


def _moment(value: Any) -> datetime | None:
    """A date with a time as a form stores it; a zone is dropped, since the clock that was read is what counts."""
    return datetime.fromisoformat(value).replace(tzinfo=None) if isinstance(value, str) and value else None


def in_hours(minutes: float) -> str:
    """Minutes for people: 495 is "8 hours 15 minutes", 30 "30 minutes"."""
    whole = round(minutes)
    hours, rest = divmod(whole, 60)
    parts = [f"{hours:,} {'hour' if hours == 1 else 'hours'}"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} {'minute' if rest == 1 else 'minutes'}")
    return " ".join(parts)
