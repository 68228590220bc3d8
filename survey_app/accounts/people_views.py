"""The people of a partnership: their roles, first passwords and lost ones."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from survey_app import audit_log
from survey_app.accounts import people
from survey_app.accounts.forms import PersonForm, RolesForm
from survey_app.accounts.models import User
from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.partnership.services import agencies_of, known_agency

blueprint = Blueprint("people", __name__, url_prefix="/p/<partnership>/settings/people", template_folder="templates")


def log(action: str, user: User, **details: object) -> None:
    """Write to the audit log whose access changed."""
    audit_log.record(
        db.session(),
        action,
        actor_id=current_user.id,
        partnership_id=g.partnership.id,
        subject=f"user {user.id}",
        details=details,
    )


def member_or_404(user_id: int) -> User:
    """A person who holds a role in this partnership; others do not exist here."""
    user = people.find_member(db.session(), g.partnership.id, user_id)
    if user is None:
        abort(404)
    return user


def offer_choices(form: PersonForm | RolesForm) -> None:
    """Fill in the roles and agencies to choose from."""
    form.roles.choices = [SelectChoice(role.key, role.name) for role in people.roles(db.session())]
    agencies = agencies_of(db.session(), g.partnership.id)
    form.agency.choices = [SelectChoice("", "No agency"), *(SelectChoice(str(a.id), a.name) for a in agencies)]


def chosen_agency(form: PersonForm | RolesForm) -> int | None:
    return known_agency(agencies_of(db.session(), g.partnership.id), form.agency.data or "")


def person_page(form: PersonForm | RolesForm, user: User | None) -> str:
    """The form for a new person, or for the roles of one."""
    return render_template(
        "accounts/person.html",
        form=form,
        person=user,
        roles=people.role_meanings(db.session()),
        only_here=user is not None and people.belongs_only_here(user, g.partnership.id),
    )


@blueprint.get("/")
@permission("users.manage")
def index() -> ResponseReturnValue:
    """Everybody who holds a role here."""
    return render_template("accounts/people.html", members=people.members(db.session(), g.partnership.id))


@blueprint.route("/new", methods=["GET", "POST"])
@permission("users.manage")
def add() -> ResponseReturnValue:
    """Add a person: a new account, or roles for an account that exists."""
    form = PersonForm()
    offer_choices(form)
    if form.validate_on_submit():
        user, password = people.add_member(
            db.session(),
            g.partnership,
            email=form.email.data or "",
            name=form.name.data or "",
            role_keys=form.roles.data or [],
            agency_id=chosen_agency(form),
        )
        log("gave roles", user, roles=sorted(form.roles.data or []))
        db.session.commit()
        if password:
            return render_template("accounts/first_password.html", person=user, password=password, first=True)
        flash(f"{user.name} had an account already and now has roles here.", "success")
        return redirect(url_for("people.index"))
    return person_page(form, None), 422 if form.errors else 200


@blueprint.route("/<int:user_id>", methods=["GET", "POST"])
@permission("users.manage")
def edit(user_id: int) -> ResponseReturnValue:
    """Change a person's roles."""
    user = member_or_404(user_id)
    held = people.membership_of(user, g.partnership.id)
    form = RolesForm(roles=list(held.role_keys), agency=str(held.agency_id or ""))
    offer_choices(form)
    if form.validate_on_submit():
        people.change_roles(
            db.session(), user, g.partnership, role_keys=form.roles.data or [], agency_id=chosen_agency(form)
        )
        log("changed roles", user, roles=sorted(form.roles.data or []))
        db.session.commit()
        flash(f"The roles of {user.name} are saved.", "success")
        return redirect(url_for("people.index"))
    return person_page(form, user), 422 if form.errors else 200


@blueprint.post("/<int:user_id>/password")
@permission("users.manage")
def reset_password(user_id: int) -> ResponseReturnValue:
    """Give somebody a new password, shown once."""
    user = member_or_404(user_id)
    password = people.reset_password(db.session(), user, g.partnership.id)
    log("reset a password", user)
    db.session.commit()
    return render_template("accounts/first_password.html", person=user, password=password, first=False)


@blueprint.post("/<int:user_id>/remove")
@permission("users.manage")
def remove(user_id: int) -> ResponseReturnValue:
    """Take all roles here away from somebody."""
    user = member_or_404(user_id)
    people.remove_member(db.session(), user, g.partnership.id)
    log("took all roles away", user)
    db.session.commit()
    flash(f"{user.name} has no role in this partnership any more.", "success")
    return redirect(url_for("people.index"))
