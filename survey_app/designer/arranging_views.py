"""Adding, moving, duplicating and deleting questions: one small form each, and what a script posts for them."""

from __future__ import annotations

from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from instruments.model import CONTAINER_TYPES
from survey_app.accounts.permissions import permission
from survey_app.designer.choices import list_from_lines
from survey_app.designer.kinds import BY_NAME, KINDS, SECTIONS, WITH_LIST, title_of
from survey_app.designer.names import name_from
from survey_app.designer.outline import label_of, targets_for, trail
from survey_app.designer.pages import blueprint, change, draft_page, instrument_or_404, opened, wants_json
from survey_app.designer.parts import KEY, Parts, Row, free_name, kind_of
from survey_app.designer.question_form import NEW_LIST, list_choices
from survey_app.designer.question_saving import clean, one_line


@blueprint.post("/<form_id>/draft/arrange")
@permission("instruments.publish")
def arrange(form_id: str) -> ResponseReturnValue:
    """Move a row up or down or elsewhere, duplicate it, or delete it."""
    found = instrument_or_404(form_id)
    act, _, key = request.form.get("do", "").partition(":")
    told: dict[str, Any] = {"key": key, "said": ""}

    def rearrange(parts: Parts) -> str:
        said = _rearrange(parts, act, key, told)
        told["said"] = said
        return said

    change(found, rearrange)
    if wants_json():
        return jsonify(announce=told["said"], revision=found.draft_revision)
    if act in ("delete", "duplicate"):
        flash(f"{told['said']}.", "success")
    return redirect(url_for("designer.outline", form_id=form_id, _anchor=told["key"]))


def _rearrange(parts: Parts, act: str, key: str, told: dict[str, Any]) -> str:
    """Do it, and say what was done."""
    found = parts.find(key)
    name = f"“{label_of(found.row)}”"
    if act in ("up", "down"):
        if not parts.shift(key, -1 if act == "up" else 1):
            return f"{name} is already {'first' if act == 'up' else 'last'}"
        now = parts.find(key)
        return f"{name} moved {act}, now {now.index + 1} of {len(now.siblings)}"
    if act == "move":
        parent, _, before = request.form.get("to", "").partition(":")
        parts.move(key, parent, before)
        now = parts.find(key)
        where = f"in “{label_of(now.parent)}”" if now.parent else "in the form"
        return f"{name} moved, now {now.index + 1} of {len(now.siblings)} {where}"
    if act == "duplicate":
        told["key"] = parts.duplicate(key)[KEY]
        return f"{name} is duplicated"
    if act == "delete":
        parts.remove(key)
        told["key"] = str(found.parent[KEY]) if found.parent else ""
        return f"{name} is deleted"
    return "nothing"


@blueprint.route("/<form_id>/draft/questions/<key>/move", methods=["GET", "POST"])
@permission("instruments.publish")
def move(form_id: str, key: str) -> ResponseReturnValue:
    """Choose another place for a question or a section."""
    found, parts = opened(form_id)
    row = parts.find(key)
    if request.method == "POST":
        parent, _, before = request.form.get("to", "").partition(":")

        def to_place(fresh: Parts) -> str:
            fresh.move(key, parent, before)
            return f"“{label_of(row.row)}” moved"

        change(found, to_place)
        return redirect(url_for("designer.outline", form_id=form_id, _anchor=key))
    return draft_page(
        "move.html", found, label=label_of(row.row), key=key, trail=trail(row), targets=targets_for(parts, key)
    )


@blueprint.route("/<form_id>/draft/add", methods=["GET", "POST"])
@permission("instruments.publish")
def add(form_id: str) -> ResponseReturnValue:
    """A new question or section: its words and its type. The rest is on its own page."""
    found, parts = opened(form_id)
    parent = request.values.get("parent", "")
    within = parts.find(parent).row if parent else None
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _wrong_with_new()
        if not errors:
            return _add(found, parent)
    values = {name: request.form.get(name, "") for name in ("label", "kind", "list_name", "new_choices")}
    return draft_page(
        "add.html", found, 422 if errors else 200, parent=parent, within=label_of(within) if within else "",
        kinds=KINDS, sections=SECTIONS, lists=list_choices(parts), with_list=WITH_LIST, errors=errors, values=values,
    )  # fmt: skip


def _wrong_with_new() -> dict[str, str]:
    errors = {}
    kind, label = request.form.get("kind", ""), clean(request.form.get("label"))
    if not label:
        errors["label"] = "Write the question, or the heading of the section."
    if kind not in BY_NAME:
        errors["kind"] = "Choose a type."
    chosen, lines = request.form.get("list_name", ""), clean(request.form.get("new_choices"))
    if kind in WITH_LIST and chosen in ("", NEW_LIST) and not lines:
        errors["new_choices"] = "Write the choices, one on each line, or choose a list that is there."
    return errors


def _add(found: Any, parent: str) -> ResponseReturnValue:
    kind, label = request.form["kind"], clean(request.form["label"])
    added: Row = {}

    def put_in(parts: Parts) -> str:
        row: Row = {"type": kind, "name": free_name(name_from(label), parts.names()), "label": label}
        if kind in WITH_LIST:
            row["type"] = f"{kind} {_list_for(parts, label)}"
        if kind in CONTAINER_TYPES:
            row["children"] = []
        if kind == "text" and request.form.get("lines") == "many":
            row["appearance"] = "multiline"
        added.update(parts.insert(row, parent))
        return f"{title_of(kind).lower()} “{label_of(row)}” added"

    change(found, put_in)
    if request.form.get("then") == "another":
        flash(f"“{label_of(added)}” is added.", "success")
        return redirect(url_for("designer.add", form_id=found.form_id, parent=parent))
    if kind_of(added) in CONTAINER_TYPES:
        return redirect(url_for("designer.outline", form_id=found.form_id, _anchor=added[KEY]))
    return redirect(url_for("designer.question", form_id=found.form_id, key=added[KEY]))


def _list_for(parts: Parts, label: str) -> str:
    chosen = one_line(request.form.get("list_name"))
    if chosen in parts.choices:
        return chosen
    return list_from_lines(parts, clean(request.form.get("new_choices")), name_from(label, "choices"))
