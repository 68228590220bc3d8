"""The addresses of answering. Each page is reached by three ways in, and each way declares who may take it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission, public
from survey_app.collect import (
    again_views,
    api_views,
    carried_views,
    draft_views,
    duty_views,
    file_views,
    help_views,
    short_views,
    start_views,
    stop_views,
)
from survey_app.collect.display import day_text
from survey_app.collect.ways import Kind, Way, find_way

Handler = Callable[..., ResponseReturnValue]

blueprint = Blueprint("collect", __name__, template_folder="templates")
blueprint.add_app_template_global(day_text)

IN_BOTH = ("start", "media", "again")  # addresses that both sorts of round have
BOTH, READ, WRITE = ("GET", "POST"), ("GET",), ("POST",)
WAYS: dict[Kind, tuple[str, Callable[[Any], Any]]] = {
    "named": ("/p/<partnership>/rounds/<slug>/answer/<draft_id>", permission("collect.answer")),
    "token": ("/a/<token>", public("a respondent has no account: the link is the key")),
    "open": ("/s/<partnership>/<slug>", public("the round is open to whoever has its link")),
}
# (address, name, handler, methods) of a round whose drafts are kept here …
DRAFT_PAGES: tuple[tuple[str, str, Handler, tuple[str, ...]], ...] = (
    ("", "start", start_views.start, READ),
    ("/begin", "begin", draft_views.begin, WRITE),
    ("/pages", "overview", draft_views.overview, READ),
    ("/page/<section>", "page", draft_views.page, BOTH),
    ("/page/<section>/<number>", "entry", draft_views.page, BOTH),
    ("/page/<section>/<number>/remove", "remove", draft_views.remove, BOTH),
    ("/worry/<question>/<number>", "worry", stop_views.worry, BOTH),
    ("/language", "language", draft_views.language, WRITE),
    ("/file/<name>", "file", file_views.own_file, READ),
    ("/media/<name>", "media", file_views.media, READ),
    ("/check", "check", draft_views.check, BOTH),
    ("/saved", "saved", draft_views.saved, READ),
    ("/sent", "sent", draft_views.sent, READ),
    ("/change", "change", draft_views.change, WRITE),
    ("/again", "again", again_views.again, WRITE),
)
# … and of an anonymous one, which has a single address for every page.
CARRIED_PAGE = ("/answer", "answer", carried_views.answer, BOTH)


def _reached_by(kind: Kind, handler: Handler, *, carried: bool | None) -> Handler:
    """The handler for one way in. A page of the other sort of round leads to the round's start."""

    @wraps(handler)
    def view(**values: Any) -> ResponseReturnValue:
        way: Way = find_way(kind, values)
        for name in ("token", "slug", "draft_id"):
            values.pop(name, None)
        if carried is not None and way.carried != carried:
            return start_views.to_start(way)
        return handler(way, **values)

    return view


def _register() -> None:
    for kind, (prefix, declare) in WAYS.items():
        for address, name, handler, methods in DRAFT_PAGES:
            if (kind, name) == ("named", "again"):  # whoever signs in is known, and asked by colleagues
                continue
            view = declare(_reached_by(kind, handler, carried=None if name in IN_BOTH else False))
            blueprint.add_url_rule(prefix + address, f"{kind}_{name}", view, methods=methods)
        if kind != "named":
            address, name, handler, methods = CARRIED_PAGE
            view = declare(_reached_by(kind, handler, carried=True))
            blueprint.add_url_rule(prefix + address, f"{kind}_{name}", view, methods=methods)


_register()
for module in (start_views, api_views, help_views, file_views, short_views):
    module.register(blueprint)

blueprints = (blueprint, duty_views.blueprint)
