"""Pages of the themes of a cycle: making them, and sorting what was heard under them. All works without a script."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.forums.pages import cycle_or_404, log, today
from survey_app.forums.replies import sorting, themes
from survey_app.forums.replies.answering import replies_of
from survey_app.forums.replies.forms import ThemeForm
from survey_app.forums.replies.pages import blueprint, theme_or_404, typed
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.forums.replies.standing import standing_of_theme
from survey_app.forums.replies.surveys import renew_releases
from survey_app.forums.replies.telling import telling_in
from survey_app.forums.replies.way import way_of

NEW, NOWHERE = "new", "none"


@blueprint.get("/themes")
@permission("forums.manage")
def themes_page(hub: str) -> ResponseReturnValue:
    """The themes, and what was heard, with filters."""
    cycle = cycle_or_404(hub)
    renew_releases(db.session(), cycle, now())
    db.session.commit()
    return _page(cycle)


def _page(cycle: HubCycle, *, problem: str = "", chosen: tuple[str, ...] = (), title: str = "") -> ResponseReturnValue:
    pieces = sorting.pieces_of(db.session(), cycle)
    sieve = sorting.Sieve(
        source=request.args.get("source", ""), tone=request.args.get("tone", ""), under=request.args.get("under", "")
    )
    fitting = [piece for piece in pieces if sieve.lets_through(piece)]
    pages = max(1, -(-len(fitting) // sorting.ON_A_PAGE))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    start = (number - 1) * sorting.ON_A_PAGE
    made = themes.themes_of(db.session(), cycle.id)
    page = render_template(
        "replies/themes.html", cycle=cycle, themes=made, counts=_counts(pieces), sieve=sieve, problem=problem,
        shown=fitting[start : start + sorting.ON_A_PAGE], found=len(fitting), total=len(pieces), page=number,
        pages=pages, chosen=chosen, title=title, sources=sorting.source_titles(), tones=sorting.TONES,
        unsorted=sum(piece.heard.theme_id is None for piece in pieces), titles={one.id: one.title for one in made},
    )  # fmt: skip
    return page, 422 if problem else 200


def _counts(pieces: list[sorting.Piece]) -> dict[int, dict[str, int]]:
    """How much is under each theme, by tone."""
    found: dict[int, dict[str, int]] = {}
    for piece in pieces:
        if piece.heard.theme_id is not None:
            row = found.setdefault(piece.heard.theme_id, {"all": 0, "strength": 0, "concern": 0, "": 0})
            row["all"] += 1
            row[piece.heard.tone] += 1
    return found


@blueprint.post("/themes")
@permission("forums.manage")
def sort(hub: str) -> ResponseReturnValue:
    """Put the chosen pieces under a theme, a new one, or none."""
    cycle, chosen = cycle_or_404(hub), tuple(request.form.getlist("piece"))
    where, title = typed("under"), typed("title")
    try:
        theme = _target(cycle, where, title)
        count = sorting.sort_pieces(db.session(), cycle, chosen, theme)
    except RepliesRefused as refused:
        db.session.rollback()
        return _page(cycle, problem=refused.message, chosen=chosen, title=title)
    log("heard pieces sorted", f"hub cycle {cycle.slug}", pieces=count, theme=theme.id if theme else None)
    db.session.commit()
    things = "One thing is" if count == 1 else f"{count} things are"
    flash(f"{things} now under “{theme.title}”." if theme else f"{things} no longer under a theme.", "success")
    return redirect(url_for("hub_replies.themes_page", hub=hub, **_filters()))


def _target(cycle: HubCycle, where: str, title: str) -> HubTheme | None:
    if title and where in ("", NEW):
        return themes.add_theme(db.session(), cycle, title)
    if where == NOWHERE:
        return None
    theme = themes.find_theme(db.session(), cycle, int(where)) if where.isdecimal() and len(where) < 10 else None
    if theme is None:
        raise RepliesRefused("Choose the theme under which it belongs, or enter the title of a new one.")
    return theme


def _filters() -> dict[str, Any]:
    return {name: value for name in ("source", "tone", "under", "page") if (value := request.args.get(name))}


@blueprint.post("/themes/add")
@permission("forums.manage")
def theme_add(hub: str) -> ResponseReturnValue:
    """Make a theme at the end of the list."""
    cycle, title = cycle_or_404(hub), typed("title")
    try:
        theme = themes.add_theme(db.session(), cycle, title)
    except RepliesRefused as refused:
        db.session.rollback()
        return _page(cycle, problem=refused.message, title=title)
    log("hub theme made", f"hub theme {theme.id}")
    db.session.commit()
    flash(f"“{theme.title}” is added.", "success")
    return redirect(url_for("hub_replies.themes_page", hub=hub))


@blueprint.post("/themes/<int:theme_id>/move/<any(up, down):act>")
@permission("forums.manage")
def theme_move(hub: str, theme_id: int, act: str) -> ResponseReturnValue:
    """Put a theme one place up or down."""
    theme = theme_or_404(cycle_or_404(hub), theme_id)
    if themes.move_theme(db.session(), theme, up=act == "up"):
        log("hub theme moved", f"hub theme {theme.id}", to=theme.position)
    db.session.commit()
    return redirect(url_for("hub_replies.themes_page", hub=hub, _anchor=f"theme-{theme_id}"))


@blueprint.route("/themes/<int:theme_id>", methods=["GET", "POST"])
@permission("forums.manage")
def theme(hub: str, theme_id: int) -> ResponseReturnValue:
    """Rename a theme, say what was heard, merge it or remove it."""
    cycle = cycle_or_404(hub)
    found, form = theme_or_404(cycle, theme_id), ThemeForm()
    if request.method == "GET":
        form.title.data, form.summary.data = found.title, found.summary
    if form.validate_on_submit():
        try:
            themes.change_theme(db.session(), found, form.title.data or "", form.summary.data or "")
        except RepliesRefused as refused:
            form.title.errors = [refused.message]
        else:
            log("hub theme changed", f"hub theme {found.id}")
            db.session.commit()
            flash("The theme is saved.", "success")
            return redirect(url_for("hub_replies.themes_page", hub=hub, _anchor=f"theme-{theme_id}"))
    others = [one for one in themes.themes_of(db.session(), cycle.id) if one.id != theme_id]
    noticed = telling_in(
        db.session(), cycle.partnership_id, [("Title", found.title), ("What was heard", found.summary)]
    )
    way = way_of(db.session(), found, standing_of_theme(db.session(), found, today()))
    page = render_template(
        "replies/theme.html",
        cycle=cycle,
        theme=found,
        form=form,
        others=others,
        noticed=noticed,
        way=way,
        written=bool(replies_of(db.session(), found)),
    )
    return page, 422 if form.errors else 200


@blueprint.post("/themes/<int:theme_id>/merge")
@permission("forums.manage")
def theme_merge(hub: str, theme_id: int) -> ResponseReturnValue:
    """Put all that is under this theme under another, and remove this one."""
    cycle = cycle_or_404(hub)
    gone, where = theme_or_404(cycle, theme_id), typed("into")
    into = themes.find_theme(db.session(), cycle, int(where)) if where.isdecimal() and len(where) < 10 else None
    if into is None:
        raise RepliesRefused("Choose the theme to merge this one into. Go back to the theme and choose one.")
    told = gone.title
    themes.merge_themes(db.session(), gone, into)
    log("hub themes merged", f"hub theme {into.id}", gone=theme_id)
    db.session.commit()
    flash(f"“{told}” is merged into “{into.title}”.", "success")
    return redirect(url_for("hub_replies.themes_page", hub=hub))


@blueprint.post("/themes/<int:theme_id>/remove")
@permission("forums.manage")
def theme_remove(hub: str, theme_id: int) -> ResponseReturnValue:
    """Remove a theme; what was under it is unsorted again."""
    found = theme_or_404(cycle_or_404(hub), theme_id)
    if "sure" not in request.form:
        abort(400)
    told = found.title
    themes.remove_theme(db.session(), found)
    log("hub theme removed", f"hub theme {theme_id}")
    db.session.commit()
    flash(f"“{told}” is removed. What was under it is not sorted any more.", "success")
    return redirect(url_for("hub_replies.themes_page", hub=hub))
