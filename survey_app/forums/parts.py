"""What else there is to a forum and a cycle: links that their pages show where the part is installed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from survey_app.accounts.permissions import declaration_of, held_permissions


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A page about a forum (its address takes ``forum_id``) or about a cycle (``hub``, its slug)."""

    text: str
    hint: str
    endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """A part that the signed-in person may open."""

    text: str
    hint: str
    href: str


# Shown in this order, to whoever may open them. An endpoint that is not registered is left out.
FORUM_PARTS: tuple[Part, ...] = (
    Part(text="Bookings", hint="Who has, waits for or gave back a place", endpoint="forums.bookings"),
    Part(text="Access needs", hint="What the venue has to arrange, to print", endpoint="forums.access"),
    Part(text="At the door", hint="Check people in by name or code, with or without a signal", endpoint="forums.door"),
    Part(text="Attendance", hint="Who came and who did not; certificates", endpoint="forums.attendance"),
    Part(text="Table discussions", hint="Take down what tables say, on a phone or laptop", endpoint="forums.tables"),
    Part(
        text="Show to the room",
        hint="The screen, the room’s phones, and what waits for a look",
        endpoint="forums.screen",
    ),
    Part(
        text="What was said", hint="All points of this forum, to sort and to download", endpoint="forums.forum_points"
    ),
)
TABLES = Part(
    text="What tables said", hint="All points of all forums, to sort and to download", endpoint="forums.cycle_points"
)
FAMILIES = Part(
    text="Focus groups with children and families",
    hint="Planned and written down by youth workers, cleared by a second person",
    endpoint="families.of_cycle",
)
ATTENDANCE = Part(text="Attendance", hint="Who came, by forum, agency and sector", endpoint="forums.cycle_attendance")
REPLIES = (
    Part(
        text="Themes, and what was heard", hint="Sort what was said into the few things that leaders answer",
        endpoint="hub_replies.themes_page",
    ),
    Part(
        text="Report to the Strategic Group", hint="Its editions, on the page and as Word",
        endpoint="hub_replies.report_page",
    ),
    Part(
        text="Replies of the Strategic Group", hint="What was decided, and who acts by when",
        endpoint="hub_replies.replies",
    ),
    Part(text="“You said, we did”", hint="The page and the message for practitioners", endpoint="hub_replies.you_said"),
)  # fmt: skip
CONTACTS = Part(
    text="New contacts", hint="Who came into the contact book by this cycle", endpoint="forums.cycle_contacts"
)
CYCLE_PARTS: tuple[Part, ...] = (ATTENDANCE, TABLES, FAMILIES, *REPLIES, CONTACTS)


def forum_parts(forum_id: int) -> list[ShownPart]:
    """The parts of a forum that the signed-in person may open."""
    return _shown(FORUM_PARTS, {"forum_id": forum_id})


def cycle_parts(slug: str) -> list[ShownPart]:
    """The parts of a cycle that the signed-in person may open."""
    return _shown(CYCLE_PARTS, {"hub": slug})


def _shown(parts: tuple[Part, ...], values: dict[str, Any]) -> list[ShownPart]:
    held, found = held_permissions(), []
    for part in parts:
        if part.endpoint not in current_app.view_functions:
            continue
        declared = declaration_of(current_app, part.endpoint)
        if declared is not None and (declared.kind != "permission" or declared.permission in held):
            found.append(ShownPart(text=part.text, hint=part.hint, href=url_for(part.endpoint, **values)))
    return found
