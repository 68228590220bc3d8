"""The forms of holds and of destruction: each asks why."""

from __future__ import annotations

from typing import Any

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from survey_app.case_audits.sampling.treating import identifier_problem
from survey_app.forums.plain_form import PlainForm

TOO_LONG = Length(max=1000, message="Use at most 1,000 characters.")


def names_nobody(form: Any, field: Any) -> None:
    """Refuse a reason that tells of somebody: it is kept for good."""
    if problem := identifier_problem(field.data or ""):
        raise ValidationError(problem)


class HoldForm(PlainForm):
    why = TextAreaField(
        "Why is the audit put on hold?",
        description="For example, an inquiry or a court that asks for its records. Name nobody.",
        validators=[DataRequired("Say why the audit is put on hold."), TOO_LONG, names_nobody],
    )


class LiftForm(PlainForm):
    why = TextAreaField(
        "Why is the hold lifted?",
        description="For example, that the inquiry is closed. Name nobody.",
        validators=[DataRequired("Say why the hold is lifted."), TOO_LONG, names_nobody],
    )


class DestroyForm(PlainForm):
    why = TextAreaField(
        "Why is it destroyed before its time?",
        description="It stands on the certificate. Name nobody.",
        validators=[DataRequired("Say why the audit is to be destroyed before its time."), TOO_LONG, names_nobody],
    )
