"""The home page of the site and of a partnership."""

from __future__ import annotations

from flask import Blueprint, g, jsonify, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import text

from survey_app.accounts.permissions import held_permissions, permission, public
from survey_app.database import db
from survey_app.local_time import today
from survey_app.navigation import first_page
from survey_app.partnership import boards_views, page_views, services, settings_views
from survey_app.partnership import home as home_page
from survey_app.programme.executive.own import waits_for

site = Blueprint("home", __name__, template_folder="templates")
blueprint = Blueprint("partnership", __name__, url_prefix="/p/<partnership>", template_folder="templates")
blueprints = (site, blueprint, settings_views.blueprint, page_views.blueprint)

__all__ = ["blueprints", "boards_views"]


@site.get("/")
@public("says what this site is and where to sign in")
def index() -> ResponseReturnValue:
    """Welcome, or the partnerships of whoever is signed in."""
    if not current_user.is_authenticated:
        return render_template("partnership/welcome.html")
    partnerships = services.partnerships_of(db.session(), current_user.id)
    if len(partnerships) == 1:
        return redirect(first_page(partnerships[0]))
    return render_template("partnership/choose.html", partnerships=partnerships, first_page=first_page)


@site.get("/health")
@public("a monitor asks whether the site and its database answer")
def health() -> ResponseReturnValue:
    """Answer whether the database can be reached."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok")


@blueprint.get("/")
@permission("partnership.read")
def home() -> ResponseReturnValue:
    """What there is to do and to read here, as far as one's roles go."""
    session, held = db.session(), held_permissions()
    page = home_page.home_page(session, g.partnership, held)
    waiting = waits_for(session, g.partnership.id, current_user.id, held, today())
    return render_template("partnership/home.html", page=page, waiting=waiting)
