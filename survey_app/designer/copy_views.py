"""Copying questions from the library and from one's own instruments."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.designer import services
from survey_app.designer.copying import copy_rows, offered_by, source_parts
from survey_app.designer.outline import label_of
from survey_app.designer.pages import blueprint, change, draft_page, opened
from survey_app.designer.parts import CONTAINERS, KEY, Parts, kind_of


@blueprint.route("/<form_id>/draft/copy", methods=["GET", "POST"])
@permission("instruments.publish")
def copy(form_id: str) -> ResponseReturnValue:
    """Choose an instrument, then the questions of it."""
    found, parts = opened(form_id)
    chosen = request.values.get("from", "")
    source = _source(chosen) if chosen else None
    if request.method == "POST" and source is not None:
        return _copy(form_id, source, chosen)
    sections = [("", "At the end of the form")]
    sections += [(r.row[KEY], f"In “{label_of(r.row)}”") for r in parts.walk() if kind_of(r.row) in CONTAINERS]
    return draft_page(
        "copy.html", found, chosen=chosen, offered=offered_by(source) if source else [], sections=sections,
        instruments=_instruments(form_id), parent=request.args.get("parent", ""),
    )  # fmt: skip


def _instruments(form_id: str) -> list[tuple[str, str]]:
    own = [
        (f"own:{record.form_id}", record.title)
        for record in services.instruments_of(db.session(), g.partnership.id)
        if record.form_id != form_id and record.versions
    ]
    return own + [(f"library:{entry.form_id}", f"{entry.title} (library)") for entry in services.library_entries()]


def _source(chosen: str) -> Parts:
    """The newest version of one's own instrument, or one of the library."""
    where, _, form_id = chosen.partition(":")
    if where == "library" and (entry := services.library_entry(form_id)) is not None:
        return source_parts(entry.source)
    record = services.find_instrument(db.session(), g.partnership.id, form_id) if where == "own" else None
    if record is None or not record.versions:
        abort(404)
    return source_parts(record.versions[-1].source)


def _copy(form_id: str, source: Parts, chosen: str) -> ResponseReturnValue:
    found = opened(form_id)[0]
    keys = request.form.getlist("key")
    known = {offered.key for offered in offered_by(source)}
    if not known.intersection(keys):
        flash("Nothing was copied: tick the questions first.")
        return redirect(f"{url_for('designer.copy', form_id=form_id)}?{urlencode({'from': chosen})}")
    told = {"count": 0, "first": ""}

    def bring(parts: Parts) -> str:
        rows = copy_rows(source, set(keys), parts, request.form.get("parent", ""))
        told.update(count=len(rows), first=rows[0][KEY])
        return f"{len(rows)} copied from another instrument"

    change(found, bring)
    flash(f"Copied: {told['count']}. Names that were taken have got a number.", "success")
    return redirect(url_for("designer.outline", form_id=form_id, _anchor=str(told["first"])))
