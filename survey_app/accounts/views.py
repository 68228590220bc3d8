"""Signing in and out, and one's own account."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from flask_login import current_user

from survey_app import audit_log
from survey_app.accounts import people_views, services, token_views
from survey_app.accounts.forms import PasswordForm, SignInForm
from survey_app.accounts.passwords import password_problem
from survey_app.accounts.permissions import public, signed_in
from survey_app.accounts.sessions import end_session, safe_next, start_session
from survey_app.database import db
from survey_app.extensions import limiter

blueprint = Blueprint("accounts", __name__, template_folder="templates")
blueprints = (blueprint, people_views.blueprint, token_views.blueprint)

WRONG = "The e-mail address or the password is not right."


def _failed(response: Response) -> bool:
    """Only failed attempts count against the limits."""
    return response.status_code == 422


def _account_and_address() -> str:
    return f"{request.form.get('email', '').strip().lower()} {get_remote_address()}"


def _account() -> str:
    return request.form.get("email", "").strip().lower() or "nobody"


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public("it is where one signs in")
@limiter.limit("8 per 15 minutes", key_func=_account_and_address, methods=["POST"], deduct_when=_failed)
@limiter.limit("40 per hour", key_func=_account, methods=["POST"], deduct_when=_failed)
@limiter.limit("60 per 15 minutes", methods=["POST"], deduct_when=_failed)
def sign_in() -> ResponseReturnValue:
    """Ask for e-mail and password."""
    target = safe_next(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target or url_for("home.index"))
    form = SignInForm()
    if form.validate_on_submit():
        user = services.authenticate(db.session(), form.email.data or "", form.password.data or "")
        if user is not None:
            audit_log.record(db.session(), "signed in", actor_id=user.id, subject=f"user {user.id}")
            db.session.commit()
            start_session(user)
            return redirect(target or url_for("home.index"))
        form.password.errors = [WRONG]
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/sign_in.html", form=form), status


@blueprint.post("/sign-out")
@public("signing out twice does no harm")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    end_session()
    flash("You have signed out.", "success")
    return redirect(url_for("home.index"))


@blueprint.route("/account", methods=["GET", "POST"])
@signed_in("everyone may see and secure their own account")
def profile() -> ResponseReturnValue:
    """Show one's roles and change one's password."""
    form = PasswordForm()
    if form.validate_on_submit() and _passwords_fit(form):
        who = current_user.id
        services.set_password(db.session(), current_user, form.new.data or "")
        audit_log.record(db.session(), "changed own password", actor_id=who, subject=f"user {who}")
        db.session.commit()
        start_session(current_user._get_current_object())
        flash("Your password has changed. You are signed out everywhere else.", "success")
        return redirect(url_for("accounts.profile"))
    return render_template("accounts/profile.html", form=form), 422 if form.errors else 200


def _passwords_fit(form: PasswordForm) -> bool:
    """Check the present password and the quality of the new one; put what is wrong on the form."""
    if services.authenticate(db.session(), current_user.email, form.current.data or "") is None:
        form.current.errors = ["This is not your present password."]
    problem = password_problem(form.new.data or "", email=current_user.email)
    if problem:
        form.new.errors = [problem]
    return not form.errors
