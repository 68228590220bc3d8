"""When something happens to a place, and the two rules of time that places follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from survey_app.forums.models import Forum

LAST_OFFER_HOURS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The present moment, and how many hours before a forum begins the last place is offered.

    After that, places that are given back are left for whoever comes to the door.
    """

    at: datetime
    stop_hours: int = LAST_OFFER_HOURS

    def takes_bookings(self, forum: Forum) -> bool:
        """Whether people can book or join the waiting list now."""
        closes = min(forum.booking_closes_at or forum.starts_at, forum.starts_at)
        return forum.cancelled_at is None and self.at < closes

    def offers_places(self, forum: Forum) -> bool:
        """Whether a free place is still offered to whoever waits."""
        return forum.cancelled_at is None and self.at < forum.starts_at - timedelta(hours=self.stop_hours)

    def offer_ends(self, forum: Forum) -> datetime:
        """Until when an offer that is made now is held: shorter near the start, never over it."""
        return min(self.at + timedelta(hours=forum.offer_hours), self.latest_end(forum))

    def latest_end(self, forum: Forum) -> datetime:
        """When the last offers of a forum end.

        They run for half of the hours in which no new ones are made, so that nobody is given minutes.
        """
        return forum.starts_at - timedelta(hours=self.stop_hours) / 2
