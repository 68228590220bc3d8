"""The question bank: looking at it, keeping a question in it, and putting one into a draft."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.designer.bank import bank_of, insert_core, keep_from_version, remove_from_bank
from survey_app.designer.kinds import title_of
from survey_app.designer.outline import label_of
from survey_app.designer.pages import blueprint, change, draft_page, instrument_or_404, log, opened, version_or_404
from survey_app.designer.parts import CONTAINERS, KEY, Parts, kind_of, text_of
from survey_app.designer.question_saving import one_line


@blueprint.get("/bank/questions")
@permission("instruments.read")
def bank() -> ResponseReturnValue:
    """The core questions."""
    questions = list(bank_of(db.session(), g.partnership.id).values())
    return render_template("designer/bank.html", questions=questions, title_of=title_of)


@blueprint.post("/bank/questions/<name>/delete")
@permission("instruments.publish")
def delete_bank_question(name: str) -> ResponseReturnValue:
    """Take one of the partnership's own questions out of the bank."""
    if not remove_from_bank(db.session(), g.partnership.id, name):
        abort(404)
    log("core question removed from the bank", f"question {name}")
    db.session.commit()
    flash(f"“{name}” is no longer a core question. Instruments that ask it keep it.", "success")
    return redirect(url_for("designer.bank"))


@blueprint.get("/<form_id>/versions/<int:number>/bank")
@permission("instruments.publish")
def choose_for_bank(form_id: str, number: int) -> ResponseReturnValue:
    """The questions of a version, to choose those that become core questions."""
    version = version_or_404(form_id, number)
    kept = bank_of(db.session(), g.partnership.id)
    from survey_app.designer.parts import read_parts

    rows = [
        (text_of(found.row, "name"), label_of(found.row), title_of(kind_of(found.row)))
        for found in read_parts(version.source).walk()
        if kind_of(found.row) not in (*CONTAINERS, "note")
    ]
    return render_template("designer/choose_for_bank.html", version=version, rows=rows, kept=kept)


@blueprint.post("/<form_id>/versions/<int:number>/bank")
@permission("instruments.publish")
def keep_in_bank(form_id: str, number: int) -> ResponseReturnValue:
    """Keep questions of a published version as core questions."""
    version = version_or_404(form_id, number)
    names = list(dict.fromkeys(one_line(name) for name in request.form.getlist("name")))
    for name in names:
        keep_from_version(db.session(), g.partnership.id, version, name, actor_id=current_user.id)
        log("core question kept in the bank", f"question {name}")
    db.session.commit()
    if names:
        flash(f"Kept in the question bank: {len(names)}.", "success")
    return redirect(url_for("designer.bank"))


@blueprint.route("/<form_id>/draft/bank", methods=["GET", "POST"])
@permission("instruments.publish")
def insert_from_bank(form_id: str) -> ResponseReturnValue:
    """Choose core questions, and put them into the draft."""
    found, parts = opened(form_id)
    known = bank_of(db.session(), g.partnership.id)
    if request.method == "GET":
        sections = [("", "At the end of the form")]
        sections += [(r.row[KEY], f"In “{label_of(r.row)}”") for r in parts.walk() if kind_of(r.row) in CONTAINERS]
        return draft_page(
            "insert_core.html", found, questions=list(known.values()), sections=sections, taken=parts.names(),
            title_of=title_of, parent=request.args.get("parent", ""),
        )  # fmt: skip
    chosen = [known[name] for name in dict.fromkeys(request.form.getlist("name")) if name in known]
    if not chosen:
        flash("Nothing was added: tick the questions first.")
        return redirect(url_for("designer.insert_from_bank", form_id=form_id))
    keys: list[str] = []

    def put_in(fresh: Parts) -> str:
        keys.extend(insert_core(fresh, core, request.form.get("parent", ""))[KEY] for core in chosen)
        return f"{len(chosen)} core {'question' if len(chosen) == 1 else 'questions'} added"

    change(instrument_or_404(form_id), put_in)
    flash(f"Added, locked: {len(chosen)}.", "success")
    return redirect(url_for("designer.outline", form_id=form_id, _anchor=keys[0]))
