"""The forms of the door's pages: a correction with its reason, and a check code."""

from __future__ import annotations

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from survey_app.forums.plain_form import PlainForm


class CorrectionForm(PlainForm):
    """Why the attendance of somebody is another than the door has noted."""

    reason = TextAreaField(
        "Reason",
        description="It is kept with the correction, in the log. For example: “Signed the paper list.”",
        validators=[
            DataRequired("Enter the reason."), Length(max=500, message="Use at most 500 characters."),
        ],
    )  # fmt: skip


class CheckForm(PlainForm):
    """A check code, and, where one wants to know, the name on the certificate."""

    class Meta(PlainForm.Meta):
        csrf = False  # it is asked for by an address, and changes nothing

    code = StringField(
        "Check code",
        description="Ten letters and digits at the foot of the certificate.",
        validators=[DataRequired("Enter the check code."), Length(max=40, message="A check code is shorter.")],
    )
    name = StringField(
        "Name on the certificate (optional)",
        description="We only say whether it is right.",
        validators=[Length(max=200, message="Use at most 200 characters.")],
    )
