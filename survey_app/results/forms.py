"""Forms of the coding page."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from survey_app.results.themes.codeframes import read_themes


class ThemeForm(FlaskForm):
    """One more theme."""

    label = StringField(
        "New theme",
        validators=[DataRequired("Enter a short label."), Length(max=200, message="Use at most 200 characters.")],
    )
    definition = StringField(
        "What belongs to it", validators=[Length(max=1000, message="Use at most 1,000 characters.")]
    )


class ChooseCodeframeForm(FlaskForm):
    """One of the codeframes that the partnership has."""

    codeframe = SelectField("Codeframe", coerce=str)

    def choose_from(self, codeframes: list[tuple[int, str]]) -> None:
        """Offer these codeframes."""
        self.codeframe.choices = [SelectChoice(str(codeframe_id), title) for codeframe_id, title in codeframes]


class NewCodeframeForm(FlaskForm):
    """A codeframe of one's own, a theme a line."""

    title = StringField(
        "Name of the codeframe",
        validators=[DataRequired("Enter a name."), Length(max=200, message="Use at most 200 characters.")],
    )
    themes = TextAreaField(
        "Themes",
        description="One a line. After a colon you may say what belongs to it: “Training: asks for more or other "
        "training”. More can be added while coding.",
        validators=[DataRequired("Enter at least one theme.")],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field by itself, then the lines of the themes."""
        complete = super().validate(extra_validators)
        labels = [label for label, _ in read_themes(self.themes.data or "")]
        problems = [f"“{label[:40]}…” is too long; use at most 200 characters." for label in labels if len(label) > 200]
        problems += ["A line has a definition but no theme before the colon." for label in labels if not label]
        folded = [label.casefold() for label in labels]
        problems += sorted({f"“{label}” stands there twice." for label in labels if folded.count(label.casefold()) > 1})
        if problems:
            self.themes.errors = [*self.themes.errors, *problems]
        return complete and not problems
