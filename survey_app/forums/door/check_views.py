"""The public page that checks a certificate: it says what the code proves, and nobody's name."""

from __future__ import annotations

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit

from survey_app.accounts.permissions import public
from survey_app.database import db
from survey_app.extensions import limiter
from survey_app.forums.door.certificates import check_certificate, is_name_of
from survey_app.forums.door.forms import CheckForm
from survey_app.forums.registering.pages import blueprint

WHY = "whoever is shown a certificate can check it"
LIMIT = "120 per hour"


def _too_many(limit: RequestLimit) -> Response:
    page = render_template(
        "errors/error.html", title="Too many checks in a short time", message="Wait an hour and try again."
    )
    return make_response(page, 429)


@blueprint.get("/certificate")
@public(WHY)
@limiter.limit(LIMIT, on_breach=_too_many)
def check() -> ResponseReturnValue:
    """Asks for a code, and answers it."""
    return _page(request.args.get("code", ""), asked="code" in request.args)


@blueprint.get("/certificate/<code>")
@public(WHY)
@limiter.limit(LIMIT, on_breach=_too_many)
def check_code(code: str) -> ResponseReturnValue:
    """The same, by the address that stands on a certificate."""
    return _page(code, asked=True)


def _page(code: str, *, asked: bool) -> ResponseReturnValue:
    form = CheckForm(request.args) if asked else CheckForm(formdata=None)
    if asked:
        form.code.data = code
    is_asked = asked and form.validate()
    found = check_certificate(db.session(), form.code.data or "") if is_asked else None
    name = (form.name.data or "").strip()
    page = render_template(
        "hub/check.html", form=form, is_asked=is_asked, certificate=found[0] if found else None, name=name,
        is_name=bool(found and name and is_name_of(found[0], name)),
    )  # fmt: skip
    return page, 422 if asked and form.errors else 200
