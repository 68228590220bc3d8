"""Pages by which a single-agency audit feeds one of many agencies."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import RadioField, SelectChoice
from wtforms.validators import InputRequired

from survey_app.accounts.permissions import permission
from survey_app.case_audits.models import AgencyReturn
from survey_app.case_audits.pages import audit_or_404, blueprint, log
from survey_app.case_audits.planning import mailing
from survey_app.case_audits.planning.forms import ConfirmForm
from survey_app.case_audits.planning.taking_over import audits_to_bring, bring_cases, earlier_return, take_over
from survey_app.case_audits.returns.pages import blueprint as my_returns
from survey_app.case_audits.returns.pages import own_return_or_404
from survey_app.database import db
from survey_app.forums.plain_form import PlainForm


class BringForm(PlainForm):
    """Whose cases are brought along."""

    source = RadioField(
        "From which audit?", coerce=str, validators=[InputRequired("Choose the audit whose cases are brought along.")]
    )


@blueprint.route("/<audit>/bring-cases", methods=["GET", "POST"])
@permission("case_audits.manage")
def bring(audit: str) -> ResponseReturnValue:
    """Bring the cases of a single-agency audit along."""
    found, form = audit_or_404(audit), BringForm()
    sources = audits_to_bring(db.session(), found)
    form.source.choices = [SelectChoice(str(one.id), one.title) for one in sources]
    if form.validate_on_submit():
        source = next(one for one in sources if str(one.id) == form.source.data)
        brought = bring_cases(db.session(), found, source, by=current_user.id)
        mailing.tell_auditors(db.session(), found)
        mailing.tell_leads(db.session(), found)
        log("cases brought from an earlier audit", f"case audit {found.slug}", source=source.slug, cases=brought)
        db.session.commit()
        cases = "1 case is" if brought == 1 else f"{brought} cases are"
        flash(f"{cases} brought along, and the agency is asked about them.", "success")
        return redirect(url_for("case_audits.agencies", audit=audit))
    page = render_template("case_audits/planning/bring.html", form=form, audit=found, sources=sources)
    return page, 422 if form.errors else 200


@my_returns.post("/<asked_id>/take-over")
@permission("case_audits.audit")
def take(asked_id: str) -> ResponseReturnValue:
    """Begin my return with what I returned before."""
    asked = own_return_or_404(asked_id)
    if not ConfirmForm().validate_on_submit():
        return redirect(url_for("my_returns.show", asked_id=asked_id))
    draft = take_over(db.session(), asked, current_user)
    log("case return taken up", f"case {asked.case.pseudonym}", agency=asked.agency_id)
    db.session.commit()
    flash("Your earlier return is copied. Read it again, answer what is new, and send it.", "success")
    return redirect(url_for("collect.named_start", slug=draft.round.slug, draft_id=draft.id))


@my_returns.context_processor
def earlier() -> dict[str, object]:
    """Whether there is something to take up, for the page of one's own return."""

    def has_earlier(asked: AgencyReturn) -> bool:
        return earlier_return(db.session(), asked, current_user.id) is not None

    return {"has_earlier_return": has_earlier}
