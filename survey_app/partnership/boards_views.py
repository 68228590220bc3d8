"""Pages of the boards' logo: setting it, and the picture itself, which stands on the pages of respondents."""

from __future__ import annotations

from flask import Response, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from survey_app.accounts.permissions import permission, public
from survey_app.database import db
from survey_app.partnership import boards as service
from survey_app.partnership.models import BoardsLogo
from survey_app.partnership.page_views import blueprint as pages_blueprint
from survey_app.partnership.settings_views import blueprint, log

A_YEAR = 365 * 24 * 3600


class LogoForm(FlaskForm):
    """A picture, and what it shows."""

    picture = FileField("Picture", description="PNG or JPEG, best at least 300 pixels wide. It is made smaller by us.")
    alt_text = StringField(
        "What it says, for people who cannot see it",
        description="The words in the picture, such as: North Safeguarding Children Board.",
        validators=[
            InputRequired("Say what the picture shows."),
            Length(max=200, message="The description is longer than 200 characters."),
        ],
    )


@blueprint.route("/logo", methods=["GET", "POST"])
@permission("partnership.manage")
def logo() -> ResponseReturnValue:
    """The logo of the boards; put one in, or say otherwise what it shows."""
    kept = db.session.get(BoardsLogo, g.partnership.id)
    form = LogoForm(alt_text=kept.alt_text if kept is not None else "")
    if form.validate_on_submit():
        sent = form.picture.data
        try:
            if sent and sent.filename:
                content = sent.stream.read(service.LARGEST_UPLOAD + 1)
                service.set_logo(db.session(), g.partnership, content, form.alt_text.data or "")
            else:
                service.change_alt_text(db.session(), g.partnership, form.alt_text.data or "")
        except service.LogoRefused as refused:
            form.picture.errors = [refused.message]
        else:
            log("changed the boards' logo", f"partnership {g.partnership.slug}")
            db.session.commit()
            flash("The logo is saved. It stands on every page that respondents see.", "success")
            return redirect(url_for("settings.logo"))
    return render_template("partnership/logo.html", form=form, logo=kept), 422 if form.errors else 200


@blueprint.post("/logo/drop")
@permission("partnership.manage")
def drop_logo() -> ResponseReturnValue:
    """Show no logo any more."""
    service.drop_logo(db.session(), g.partnership)
    log("removed the boards' logo", f"partnership {g.partnership.slug}")
    db.session.commit()
    flash("The logo is removed.", "success")
    return redirect(url_for("settings.logo"))


@pages_blueprint.get("/about/<partnership>/boards/<mark>")
@public("the logo stands on pages of people without an account")
def boards_logo(mark: str) -> ResponseReturnValue:
    """The picture. Its address changes with it, so that a browser asks for it once, and no page tells who looked."""
    kept = db.session.get(BoardsLogo, g.partnership.id)
    if kept is None or kept.mark != mark:
        abort(404)
    response = Response(kept.content, mimetype=kept.media_type)
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
