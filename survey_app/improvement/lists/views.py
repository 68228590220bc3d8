"""The first page of the chain, its three lists with filters, saved views, editing many at once, and the workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.database import db
from survey_app.errors import UserError
from survey_app.improvement.actions.people import ACTING, people_with
from survey_app.improvement.lists import bulk, choosing, saved
from survey_app.improvement.lists.attention import attention
from survey_app.improvement.lists.figures import chain_figures
from survey_app.improvement.lists.shown_figures import shown_figures
from survey_app.improvement.lists.workbook import XLSX, chain_workbook
from survey_app.improvement.models import PRIORITIES, SOURCE_KINDS
from survey_app.improvement.pages import blueprint, log
from survey_app.local_time import today
from survey_app.partnership.services import agencies_of

PAGE_ROWS = 50
READERS: Mapping[str, Callable[..., Sequence[Any]]] = {
    "recommendations": choosing.recommendations_of, "actions": choosing.actions_of, "findings": choosing.findings_of,
}  # fmt: skip
LIST_PATH = "<any(recommendations, actions, findings):list_name>"


@blueprint.get("/")
@permission("improvement.read")
def index() -> ResponseReturnValue:
    """Where the chain stands: its figures, what asks for attention, and the lists."""
    session, partnership_id = db.session(), g.partnership.id
    figures = chain_figures(session, partnership_id, today())
    return render_template(
        "improvement/lists/index.html", figures=figures, shown=shown_figures(figures),
        attention=attention(session, partnership_id, today()),
        views=saved.views_for(session, partnership_id, current_user.id),
    )  # fmt: skip


@blueprint.get("/recommendations")
@permission("improvement.read")
def recommendations() -> ResponseReturnValue:
    """Recommendations by agency, theme, source, state, priority and age."""
    return _list_page("recommendations")


@blueprint.get("/actions")
@permission("improvement.read")
def actions() -> ResponseReturnValue:
    """Actions by agency, theme, source, state and age; those due first come first."""
    return _list_page("actions")


@blueprint.get("/findings")
@permission("improvement.read")
def findings() -> ResponseReturnValue:
    """Findings by agency, theme, source, kind and age."""
    return _list_page("findings")


@blueprint.post("/<any(recommendations, actions):list_name>/edit")
@permission("improvement.manage")
def edit_many(list_name: str) -> ResponseReturnValue:
    """Change one field of every record that is ticked, or of none of them."""
    edit = _edit_asked()
    session, partnership_id = db.session(), g.partnership.id
    try:
        if list_name == "actions":
            count = bulk.edit_actions(session, partnership_id, edit, current_user.id, today())
        else:
            count = bulk.edit_recommendations(session, partnership_id, edit, current_user.id)
    except UserError as refused:
        db.session.rollback()
        return _list_page(list_name, refused=refused, edit=edit)
    log("many changed at once", list_name, field=edit.field, records=count)
    db.session.commit()
    flash("One record is changed." if count == 1 else f"{count} records are changed.", "success")
    return redirect(_here(list_name))


def _edit_asked() -> bulk.BulkEdit:
    field = request.form.get("field", "")
    seen = {}
    for ticked in request.form.getlist("ticked"):
        record_id, _, revision = ticked.partition(":")
        if revision.isascii() and revision.isdecimal() and len(revision) < 10:
            seen[record_id] = int(revision)
    return bulk.BulkEdit(
        field=field, value=request.form.get(f"value-{field}", ""), why=request.form.get("why", ""), seen=seen
    )


@blueprint.get(f"/{LIST_PATH}.xlsx")
@permission("improvement.read")
def list_workbook(list_name: str) -> ResponseReturnValue:
    """The list as it is filtered, as an Excel file."""
    query = choosing.query_from(request.args, list_name)
    rows = READERS[list_name](db.session(), g.partnership.id, query, today())
    content = chain_workbook(list_name, rows, _said(list_name, query), g.partnership.name, today())
    log("list of the chain downloaded", list_name, records=len(rows))
    db.session.commit()
    name = f"{list_name}-{today().isoformat()}.xlsx"
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@blueprint.post(f"/{LIST_PATH}/views")
@permission("improvement.read")
def save_view(list_name: str) -> ResponseReturnValue:
    """Keep the list as it is filtered under a name."""
    query, shared = choosing.query_from(request.form, list_name), "shared" in request.form
    if shared and not can("improvement.manage"):
        abort(403)
    try:
        view = saved.save_view(
            db.session(), g.partnership.id, current_user.id, request.form.get("name", ""), list_name, query,
            shared=shared,
        )  # fmt: skip
    except UserError as refused:
        db.session.rollback()
        return _list_page(list_name, refused=refused, given=request.form)
    db.session.commit()
    flash(f"The view “{view.name}” is saved. You find it on the page “Improvement”.", "success")
    return redirect(_address(list_name, query))


@blueprint.post("/views/<uuid:view_id>/remove")
@permission("improvement.read")
def remove_view(view_id: object) -> ResponseReturnValue:
    """Remove one's own view."""
    name = saved.remove_view(db.session(), g.partnership.id, current_user.id, str(view_id))
    if name is None:
        abort(404)
    db.session.commit()
    flash(f"The view “{name}” is removed.", "success")
    return redirect(url_for("improvement.index"))


