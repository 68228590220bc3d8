"""A draft or a version as respondents see it, beside a panel that says why each question is asked or hidden."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from flask import g, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from instruments.compiled import compile_instrument
from survey_app.accounts.permissions import permission
from survey_app.collect.carried import Carried, begin
from survey_app.collect.carried_views import Step, take_in, target_of, without_removed
from survey_app.collect.draft_saving import SWITCH
from survey_app.collect.entry_lists import entry_list
from survey_app.collect.flow import Outcome
from survey_app.collect.pages import page_view
from survey_app.collect.places import CHECK, Place, entry_title, first_place, neighbour
from survey_app.collect.summary import cards
from survey_app.collect.ways import Way
from survey_app.designer import services
from survey_app.designer.explanations import explain
from survey_app.designer.pages import blueprint, draft_page, opened, version_or_404
from survey_app.designer.preview_way import PreviewWay, draft_way, version_way

PANEL = "panel"


@blueprint.route("/<form_id>/draft/preview", methods=["GET", "POST"])
@permission("instruments.publish")
def preview(form_id: str) -> ResponseReturnValue:
    """The draft as respondents see it; nothing is kept."""
    found = opened(form_id)[0]
    instrument = services.draft_instrument(found)
    if instrument is None:
        return draft_page("no_preview.html", found)
    way = draft_way(compile_instrument(instrument), g.partnership, form_id, found.draft_files)
    return _answer(way)


@blueprint.route("/<form_id>/versions/<int:number>/preview", methods=["GET", "POST"])
@permission("instruments.read")
def preview_version(form_id: str, number: int) -> ResponseReturnValue:
    """A published version as respondents see it; nothing is kept."""
    version = version_or_404(form_id, number)
    way = version_way(services.compiled_version(version), g.partnership, form_id, number, version.files)
    return _answer(way)


def _answer(preview_way: PreviewWay) -> ResponseReturnValue:
    """One step, as in an anonymous round, without anything that a round would have."""
    way = cast(Way, preview_way)
    if request.method == "GET":
        preview_way.use_language(request.args.get("language", ""))
        carried = begin(preview_way.speaker, preview_way.language_value)
        preview_way.carried_uuid = carried.uuid
        return _show(way, carried, first_place(way.compiled, carried.document))
    step = take_in(way)
    go = request.form.get("go", "continue")
    if go == PANEL:
        return jsonify(html=_panel(way, step.carried, step.at))
    if go.startswith(SWITCH):
        preview_way.use_language(go.removeprefix(SWITCH))
        carried = replace(step.carried, language=preview_way.language_value)
        return _show(way, carried, step.at or first_place(way.compiled, carried.document))
    if go == "send":
        return _show(way, step.carried, CHECK, at_end=True)
    if step.raised is not None:
        return _show(way, step.carried, step.raised)
    return _next(way, step, go)


def _next(way: Way, step: Step, go: str) -> ResponseReturnValue:
    stays = step.outcome is not None and (step.outcome.errors or step.outcome.revealed)
    if go == "continue" and stays and step.at is not None:
        return _show(way, step.carried, step.at, step.outcome)
    step = replace(step, carried=without_removed(way, step.carried, go))
    return _show(way, step.carried, target_of(way, step, go))


def _show(
    way: Way, carried: Carried, place: Place, outcome: Outcome | None = None, *, at_end: bool = False
) -> ResponseReturnValue:
    """The page that respondents get, within the preview's own frame."""
    values: dict[str, Any] = {"way": way, "carried": carried.text(), "place": place, "at_end": at_end}
    before = neighbour(way.compiled, carried.document, place, -1) if place.kind not in ("remove", "worry") else None
    if place.kind == "check":
        values |= {"cards": cards(way.speaker, carried.document), "problems": [], "check_place": CHECK}
    elif place.kind == "list":
        values["list"] = entry_list(way.speaker, carried.document, place)
    elif place.kind == "remove":
        values |= {
            "title": entry_title(way.compiled.section(place.section), place.entry[-1]),
            "listed": Place("list", place.section, place.entry[:-1]),
            "removed": "removed:" + place.key.partition(":")[2],
        }  # fmt: skip
    elif place.kind != "worry":
        view = page_view(way.speaker, carried.document, place, outcome)
        values |= {"view": view, "stored": {}, "overview": "", "revision": None, "seen": None}
    page = render_template(
        "designer/preview.html", base=_BASES.get(place.kind, "collect/page.html"), back=before,
        explained=explain(way.compiled, carried.document), **values,
    )  # fmt: skip
    return page, 422 if outcome is not None and outcome.errors else 200


_BASES = {
    "check": "collect/check.html", "list": "collect/entries.html", "remove": "collect/remove.html",
    "worry": "collect/worry_anonymous.html",
}  # fmt: skip


def _panel(way: Way, carried: Carried, place: Place | None) -> str:
    return render_template("designer/panel.html", explained=explain(way.compiled, carried.document), place=place)
