"""Pages of access tokens: one's own, and for administrators everybody's, to see and to revoke."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from survey_app import audit_log
from survey_app.accounts import tokens
from survey_app.accounts.permissions import can, held_permissions, permission
from survey_app.accounts.tokens import ApiToken
from survey_app.database import db

blueprint = Blueprint("tokens", __name__, url_prefix="/p/<partnership>/tokens", template_folder="templates")

LENGTHS = {30: "30 days", 90: "90 days", 180: "Half a year", 365: "One year"}


class TokenForm(FlaskForm):
    """What a new token is for and how long it lasts."""

    name = StringField(
        "What will use it",
        description="For example “Power BI, QA dashboard”. You will know it by this name when you revoke it.",
        validators=[InputRequired("Enter what will use the token."), Length(max=100)],
    )
    scopes = SelectMultipleField(
        "What it may read", validators=[InputRequired("Choose at least one thing that the token may read.")]
    )
    days = SelectField("How long it lasts", coerce=str, default="90")


def _today() -> datetime:
    return datetime.now(UTC)


def _whose() -> int | None:
    """Whose tokens the signed-in person sees: administrators everybody's, everyone else their own."""
    return None if can("users.manage") else current_user.id


@blueprint.get("/")
@permission(tokens.MAKING)
def index() -> ResponseReturnValue:
    """The tokens, the newest first."""
    found = tokens.tokens_of(db.session(), g.partnership.id, user_id=_whose())
    return render_template(
        "accounts/tokens.html", tokens=found, today=_today().date(), scopes=tokens.SCOPES,
        everybody=_whose() is None, may_make=bool(tokens.scopes_for(held_permissions())),
    )  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@permission(tokens.MAKING)
def make() -> ResponseReturnValue:
    """Make a token; it is shown on the page that answers, and never again."""
    offered = tokens.scopes_for(held_permissions())
    form = TokenForm()
    form.scopes.choices = [SelectChoice(name, scope.meaning) for name, scope in offered.items()]
    form.days.choices = [SelectChoice(str(days), text) for days, text in LENGTHS.items()]
    if form.validate_on_submit():
        token, text = tokens.make_token(
            db.session(), current_user, g.partnership.id, name=form.name.data or "", scopes=form.scopes.data or [],
            held=held_permissions(), days=int(form.days.data), today=_today().date(),
        )  # fmt: skip
        _log("made an access token", token)
        db.session.commit()
        return render_template("accounts/token_made.html", token=token, text=text, scopes=tokens.SCOPES)
    return render_template("accounts/token_new.html", form=form, offered=offered), 422 if form.errors else 200


@blueprint.route("/<int:token_id>/revoke", methods=["GET", "POST"])
@permission(tokens.MAKING)
def revoke(token_id: int) -> ResponseReturnValue:
    """Ask, then end a token."""
    token = tokens.token_of(db.session(), g.partnership.id, token_id, user_id=_whose())
    if token is None:
        abort(404)
    if request.method == "GET":
        return render_template("accounts/token_revoke.html", token=token)
    tokens.revoke(db.session(), token, today=_today().date())
    _log("revoked an access token", token)
    db.session.commit()
    flash(f"The token “{token.name}” no longer opens anything.", "success")
    return redirect(url_for("tokens.index"))


def _log(action: str, token: ApiToken) -> None:
    audit_log.record(
        db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id,
        subject=f"access token {token.id}", details={"scopes": token.scopes, "ends on": token.ends_on.isoformat()},
    )  # fmt: skip
