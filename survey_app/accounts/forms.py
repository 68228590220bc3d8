"""Forms of signing in, one's own account, and the people of a partnership."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, PasswordField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import InputRequired, Length


def looks_like_email(form: FlaskForm, field: Field) -> None:
    """Accept what could be an address; only a message sent there shows that it is one."""
    local, at, domain = (field.data or "").strip().rpartition("@")
    if not (at and local and "." in domain) or any(c.isspace() for c in local + domain):
        raise ValidationError("Enter an e-mail address, like name@example.org.")


class SignInForm(FlaskForm):
    email = EmailField("E-mail address", validators=[InputRequired("Enter your e-mail address."), Length(max=254)])
    password = PasswordField("Password", validators=[InputRequired("Enter your password."), Length(max=200)])


class PasswordForm(FlaskForm):
    current = PasswordField("Present password", validators=[InputRequired("Enter your present password.")])
    new = PasswordField(
        "New password",
        description="At least 12 characters. Three or four unrelated words are easy to remember.",
        validators=[InputRequired("Enter a new password."), Length(max=200)],
    )


class PersonForm(FlaskForm):
    """Somebody's account and roles in a partnership."""

    name = StringField("Full name", validators=[InputRequired("Enter the person's name."), Length(max=200)])
    email = EmailField(
        "E-mail address", validators=[InputRequired("Enter an e-mail address."), Length(max=254), looks_like_email]
    )
    roles = SelectMultipleField("Roles", validators=[InputRequired("Choose at least one role.")])
    agency = SelectField("Agency", coerce=str)


class RolesForm(FlaskForm):
    """The roles of a person who has an account already."""

    roles = SelectMultipleField("Roles", validators=[InputRequired("Choose at least one role.")])
    agency = SelectField("Agency", coerce=str)
