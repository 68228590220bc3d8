"""What every page shows round its content: the partnership, the navigation by permission, the links of the footer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_login import current_user

from survey_app.accounts.permissions import declaration_of, held_permissions
from survey_app.application import moment
from survey_app.partnership.boards import Boards, boards_of
from survey_app.partnership.services import PartnershipLink

SETTINGS_PERMISSIONS = {"partnership.manage", "users.manage", "pages.edit", "audit_log.read", "api.read"}

# Areas of entries (text, endpoint, the permissions any of which shows it). Without a name, entries stand by themselves.
Entry = tuple[str, str, set[str]]
NAVIGATION: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    ("", (
        ("Home", "partnership.home", {"partnership.read"}),
        ("Dashboard", "dashboard.index", {"results.read"}),
    )),
    ("Visits and audits", (
        ("Walkabouts", "walkabouts.index", {"walkabouts.read"}),
        ("My visits", "visits.mine", {"walkabouts.visit"}),
        ("Your agency", "self_assessment.index", {"walkabouts.agency"}),
        ("Case audits", "case_audits.index", {"case_audits.read"}),
        ("My returns", "my_returns.mine", {"case_audits.audit"}),
        ("Your agency’s returns", "agency_returns.index", {"case_audits.agency"}),
        ("Peer reviews", "peer_reviews.index", {"peer_reviews.open"}),
        ("Case resolution", "resolutions.index", {"resolutions.open"}),
    )),
    ("Learning Hub and children", (
        ("Learning Hub", "forums.index", {"forums.read"}),
        ("Focus groups", "families.index", {"families.record"}),
    )),
    ("Improvement", (
        ("Improvement", "improvement.index", {"improvement.read"}),
        ("My actions", "my_actions.mine", {"improvement.act"}),
        ("Your agency’s actions", "agency_actions.index", {"improvement.agency"}),
    )),
    ("Scrutiny and Executive", (
        ("Scrutiny", "scrutiny.index", {"scrutiny.read"}),
        ("Challenges", "challenges.index", {"scrutiny.challenge"}),
        ("Young scrutineers", "young_scrutiny.index", {"scrutiny.young"}),
        ("Executive", "executive.index", {"executive.read"}),
        ("Briefs", "briefs.index", {"executive.acknowledge"}),
        ("Members", "members.index", {"members.read"}),
    )),
    ("The year", (
        ("Programme", "programme.index", {"programme.read"}),
        ("Serious incidents", "incidents.index", {"incidents.read"}),
        ("Indicators", "indicators.index", {"indicators.read"}),
    )),
    ("Surveys", (
        ("Rounds", "rounds.index", {"rounds.read"}),
        ("Feedback", "feedback.index", {"feedback.read"}),
        ("Instruments", "designer.index", {"instruments.read"}),
        ("Shared with us", "shared.index", {"results.working"}),
    )),
    ("", (
        ("Duty list", "duty.duty_list", {"duty.read"}),
        ("Settings", "settings.index", SETTINGS_PERMISSIONS),
    )),
)  # fmt: skip
MOST_IN_ONE_ROW = 9  # entries; whoever may open more sees areas, and beneath them the entries of the area they are in
FEATURE_OF = {
    "people": "settings",
    "pages": "settings",
    "tokens": "settings",
    "results": "rounds",
    "collect": "rounds",
    "codeframes": "rounds",
    "imports": "rounds",
    "campaigns": "rounds",
    "lists": "rounds",
    "hub_replies": "forums",
    "audit_overviews": "case_audits",
    "outcomes": "walkabouts",
    "visits": "walkabouts",
}
MY_VISITS = ("visits.mine", "visits.my_")  # pages of that feature which belong to the entry “My visits”
FOOTER_PAGES = (("Privacy", "privacy"), ("Accessibility", "accessibility"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationItem:
    """One link of the navigation; ``active`` on the pages of its own feature."""

    text: str
    href: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Navigation:
    """The rows of links: what stands on every page, and the entries of the area in which the page shown lies."""

    items: list[NavigationItem]
    area: str = ""
    entries: list[NavigationItem] = field(default_factory=list)


def navigation() -> Navigation:
    """The features of this partnership that the signed-in person may open; in areas, where they are many."""
    held = held_permissions()
    areas = [(area, [_item(entry) for entry in _open_to(entries, held)]) for area, entries in NAVIGATION]
    every = [item for _, items in areas for item in items]
    if len(every) <= MOST_IN_ONE_ROW:
        return Navigation(items=every)
    shown: list[NavigationItem] = []
    here, beneath = "", list[NavigationItem]()
    for area, items in areas:
        if not area or len(items) < 2:
            shown += items
            continue
        is_here = any(item.active for item in items)
        shown.append(NavigationItem(text=area, href=items[0].href, active=is_here))
        if is_here:
            here, beneath = area, items
    return Navigation(items=shown, area=here, entries=beneath)


def first_page(partnership: PartnershipLink) -> str:
    """Where somebody who has signed in begins in a partnership: the first feature that their roles open."""
    found = (endpoint for _, entries in NAVIGATION for _, endpoint, _ in _open_to(entries, partnership.permissions))
    return url_for(next(found, "partnership.home"), partnership=partnership.slug)


def _open_to(entries: Iterable[Entry], held: Set[str]) -> Iterator[Entry]:
    return (entry for entry in entries if entry[2] & held and entry[1] in current_app.view_functions)


def _item(entry: Entry) -> NavigationItem:
    text, endpoint, _ = entry
    return NavigationItem(text=text, href=url_for(endpoint), active=_is_here(endpoint))


def _is_here(endpoint: str) -> bool:
    """Whether the page shown belongs to the same feature."""
    if (request.endpoint or "").startswith(MY_VISITS):
        return endpoint == "visits.mine"
    here = (request.endpoint or "").split(".")[0]
    return FEATURE_OF.get(here, here) == endpoint.split(".")[0]


def footer_links() -> list[dict[str, str]]:
    """The partnership's public pages, also for respondents who have no account."""
    if not g.get("partnership"):
        return []
    return [
        {"text": text, "href": url_for("pages.public_page", partnership=g.partnership.slug, slug=slug)}
        for text, slug in FOOTER_PAGES
    ]


def boards_shown() -> Boards | None:
    """The boards on top of the present page; only the pages of people without an account have them."""
    partnership = g.get("partnership")
    if partnership is None or request.endpoint is None:
        return None
    declared = declaration_of(current_app, request.endpoint)
    is_public = declared is not None and declared.kind == "public"
    return boards_of(partnership) if is_public else None


def page_frame() -> dict[str, Any]:
    """Template values for layout.html, worked out only when a page asks for them."""
    return {
        "navigation": navigation,
        "boards_shown": boards_shown,
        "our_boards": lambda: boards_of(g.partnership) if g.get("partnership") else None,
        "footer_links": footer_links,
        "this_partnership": lambda: g.get("partnership"),
        "signed_in_name": lambda: current_user.name if current_user.is_authenticated else None,
    }


def init_navigation(app: Flask) -> None:
    app.context_processor(page_frame)
    app.add_template_filter(moment)
