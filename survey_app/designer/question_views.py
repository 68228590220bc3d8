"""The page of one question or section."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from instruments.errors import ExpressionError
from instruments.expressions import parse_expression
from survey_app.accounts.permissions import permission
from survey_app.designer import drafts
from survey_app.designer.checking import check_parts, sentence
from survey_app.designer.choices import users_of
from survey_app.designer.conflicts import Conflicting, compared
from survey_app.designer.kinds import BY_NAME, PARAMETERS, title_of
from survey_app.designer.models import InstrumentRecord
from survey_app.designer.outline import label_of, trail
from survey_app.designer.pages import blueprint, change, draft_page, instrument_or_404, opened
from survey_app.designer.parts import Found, Parts, kind_of, list_of, text_of
from survey_app.designer.question_form import QuestionForm, question_form
from survey_app.designer.question_saving import clean, save_question
from survey_app.designer.rules import in_words, vocabulary
from survey_app.errors import UserError


class FormRefused(Exception):
    """Something in the form could not be taken; nothing is saved."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("the form has errors")
        self.errors = errors


@blueprint.route("/<form_id>/draft/questions/<key>", methods=["GET", "POST"])
@permission("instruments.publish")
def question(form_id: str, key: str) -> ResponseReturnValue:
    """Everything that can be set for one question."""
    found, parts = opened(form_id)
    place = parts.find(key)
    if request.method == "GET":
        return _page(found, parts, place, question_form(place.row, parts))
    try:
        _save(found, key)
    except Conflicting as conflict:
        return draft_page("conflict.html", found, 409, title=label_of(place.row), key=key, conflict=conflict)
    except FormRefused as refused:
        form = question_form(place.row, parts, posted=request.form)
        return _page(found, parts, place, form, refused.errors)
    return _saved(found, key)


def _save(found: InstrumentRecord, key: str) -> None:
    shown = request.form.getlist("shown")

    def write(fresh: Parts) -> str:
        place = fresh.find(key)
        before = drafts.own_columns(place.row)
        seen = drafts.fingerprint(before)
        if text_of(place.row, "core"):
            return _save_core(fresh, place, seen)
        if request.form.get("seen") not in (seen, None):
            mine = Parts(_copied(fresh))
            form = question_form(mine.find(key).row, mine, posted=request.form)
            save_question(form, mine, key, shown)
            raise Conflicting(
                compared(before, drafts.own_columns(mine.find(key).row)), seen=seen,
                fields=[(name, value) for name, value in request.form.items(multi=True) if name != "seen"],
            )  # fmt: skip
        form = question_form(place.row, fresh, posted=request.form)
        errors = save_question(form, fresh, key, shown)
        if errors:
            raise FormRefused(errors)
        return f"“{label_of(place.row)}” changed"

    change(found, write)


def _save_core(parts: Parts, place: Found, seen: str) -> str:
    """Of a locked question, only when it is asked can change; or the lock is taken off."""
    if request.form.get("unlock") == "yes":
        place.row.pop("core", None)
        return f"“{label_of(place.row)}” unlocked"
    form = question_form(place.row, parts, posted=request.form)
    kept = dict(place.row)
    errors = save_question(form, parts, str(place.key), ["relevant"])
    relevant = place.row.get("relevant")
    place.row.clear()
    place.row.update(kept)
    place.row.pop("relevant", None)
    if relevant:
        place.row["relevant"] = relevant
    if errors:
        raise FormRefused(errors)
    return f"skip rule of “{label_of(place.row)}” changed"


def _copied(parts: Parts) -> dict[str, object]:
    from copy import deepcopy

    return deepcopy(parts.data)


def _saved(found: InstrumentRecord, key: str) -> ResponseReturnValue:
    checked = check_parts(drafts.current_parts(found))
    errors = [problem for problem in checked.of("question", key) if problem.is_error]
    if errors:
        count = "a problem" if len(errors) == 1 else f"{len(errors)} problems"
        flash(f"Saved, with {count} to put right before you can publish.")
        return redirect(url_for("designer.question", form_id=found.form_id, key=key))
    if request.form.get("then") == "stay":
        flash("Saved.", "success")
        return redirect(url_for("designer.question", form_id=found.form_id, key=key))
    flash("Saved.", "success")
    return redirect(url_for("designer.outline", form_id=found.form_id, _anchor=key))


def _page(
    found: InstrumentRecord, parts: Parts, place: Found, form: QuestionForm, errors: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    checked = check_parts(parts)
    row, kind = place.row, kind_of(place.row)
    terms = vocabulary(parts)
    expression = text_of(row, "relevant")
    return draft_page(
        "question.html", found, 422 if errors else 200, form=form, row=row, key=place.key, kind=kind,
        kind_title=title_of(kind), about=BY_NAME[kind].about if kind in BY_NAME else "", label=label_of(row),
        trail=trail(place), core=text_of(row, "core"), errors=errors or {},
        found_errors=checked.at("question", place.key),
        warnings=[sentence(p.message) for p in checked.of("question", place.key) if not p.is_error],
        problems=[sentence(p.message) for p in checked.of("question", place.key) if p.is_error],
        seen=request.form.get("seen") or drafts.fingerprint(drafts.own_columns(row)),
        parameters=PARAMETERS.get(kind, ()),
        levels=_levels(parts, list_of(row)), rule_words=in_words(expression, terms) if expression else "",
        shared=[label_of(other.row) for other in users_of(parts, list_of(row)) if other.key != place.key],
        list_name=list_of(row), choices=parts.choices.get(list_of(row), []),
        vocabulary={term.name: dict(term.choices) for term in terms.values()},
        parent=place.parent["_key"] if place.parent else "",
    )  # fmt: skip


def _levels(parts: Parts, list_name: str) -> list[tuple[str, str]]:
    rows = parts.choices.get(list_name, [])
    return [(text_of(row, "name"), text_of(row, "label") or text_of(row, "name")) for row in rows]


@blueprint.post("/<form_id>/draft/expression")
@permission("instruments.publish")
def check_expression(form_id: str) -> ResponseReturnValue:
    """What is to be said of an expression while it is being typed."""
    _found, parts = opened(form_id)
    key, column = request.form.get("key", ""), request.form.get("column", "")
    text = clean(request.form.get("text"))
    if column not in ("relevant", "constraint", "calculation", "choice_filter", "repeat_count", "required", "trigger"):
        raise UserError("There is no such expression.")
    if not text:
        return jsonify(ok=True, message="")
    try:
        parse_expression(text)
    except ExpressionError as error:
        return jsonify(ok=False, message=sentence(str(error)))
    row = parts.find(key).row
    row[column] = text
    message = check_parts(parts).at("question", key).get(column, "")
    words = in_words(text, vocabulary(parts)) if column == "relevant" else ""
    return jsonify(ok=not message, message=message or (f"Asked only if {words}." if words else "This can be read."))


__all__ = ["check_expression", "instrument_or_404", "question"]
