"""Pages that say which column answers which question, and what values mean."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from analysis.importing import Mapping, QuestionMapping, dump_mapping
from instruments.items import Item
from survey_app.accounts.permissions import permission
from survey_app.rounds.forms import ConfirmForm
from survey_app.rounds.importing import editing
from survey_app.rounds.importing.blueprint import (
    blueprint,
    file_response,
    pending_or_404,
    reading_a_file,
    save_mapping,
)  # fmt: skip
from survey_app.rounds.importing.pages import (
    NOTHING,
    ColumnsPage,
    QuestionPage,
    columns_page,
    field_of,
    mappable,
    question_page,
)  # fmt: skip
from survey_app.rounds.importing.uploads import Pending
from survey_app.rounds.pages import round_or_404

LONGEST_VALUE = 1_000


@blueprint.route("/<key>/columns", methods=["GET", "POST"])
@permission("rounds.manage")
def columns(slug: str, key: str) -> ResponseReturnValue:
    """Which column answers which question."""
    round_ = round_or_404(slug)
    with reading_a_file():
        pending = pending_or_404(round_, key)
        page = columns_page(pending)
    if ConfirmForm().validate_on_submit():
        save_mapping(round_, key, pending, _with_columns(pending, page))
        flash("The mapping is saved.", "success")
        return redirect(url_for("imports.columns", slug=slug, key=key))
    return render_template("imports/columns.html", round=round_, pending=pending, page=page, nothing=NOTHING)


def _with_columns(pending: Pending, page: ColumnsPage) -> Mapping:
    """The mapping with the offers that were ticked, and what was chosen for each column."""
    given = request.form
    offers = [one for one, _, field in page.offers if given.get(f"offer-{field}")]
    mapping = editing.with_offers(pending.mapping, offers, pending.compiled)
    for sheet, table in zip(page.sheets, (pending.table, *pending.table.repeats), strict=True):
        allowed = {NOTHING, *(name for name, _ in sheet.questions)}
        chosen = {line.column.key: given.get(f"column-{line.field}", "") for line in sheet.open}
        chosen = {column: name for column, name in chosen.items() if name in allowed}
        mapping = editing.with_columns(mapping, table, chosen, pending.compiled)
        again = [line.column.key for line in sheet.lines if given.get(f"again-{line.field}")]
        mapping = editing.taken_in_again(mapping, again)
    return mapping


@blueprint.route("/<key>/question/<name>", methods=["GET", "POST"])
@permission("rounds.manage")
def question(slug: str, key: str, name: str) -> ResponseReturnValue:
    """From where one question is answered, and what the values there mean."""
    round_ = round_or_404(slug)
    with reading_a_file():
        pending = pending_or_404(round_, key)
        item = pending.compiled.find(name)
        if item is None or item not in mappable(pending.compiled):
            abort(404)
        page = question_page(pending, item)
    if ConfirmForm().validate_on_submit():
        one = _values_given(page) if request.form.get("part") == "values" else _source_given(page)
        save_mapping(round_, key, pending, editing.with_question(pending.mapping, item, one))
        flash("The mapping is saved.", "success")
        return redirect(url_for("imports.question", slug=slug, key=key, name=name))
    return render_template("imports/question.html", round=round_, pending=pending, page=page)


def _source_given(page: QuestionPage) -> QuestionMapping | None:
    """The columns or the constant that the page's first form says; None for nothing."""
    given, keys = request.form, {one.field: one.key for one in page.columns}
    update: dict[str, object] = {"column": "", "choices": {}, "constant": ""}
    source = given.get("source", "none")
    if source == "column":
        update["column"] = keys.get(given.get("column", ""), "")
        update["separator"] = given.get("separator", "")[:5].replace("\\n", "\n").replace("\\t", "\t")
    elif source == "choices":
        update["choices"] = _choices_given(page.item, keys)
    elif source == "constant":
        update["constant"] = given.get("constant", "")[:LONGEST_VALUE].strip()
    anything = any(update[one] for one in ("column", "choices", "constant"))
    return page.mapping.model_copy(update=update) if anything else None


def _choices_given(item: Item, keys: dict[str, str]) -> dict[str, str]:
    chosen = {one.name: keys.get(request.form.get(f"choice-{field_of(one.name)}", "")) for one in item.choices}
    return {choice: column for choice, column in chosen.items() if column}


def _values_given(page: QuestionPage) -> QuestionMapping | None:
    """What the page's second form says values mean; what it does not show stays as it is."""
    given, found, names = request.form, page.values, {choice.name for choice in page.item.choices}
    if found is None:
        return page.mapping if page.source != "none" else None
    values = dict(page.mapping.values)
    for one in found.others:
        meant = given.get(f"value-{field_of(one.value)}", "")[:LONGEST_VALUE].strip()
        values.pop(one.value, None)
        if meant and (meant in names or not names):
            values[one.value] = meant
    other, choice = given.get("other", ""), given.get("other-choice", "")
    other = other if other in {name for name, _ in page.others} else ""
    return editing.with_values(page.mapping, values, given.get("rest", ""), other, choice if choice in names else "")


@blueprint.get("/<key>/mapping.yaml")
@permission("rounds.manage")
def mapping_file(slug: str, key: str) -> ResponseReturnValue:
    """The mapping as a file."""
    pending = pending_or_404(round_or_404(slug), key)
    return file_response(dump_mapping(pending.mapping).encode(), f"{slug}-mapping.yaml", "application/yaml")
