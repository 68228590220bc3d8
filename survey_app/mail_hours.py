"""When mail that can wait is sent: on working hours of the United Kingdom, whatever the clocks do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")  # not from the application: the settings are read without it

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS = "always"
_TEXT = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? +(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailHours:
    """The days of the week (Monday is 0) and the time of day in which mail goes out; ``closes`` is no longer in it."""

    days: frozenset[int]
    opens: time
    closes: time

    def allow(self, at: datetime) -> bool:
        """Whether mail may go out at this moment."""
        local = at.astimezone(LONDON)
        return local.weekday() in self.days and self.opens <= local.time() < self.closes

    def next_opening(self, at: datetime) -> datetime:
        """The first moment from this one on at which mail may go out."""
        if self.allow(at):
            return at
        day = at.astimezone(LONDON).date()
        for ahead in range(16):  # one day of the week alone, whose hour the clocks leave out, comes a week later
            opening = datetime.combine(day + timedelta(days=ahead), self.opens, tzinfo=LONDON).astimezone(UTC)
            # An hour that the clocks leave out begins where they go on.
            if opening >= at and self.allow(opening):
                return opening
        raise ValueError("no day of the week allows mail")

    def describe(self) -> str:
        """The hours in words."""
        days = sorted(self.days)
        names = [DAYS[day].capitalize() for day in days]
        together = len(days) > 2 and days == list(range(days[0], days[-1] + 1))
        listed = f"{names[0]} to {names[-1]}" if together else " and ".join(names)
        return f"{listed}, {self.opens:%H:%M} to {self.closes:%H:%M}"


def read_mail_hours(text: str) -> MailHours | None:
    """Read a setting such as ``Mon-Fri 07:30-19:00``; None for ``always``.

    Raises
    ------
    ValueError
        The text is neither; the message says what to write.
    """
    plain = " ".join(text.lower().split())
    if plain == ALWAYS:
        return None
    found = _TEXT.fullmatch(plain)
    first, last = (
        (DAYS.index(day) if day in DAYS else -1 for day in (found[1], found[2] or found[1])) if found else (-1, -1)
    )
    if found is None or first < 0 or last < first:
        raise ValueError("Give days and hours, such as “Mon-Fri 07:30-19:00”, or “always”.")
    try:
        opens, closes = time(int(found[3]), int(found[4])), time(int(found[5]), int(found[6]))
    except ValueError:
        raise ValueError("Give times of day between 00:00 and 23:59.") from None
    if opens >= closes:
        raise ValueError("The first time must be before the second.")
    return MailHours(days=frozenset(range(first, last + 1)), opens=opens, closes=closes)
