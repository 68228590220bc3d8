"""The form for whoever wants help: tied to no round, no link and no answer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.form import Form

from survey_app.accounts.permissions import public
from survey_app.collect import fields, widgets
from survey_app.collect.duty_list import ask_for_help
from survey_app.database import db
from survey_app.extensions import limiter


class HelpForm(Form):
    name = fields.TextAnswer("Your name, or what we may call you", caption="Your name", limit=200, widget=widgets.line)
    contact = fields.TextAnswer(
        "A telephone number or an e-mail address", caption="How to reach you", limit=300, widget=widgets.line,
        description="Somewhere it is safe for us to reach you.",
    )  # fmt: skip
    message = fields.TextAnswer(
        "What should we know? (optional)", caption="What should we know?", limit=2000, widget=widgets.textarea
    )

    def check(self) -> bool:
        """Whether somebody can be reached; a sentence on each field that is missing or cannot be read."""
        for name, ask in (("name", "Enter a name"), ("contact", "Enter a telephone number or an e-mail address")):
            if not self[name].data:
                self[name].errors = [ask]
        for field in self:
            field.errors = field.process_errors or field.errors
        return not any(field.errors for field in self)


def ask() -> ResponseReturnValue:
    """Leave contact details for the duty people."""
    form = HelpForm(request.form if request.method == "POST" else None)
    if request.method == "POST" and form.check():
        ask_for_help(db.session(), g.partnership, name=_text(form, "name"), contact=_text(form, "contact"),
                     message=_text(form, "message"))  # fmt: skip
        db.session.commit()
        return redirect(url_for("collect.help_sent", partnership=g.partnership.slug))
    problems = [{"text": field.errors[0], "href": f"#{field.focus_id}"} for field in form if field.errors]
    body = render_template("collect/help.html", form=form, problems=problems, partnership=g.partnership)
    return body, 422 if problems else 200


def help_sent() -> ResponseReturnValue:
    """Confirms that somebody will get in touch."""
    return render_template("collect/help_sent.html", partnership=g.partnership)


def _text(form: Any, name: str) -> str:
    return form[name].data or ""


def register(blueprint: Blueprint) -> None:
    why = "whoever needs help has no account, and must not be asked who they are"
    limited = limiter.limit("30 per hour", methods=["POST"])(ask)
    blueprint.add_url_rule("/help/<partnership>", "help", public(why)(limited), methods=["GET", "POST"])
    blueprint.add_url_rule("/help/<partnership>/sent", "help_sent", public(why)(help_sent))
