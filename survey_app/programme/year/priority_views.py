"""Priorities with their days, what was in force when, and the findings that fall under each."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from wtforms.fields.choices import SelectChoice

from analysis.programme.years import year_of
from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.errors import UserError
from survey_app.improvement.models import Finding
from survey_app.local_time import today
from survey_app.programme.year.forms import NameFindingForm, PrioritiesForm
from survey_app.programme.year.models import Priority
from survey_app.programme.year.pages import blueprint, log
from survey_app.programme.year.priorities import findings_of, keep_set, name_priority, set_on, sets_of
from survey_app.programme.year.refusals import YearRefused


@blueprint.get("/priorities")
@permission("programme.read")
def priorities() -> ResponseReturnValue:
    """All sets, and which was in force on a day."""
    return _page(NameFindingForm())


@blueprint.route("/priorities/new", methods=["GET", "POST"])
@permission("programme.manage")
def priorities_new() -> ResponseReturnValue:
    """Enter a set."""
    form = PrioritiesForm()
    if form.validate_on_submit():
        try:
            made = keep_set(
                db.session(), g.partnership.id, form.plan(), by_id=current_user.id, checked=form.checked.data
            )  # fmt: skip
        except UserError as error:
            db.session.rollback()
            form.form_errors.append(error.message)
        else:
            log("priorities entered", f"priorities “{made.title}”", starts=made.starts_on, ends=made.ends_on)
            db.session.commit()
            flash(f"“{made.title}” is kept.", "success")
            return redirect(url_for("programme.priorities"))
    page = render_template("programme/priorities_new.html", form=form, year=year_of(today()))
    return page, 422 if form.errors else 200


@blueprint.post("/priorities/findings")
@permission("programme.manage", "improvement.manage")
def priorities_finding() -> ResponseReturnValue:
    """Say under which priority a finding falls."""
    form = NameFindingForm()
    _offer(form)
    if form.validate_on_submit():
        try:
            finding = db.session.scalar(
                select(Finding).where(Finding.partnership_id == g.partnership.id, Finding.number == form.number())
            )
            chosen = db.session.get(Priority, form.priority_id.data)
            if finding is None or chosen is None:
                raise YearRefused("There is no finding with this reference. Look it up under Improvement.")
            name_priority(db.session(), finding, chosen)
        except UserError as error:
            db.session.rollback()
            form.form_errors.append(error.message)
        else:
            log("priority named", finding.reference, priority=chosen.text)
            db.session.commit()
            flash(f"{finding.reference} falls under “{chosen.text}”.", "success")
            return redirect(url_for("programme.priorities"))
    return _page(form)


def _offer(form: NameFindingForm) -> None:
    form.priority_id.choices = [
        SelectChoice(one.id, f"{one.text} ({named.title})")
        for named in sets_of(db.session(), g.partnership.id)
        for one in named.priorities
    ]


def _page(form: NameFindingForm) -> ResponseReturnValue:
    _offer(form)
    session, sets = db.session(), sets_of(db.session(), g.partnership.id)
    asked = request.args.get("on", "")
    day = today()
    problem = ""
    if asked:
        try:
            day = day.fromisoformat(asked)
        except ValueError:
            problem = "Enter a real date, such as 2027-03-31."
    page = render_template(
        "programme/priorities.html", sets=sets, day=day, in_force=set_on(session, g.partnership.id, day), form=form,
        problem=problem, year=year_of(today()), asked=asked,
        findings=findings_of(session, [one.id for named in sets for one in named.priorities]),
    )  # fmt: skip
    return page, 422 if form.errors or problem else 200