def _list_page(
    list_name: str, *, refused: UserError | None = None, edit: bulk.BulkEdit | None = None,
    given: Mapping[str, Any] | None = None,
) -> ResponseReturnValue:  # fmt: skip
    session, partnership_id = db.session(), g.partnership.id
    query = choosing.query_from(given if given is not None else request.args, list_name)
    rows = READERS[list_name](session, partnership_id, query, today())
    page = _page_asked(len(rows))
    manages = can("improvement.manage") and list_name in bulk.FIELDS
    shown = render_template(
        "improvement/lists/list.html", list_name=list_name, title=choosing.LISTS[list_name], query=query,
        rows=rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS], count=len(rows), page=page,
        pages=max(1, -(-len(rows) // PAGE_ROWS)), said=_said(list_name, query), today=today(),
        choices=_choices(list_name), last_verdict=choosing.last_verdict, is_late=choosing.is_late,
        manages=manages, edit=edit, refused=refused,
        people=people_with(session, partnership_id, ACTING) if manages and list_name == "actions" else (),
        given=given, all_ticked=edit is None and request.args.get("tick") == "all",
        narrowed=not query.chosen.keys() <= {"mark", "agency", "words"},
    )  # fmt: skip
    return shown, refused.status if refused is not None else 200


def _page_asked(count: int) -> int:
    asked = request.args.get("page", "1")
    last = max(1, -(-count // PAGE_ROWS))
    return min(max(1, int(asked)), last) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1


def _choices(list_name: str) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers."""
    session, partnership_id = db.session(), g.partnership.id
    found: dict[str, list[tuple[str, str]]] = {
        "agency": [(str(one.id), one.name) for one in agencies_of(session, partnership_id)],
        "theme": [(one, one) for one in choosing.themes_of(session, partnership_id)],
        "source": list(SOURCE_KINDS.items()), "state": list(choosing.STATES[list_name].items()),
        "priority": list(PRIORITIES.items()), "age": list(choosing.AGES.items()),
        "mark": list(choosing.MARKS[list_name].items()), "order": list(choosing.ORDERS[list_name].items()),
    }  # fmt: skip
    return found


def _said(list_name: str, query: choosing.ListQuery) -> list[str]:
    """What is chosen, in words, for the page and the workbook."""
    offered = _choices(list_name)
    names = {
        "agency": "Agency", "theme": "Theme", "source": "From", "state": "State", "priority": "Priority",
        "age": "Age", "mark": "Only", "order": "Order",
    }  # fmt: skip
    found = [
        f"{names[field]}: {dict(offered[field]).get(value, value)}"
        for field, value in query.chosen.items()
        if field in names
    ]
    return [*found, *([f"Words: {query.words}"] if query.words else [])]


def _address(list_name: str, query: choosing.ListQuery) -> str:
    chosen: dict[str, Any] = dict(query.chosen)
    return url_for(f"improvement.{list_name}", **chosen)


def _here(list_name: str) -> str:
    query = choosing.query_from(request.args, list_name)
    return _address(list_name, query)
