"""The form that plans a round, and the small forms of its life."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    Field,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)  # fmt: skip
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from survey_app.rounds.breaking_down import MOST_BREAKDOWNS
from survey_app.rounds.models import Round
from survey_app.rounds.policies import value_of
from survey_app.rounds.services import BREAKDOWNS, RoundPlan
from survey_app.rounds.strata import SMALLEST_GROUP

LARGEST_POPULATION = 10_000_000
LARGEST_MINIMUM = 100


class DayField(DateField):
    """A date input that says in a sentence what is wrong."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            or_none = "" if self.flags.required else ", or leave it blank"
            name = self.label.text.rstrip("?")
            raise ValueError(f"{name}: enter a real date, such as 2027-03-31{or_none}.") from error


class RoundForm(FlaskForm):
    """All that is decided about a round before it opens."""

    title = StringField(
        "Title",
        description="Respondents see it, and it makes the address: “Forum evaluation, spring 2027”.",
        validators=[DataRequired("Enter a title."), Length(max=300, message="Use at most 300 characters.")],
    )
    version = SelectField("What is asked", coerce=str, validators=[InputRequired("Choose a published version.")])
    access = RadioField(
        "Who answers, and how",
        choices=[
            SelectChoice("named", "People who sign in"),
            SelectChoice("token", "Invited people, each with a personal link"),
            SelectChoice("open", "Anyone with the link"),
        ],
        validators=[InputRequired("Choose who answers, and how.")],
    )
    anonymous = BooleanField(
        "Answers are anonymous",
        description="Nobody can tell who gave which answers, not even with the database. Fewer than five answers are "
        "never opened. This cannot be changed once the round is open.",
    )
    population_kind = RadioField(
        "Is it known how many people or organisations the round is opened to?",
        description="The population is the base of the response rate, so it cannot be left out.",
        choices=[
            SelectChoice("known", "Yes"),
            SelectChoice("at_least", "In part: at least so many"),
            SelectChoice("unknown", "No"),
        ],
        validators=[InputRequired("Say whether the size of the population is known.")],
    )
    population_size = StringField("How many, or at least how many", description="Leave it blank if it is not known.")
    population_note = TextAreaField(
        "Who they are",
        description="For example: all who attended one of the five forums. If the number is not fully known, say why; "
        "the report repeats it beside every rate.",
        validators=[Length(max=2000, message="The description is longer than 2,000 characters.")],
    )
    breakdowns = SelectMultipleField(
        "Response rates by",
        description="Choose only what the list of invitations will have a column for. Fixed when the round opens.",
        choices=[SelectChoice(name, label) for name, label in BREAKDOWNS.items()],
    )
    smallest_group = StringField(
        "The smallest group that is told apart in an anonymous round",
        description="At least 5 people. Smaller agencies, forums, roles and so on stand together. "
        "You see what is kept before you open the round; after that it is fixed.",
        default=str(SMALLEST_GROUP),
    )
    opens_on = DayField("First day", description="Blank: the day you open it.", validators=[Optional()])
    closes_on = DayField("Last day", description="Blank: until you close it.", validators=[Optional()])
    introduction = TextAreaField(
        "Introduction on the start page",
        description="Two or three sentences: what it is for and what will happen with the answers.",
        validators=[Length(max=5000, message="The introduction is longer than 5,000 characters.")],
    )
    policy = RadioField(
        "Small numbers in released results",
        description="Settings of your own are recorded under Settings, Small numbers, and can be chosen here then.",
        choices=[],
        default="default",
        validators=[InputRequired("Choose what happens to small numbers.")],
    )
    policy_decided_by = StringField(
        "Who decided this", validators=[Length(max=200, message="The name is longer than 200 characters.")]
    )
    policy_reason = TextAreaField(
        "Why", validators=[Length(max=2000, message="The reason is longer than 2,000 characters.")]
    )

    not_anonymous: Mapping[str, str] = {}  # version → why its answers cannot be anonymous; set before validating

    def choose_from(self, versions: list[tuple[int, str]], policies: list[tuple[str, str]]) -> None:
        """Offer these versions and disclosure policies."""
        self.version.choices = [SelectChoice(str(version_id), label) for version_id, label in versions]
        self.policy.choices = [SelectChoice(value, label) for value, label in policies]

    def fill_from(self, round_: Round) -> None:
        """Show what is planned so far."""
        kind = "known" if round_.population_known else "unknown" if round_.population_size is None else "at_least"
        size = "" if round_.population_size is None else str(round_.population_size)
        values: dict[str, Any] = {
            "title": round_.title, "version": str(round_.version_id), "access": round_.access,
            "anonymous": round_.anonymous, "population_kind": kind,
            "population_size": size,
            "population_note": round_.population_note, "breakdowns": round_.breakdowns, "opens_on": round_.opens_on,
            "smallest_group": str(round_.smallest_group), "closes_on": round_.closes_on,
            "introduction": round_.introduction, "policy": value_of(round_.policy),
        }  # fmt: skip
        if round_.policy.policy == "none":
            values |= {"policy_decided_by": round_.policy.decided_by, "policy_reason": round_.policy.reason}
        for name, value in values.items():
            self[name].data = value

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field by itself, then what concerns several together."""
        complete = super().validate(extra_validators)
        checks = [
            self._check_access(),
            self._check_population(),
            self._check_groups(),
            self._check_dates(),
            self._check_policy(),
        ]
        return complete and all(checks)

    def _check_access(self) -> bool:
        if self.anonymous.data and self.access.data == "named":
            message = "People who sign in are known, so their answers cannot be anonymous. Choose links instead."
            return _refuse(self.anonymous, message)
        why_not = self.not_anonymous.get(self.version.data or "") if self.anonymous.data else None
        return not why_not or _refuse(self.anonymous, why_not)

    def _check_population(self) -> bool:
        kind, size = self.population_kind.data, (self.population_size.data or "").strip()
        ok = True
        if kind in ("known", "at_least") and whole_number(size) is None:
            message = "Enter the population as a whole number of at least 1, such as 225."
            ok = _refuse(self.population_size, message)
        if kind == "unknown" and size:
            message = "Leave the number blank, or say above that it is known, at least in part."
            ok = _refuse(self.population_size, message)
        if kind in ("at_least", "unknown") and not (self.population_note.data or "").strip():
            return _refuse(self.population_note, "Say who they are and why the number is not fully known.")
        return ok

    def _check_groups(self) -> bool:
        asked = (self.smallest_group.data or "").strip()
        if not asked or SMALLEST_GROUP <= (whole_number(asked) or 0) <= LARGEST_MINIMUM:
            return True
        message = f"Enter the smallest group as a whole number from {SMALLEST_GROUP} to {LARGEST_MINIMUM}."
        return _refuse(self.smallest_group, message)

    def _check_dates(self) -> bool:
        first, last = self.opens_on.data, self.closes_on.data
        if isinstance(first, date) and isinstance(last, date) and last < first:
            return _refuse(self.closes_on, "The last day must not be before the first day.")
        return True

    def _check_policy(self) -> bool:
        given = (self.policy_decided_by.data or "").strip() or (self.policy_reason.data or "").strip()
        if self.policy.data != "none":
            message = "You gave a decision to hide nothing. Choose “Hide nothing”, or leave these fields blank."
            return not given or _refuse(self.policy, message)
        named = bool((self.policy_decided_by.data or "").strip()) or _refuse(
            self.policy_decided_by, "Say who decided that nothing is hidden."
        )
        explained = bool((self.policy_reason.data or "").strip()) or _refuse(
            self.policy_reason, "Say why nothing is hidden; the report repeats it."
        )
        return named and explained

    def plan(self, *, policy_id: int, codeframe_id: int | None = None) -> RoundPlan:
        """What the form says, once it is valid."""
        kind = self.population_kind.data
        return RoundPlan(
            title=(self.title.data or "").strip(), version_id=int(self.version.data), access=self.access.data,
            anonymous=bool(self.anonymous.data), population_size=whole_number(self.population_size.data),
            population_known=kind == "known", population_note=(self.population_note.data or "").strip(),
            policy_id=policy_id, breakdowns=tuple(self.breakdowns.data or ()), opens_on=self.opens_on.data,
            closes_on=self.closes_on.data, introduction=(self.introduction.data or "").strip(),
            codeframe_id=codeframe_id, smallest_group=whole_number(self.smallest_group.data) or SMALLEST_GROUP,
        )  # fmt: skip


class BreakDownForm(FlaskForm):
    """The questions whose groups all other answers are shown by."""

    questions = SelectMultipleField(
        "Questions",
        description=f"At most {MOST_BREAKDOWNS}. Each makes a table of every closed question; the more there are, the "
        "more of each must be hidden.",
    )

    def choose_from(self, questions: list[tuple[str, str]]) -> None:
        """Offer these questions."""
        self.questions.choices = [SelectChoice(name, label) for name, label in questions]

    def validate_questions(self, field: Field) -> None:
        if len(field.data or ()) > MOST_BREAKDOWNS:
            raise ValidationError(f"Choose at most {MOST_BREAKDOWNS} questions.")


class InvitationListForm(FlaskForm):
    """A list of people, as a file or pasted."""

    upload = FileField("CSV file", description="Saved from a spreadsheet as “CSV UTF-8”.")
    pasted = TextAreaField("Or paste the list", description="With its header line.")
    skip_problems = BooleanField("Leave out the lines with problems")


class ConfirmForm(FlaskForm):
    """Nothing but the token against forged requests."""


def whole_number(text: str | None) -> int | None:
    """The number a person typed ("1,200" too), or None when it is not one from 1 to ten million."""
    digits = (text or "").replace(",", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        return None
    return int(digits) if 1 <= int(digits) <= LARGEST_POPULATION else None


def _refuse(field: Field, message: str) -> bool:
    field.errors = [*field.errors, message]
    return False
