"""Lists of choices: all of them, and one with its scale and rubric."""

from __future__ import annotations

from copy import deepcopy

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.designer import drafts
from survey_app.designer.checking import check_parts, sentence
from survey_app.designer.choices import list_from_lines, remove_list, rename_list, users_of
from survey_app.designer.conflicts import Conflicting, compared_lists
from survey_app.designer.list_form import BLANK_ROWS, DIRECTIONS, MISSING, lines_of, save_list
from survey_app.designer.models import InstrumentRecord
from survey_app.designer.names import name_from
from survey_app.designer.outline import label_of
from survey_app.designer.pages import blueprint, change, draft_page, instrument_or_404, opened
from survey_app.designer.parts import KEY, Parts, text_of
from survey_app.designer.question_saving import clean, one_line
from survey_app.errors import UserError


@blueprint.get("/<form_id>/draft/lists/")
@permission("instruments.publish")
def lists(form_id: str) -> ResponseReturnValue:
    """All lists of choices, and the questions that use them."""
    found, parts = opened(form_id)
    rows = [
        {
            "name": name, "count": len(choices), "taste": ", ".join(text_of(row, "label") for row in choices[:5]),
            "users": [label_of(user.row) for user in users_of(parts, name)], "is_scale": name in parts.scales,
        }
        for name, choices in parts.choices.items()
    ]  # fmt: skip
    return draft_page("lists.html", found, lists=rows)


@blueprint.post("/<form_id>/draft/lists/")
@permission("instruments.publish")
def add_list(form_id: str) -> ResponseReturnValue:
    """A new list, a choice to each line."""
    found = instrument_or_404(form_id)
    lines, wanted = clean(request.form.get("choices")), one_line(request.form.get("name"))
    if not lines:
        raise UserError("Write the choices, one on each line. Go back and try again.", title="No list is added")
    named: list[str] = []

    def put_in(parts: Parts) -> str:
        named.append(list_from_lines(parts, lines, name_from(wanted, "choices")))
        return f"list {named[0]} added"

    change(found, put_in)
    return redirect(url_for("designer.choice_list", form_id=form_id, list_name=named[0]))


@blueprint.route("/<form_id>/draft/lists/<list_name>", methods=["GET", "POST"])
@permission("instruments.publish")
def choice_list(form_id: str, list_name: str) -> ResponseReturnValue:
    """One list: its choices in their order, and whether it is a scale."""
    found, parts = opened(form_id)
    if list_name not in parts.choices:
        abort(404)
    if request.method == "GET":
        return _page(found, parts, list_name)
    try:
        name = _save(found, list_name)
    except Conflicting as conflict:
        return draft_page("conflict.html", found, 409, title=f"List {list_name}", key="", conflict=conflict)
    if not request.form.get("do"):
        flash("Saved.", "success")
    return redirect(url_for("designer.choice_list", form_id=form_id, list_name=name))


def _seen(parts: Parts, list_name: str) -> str:
    return drafts.fingerprint(parts.choices.get(list_name), parts.scales.get(list_name))


def _save(found: InstrumentRecord, list_name: str) -> str:
    wanted = "_".join(clean(request.form.get("list_name")).split())[:120] or list_name
    kept = {"name": list_name}

    def write(fresh: Parts) -> str:
        if list_name not in fresh.choices:
            abort(404)
        if request.form.get("seen") not in (_seen(fresh, list_name), None):
            mine = Parts(deepcopy(fresh.data))
            save_list(mine, list_name, request.form)
            fields = [(name, value) for name, value in request.form.items(multi=True) if name != "seen"]
            raise Conflicting(
                compared_lists(fresh.choices[list_name], mine.choices[list_name]), seen=_seen(fresh, list_name),
                fields=fields,
            )  # fmt: skip
        save_list(fresh, list_name, request.form)
        rename_list(fresh, list_name, wanted)
        kept["name"] = wanted
        return f"list {wanted} changed"

    change(found, write)
    return kept["name"]


def _page(found: InstrumentRecord, parts: Parts, list_name: str) -> ResponseReturnValue:
    lines = lines_of(parts, list_name)
    problems = [*check_parts(parts).of("list", list_name), *check_parts(parts).of("scale", list_name)]
    scale = parts.scales.get(list_name, {})
    return draft_page(
        "choices.html", found, list_name=list_name, lines=lines, missing=MISSING, directions=DIRECTIONS,
        blank=range(len(lines), len(lines) + BLANK_ROWS), direction=text_of(scale, "direction"),
        action_below=text_of(scale, "action_below"),
        users=[(user.row[KEY], label_of(user.row)) for user in users_of(parts, list_name)],
        seen=_seen(parts, list_name), problems=[sentence(problem.message) for problem in problems],
        has_columns=any(line.columns for line in lines), has_images=any(line.image for line in lines),
    )  # fmt: skip


@blueprint.post("/<form_id>/draft/lists/<list_name>/delete")
@permission("instruments.publish")
def delete_list(form_id: str, list_name: str) -> ResponseReturnValue:
    """Remove a list that no question uses."""
    found = instrument_or_404(form_id)

    def take_out(parts: Parts) -> str:
        remove_list(parts, list_name)
        return f"list {list_name} deleted"

    change(found, take_out)
    flash(f"The list {list_name} is deleted.", "success")
    return redirect(url_for("designer.lists", form_id=form_id))
