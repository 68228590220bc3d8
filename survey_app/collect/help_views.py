"""The form for whoever wants help: tied to no round, no link and no answer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.form import Form

from survey_app.accounts.permissions import public
from survey_app.collect import fields, widgets
from survey_app.collect.duty_list import ask_for_help
from survey_app.collect.saying import plainly
from survey_app.database import db
from survey_app.extensions import limiter
from survey_app.flooding import is_newcomer, visitor_key
from survey_app.translating import gettext, page_language, speak

EASY = "easy"  # in the address: the page in short words


class HelpForm(Form):
    name = fields.TextAnswer("Your name, or what we may call you", caption="Your name", limit=200, widget=widgets.line)
    contact = fields.TextAnswer(
        "A telephone number or an e-mail address", caption="How to reach you", limit=300, widget=widgets.line,
        description="Somewhere it is safe for us to reach you.",
    )  # fmt: skip
    message = fields.TextAnswer(
        "What should we know? (optional)", caption="What should we know?", limit=2000, widget=widgets.textarea
    )

    def say_easily(self) -> None:
        """Ask in short words, in the language of the page."""
        for name, label, hint in (
            ("name", gettext("What can we call you?"), ""),
            ("contact", gettext("Your phone number or e-mail"), gettext("One that is safe for you.")),
            ("message", gettext("What do you want to tell us? You can leave this out."), ""),
        ):
            self[name].said = plainly(label, hint)

    def check(self) -> bool:
        """Whether somebody can be reached; a sentence on each field that is missing or cannot be read."""
        asks = (
            ("name", gettext("Enter a name")),
            ("contact", gettext("Enter a telephone number or an e-mail address")),
        )
        for name, ask in asks:
            if not self[name].data:
                self[name].errors = [ask]
        for field in self:
            field.errors = field.process_errors or field.errors
        return not any(field.errors for field in self)


def ask() -> ResponseReturnValue:
    """Leave contact details for the duty people."""
    easy = _speak_easily()
    form = HelpForm(request.form if request.method == "POST" else None)
    if easy:
        form.say_easily()
    if request.method == "POST" and form.check():
        ask_for_help(db.session(), g.partnership, name=_text(form, "name"), contact=_text(form, "contact"),
                     message=_text(form, "message"))  # fmt: skip
        db.session.commit()
        said: dict[str, Any] = {EASY: 1, "language": page_language()} if easy else {}
        return redirect(url_for("collect.help_sent", partnership=g.partnership.slug, **said))
    problems = [{"text": field.errors[0], "href": f"#{field.focus_id}"} for field in form if field.errors]
    page = "collect/easy/help.html" if easy else "collect/help.html"
    body = render_template(page, form=form, problems=problems, partnership=g.partnership)
    return body, 422 if problems else 200


def help_sent() -> ResponseReturnValue:
    """Confirms that somebody will get in touch."""
    page = "collect/easy/help_sent.html" if _speak_easily() else "collect/help_sent.html"
    return render_template(page, partnership=g.partnership)


def _speak_easily() -> bool:
    """Whether the page is to be in short words; then it is also in the language in which the form was read."""
    if EASY not in request.args:
        return False
    speak(request.args.get("language", ""))
    return True


def _text(form: Any, name: str) -> str:
    return form[name].data or ""


def register(blueprint: Blueprint) -> None:
    why = "whoever needs help has no account, and must not be asked who they are"
    limited = limiter.limit("15 per hour", key_func=visitor_key, exempt_when=is_newcomer, methods=["POST"])(ask)
    blueprint.add_url_rule("/help/<partnership>", "help", public(why)(limited), methods=["GET", "POST"])
    blueprint.add_url_rule("/help/<partnership>/sent", "help_sent", public(why)(help_sent))
