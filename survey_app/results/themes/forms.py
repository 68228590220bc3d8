"""Forms of codeframes and of two coders."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from survey_app.accounts.models import User
from survey_app.results.models import Codeframe

LONG = Length(max=2000, message="Use at most 2,000 characters.")


class CodersForm(FlaskForm):
    """The two who code, each blind to the other."""

    first = SelectField("First coder", coerce=str, validators=[InputRequired("Choose the first coder.")])
    second = SelectField("Second coder", coerce=str, validators=[InputRequired("Choose the second coder.")])

    def choose_from(self, people: Iterable[User]) -> None:
        """Offer these people."""
        choices = [SelectChoice(str(user.id), user.name) for user in people]
        self.first.choices, self.second.choices = choices, choices


class CodeframeForm(FlaskForm):
    """What a codeframe is called and about."""

    title = StringField(
        "Name of the codeframe",
        validators=[DataRequired("Enter a name."), Length(max=200, message="Use at most 200 characters.")],
    )
    topic = StringField(
        "Topic", description="What the comments are about, such as “Gangs and knife crime”.",
        validators=[Length(max=200, message="Use at most 200 characters.")],
    )  # fmt: skip


class ThemeTextForm(FlaskForm):
    """One theme, in the words that coders read."""

    label = StringField(
        "Label",
        validators=[DataRequired("Enter a short label."), Length(max=200, message="Use at most 200 characters.")],
    )
    definition = TextAreaField("What it is", validators=[LONG])
    include = TextAreaField("What belongs in it", validators=[LONG])
    exclude = TextAreaField("What belongs elsewhere", validators=[LONG])
    example = TextAreaField("An example", description="A made-up comment, never a real one.", validators=[LONG])
    parent = SelectField("Part of", coerce=str)

    def choose_from(self, codeframe: Codeframe, own: str = "") -> None:
        """Offer the other themes of the codeframe as the one above."""
        others = [theme for theme in codeframe.themes if theme.name != own]
        self.parent.choices = [SelectChoice("", "Nothing: it stands by itself")]
        self.parent.choices += [SelectChoice(theme.name, theme.label) for theme in others]


class CodeframeFileForm(FlaskForm):
    """A codeframe from a file."""

    upload = FileField("CSV or REFI-QDA codebook (.qdc)", validators=[FileRequired("Choose a file.")])
    into = SelectField("What becomes of it", coerce=str, default="")

    def choose_from(self, drafts: Iterable[Codeframe]) -> None:
        """Offer a new codeframe, and each draft whose themes the file may replace."""
        self.into.choices = [SelectChoice("", "A new codeframe")]
        self.into.choices += [
            SelectChoice(one.key, f"The themes of “{one.title}”, version {one.version}") for one in drafts
        ]


class CodingsFileForm(FlaskForm):
    """Codings from a file."""

    upload = FileField("CSV or REFI-QDA project (.qdpx)", validators=[FileRequired("Choose a file.")])
