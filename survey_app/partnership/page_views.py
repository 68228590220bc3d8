"""The pages a partnership words for itself: read by all, edited by some."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission, public
from survey_app.database import db
from survey_app.partnership import pages
from survey_app.partnership.forms import PageForm
from survey_app.partnership.page_text import render_page_text
from survey_app.partnership.settings_views import log

blueprint = Blueprint("pages", __name__, template_folder="templates")


def show(slug: str) -> ResponseReturnValue:
    """Render a page of this partnership."""
    page = pages.find_page(db.session(), g.partnership, slug)
    if page is None:
        abort(404)
    return render_template("partnership/page.html", page=page, body=render_page_text(page.text))


@blueprint.get("/about/<partnership>/<slug>")
@public("respondents read the privacy notice before they answer")
def public_page(slug: str) -> ResponseReturnValue:
    """A page for everybody."""
    return show(slug)


@blueprint.get("/p/<partnership>/pages/<slug>")
@permission("partnership.read")
def member_page(slug: str) -> ResponseReturnValue:
    """The same page, within the partnership."""
    return show(slug)


@blueprint.get("/p/<partnership>/pages/")
@permission("pages.edit")
def index() -> ResponseReturnValue:
    """The pages and whose wording they have."""
    return render_template("partnership/pages.html", pages=pages.pages_of(db.session(), g.partnership))


@blueprint.route("/p/<partnership>/pages/<slug>/edit", methods=["GET", "POST"])
@permission("pages.edit")
def edit(slug: str) -> ResponseReturnValue:
    """Change the wording of a page."""
    page = pages.find_page(db.session(), g.partnership, slug)
    if page is None:
        abort(404)
    form = PageForm(text=pages.text_to_edit(db.session(), g.partnership, slug))
    if form.validate_on_submit():
        pages.save_page(db.session(), g.partnership, slug, form.text.data or "", author_id=current_user.id)
        log("changed a page", f"page {slug}")
        db.session.commit()
        flash("The page is saved.", "success")
        return redirect(url_for("pages.member_page", slug=slug))
    return render_template("partnership/page_edit.html", form=form, page=page), 422 if form.errors else 200
