"""The forms of re-tests: set, and judged."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from survey_app.forums.plain_form import PlainForm
from survey_app.improvement.actions.forms import NO_NAMES
from survey_app.improvement.models import RETEST_RESULTS
from survey_app.improvement.retests.subjects import Subject
from survey_app.partnership.models import Agency
from survey_app.rounds.forms import DayField


class ReTestForm(PlainForm):
    """What is looked at again, where, and from when on."""

    subject = SelectField(
        "Where is it looked at again?",
        description="A standard of a walkabout, a graded question of a case audit, or a question of a survey.",
        validators=[InputRequired("Choose the standard or question that is looked at again.")],
    )
    asks = TextAreaField(
        "What should they look at?",
        description=f"Whoever visits, audits or runs the round reads it. Leave out what was graded before. {NO_NAMES}",
        validators=[DataRequired("Say what is looked at again.")],
    )
    agency = SelectField(
        "Only at one agency?", description="Walkabouts only: audits and surveys tell figures of all together.",
        validators=[Optional()],
    )  # fmt: skip
    not_before = DayField(
        "Not before",
        description="Give what was done the time to show.",
        validators=[InputRequired("Enter the day before which it would be too early.")],
    )

    def offer(self, subjects: Sequence[Subject], agencies: Sequence[Agency]) -> None:
        """Offer these subjects and agencies."""
        self.subject.choices = [SelectChoice("", "Choose"), *(SelectChoice(one.mark, one.words) for one in subjects)]
        self.agency.choices = [
            SelectChoice("", "At whichever comes next"), *(SelectChoice(str(one.id), one.name) for one in agencies),
        ]  # fmt: skip


class ResultForm(PlainForm):
    """What a result says."""

    result = RadioField(
        "What does the result say?",
        choices=[SelectChoice(key, words) for key, words in RETEST_RESULTS.items()],
        validators=[InputRequired("Choose what the result says.")],
    )
    reason = TextAreaField(
        "What in the result leads you to this?",
        description=NO_NAMES,
        validators=[DataRequired("Say what in the result leads you to this.")],
    )
