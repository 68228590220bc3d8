"""The forms that plan a cycle and a forum."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from survey_app.collect.display import LOCAL_TIME
from survey_app.forums.models import Forum, HubCycle
from survey_app.forums.plain_form import PlainForm
from survey_app.forums.planning.cycles import HubCyclePlan
from survey_app.forums.planning.forums import ForumPlan
from survey_app.forums.words import local
from survey_app.partnership.models import Locality
from survey_app.rounds.forms import DayField
from survey_app.walkabouts.cycles.forms import NumberField
from survey_app.walkabouts.visits.forms import ClockField

MOST_PLACES = 5000
MOST_OFFER_HOURS = 336
MOST_QUESTIONS = 12
LONGEST_QUESTION = 300
FIRST_YEAR, LAST_YEAR = 2000, 2100


def at_most(number: int, what: str) -> Length:
    return Length(max=number, message=f"{what} is longer than {number:,} characters.")


def lines_of(text: str | None) -> list[str]:
    """One entry a line, without empty ones."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def few_questions(form: Any, field: Field) -> None:
    """Tables have two hours, and a question has to fit on a card."""
    questions = lines_of(field.data)
    if len(questions) > MOST_QUESTIONS:
        raise ValidationError(
            f"These are {len(questions)} questions. Enter at most {MOST_QUESTIONS}, one on each line."
        )
    for number, question in enumerate(questions, 1):
        if len(question) > LONGEST_QUESTION:
            raise ValidationError(f"Question {number} is longer than {LONGEST_QUESTION} characters. Shorten it.")


def short_lines(form: Any, field: Field) -> None:
    for number, line in enumerate(lines_of(field.data), 1):
        if len(line) > 200:
            raise ValidationError(f"Line {number} of {field.label.text.lower()} is longer than 200 characters.")


def is_web_address(form: Any, field: Field) -> None:
    if field.data and not field.data.strip().lower().startswith(("https://", "http://")):
        raise ValidationError("Enter the whole link, beginning with https://")


def in_our_time(form: Any, field: Field) -> None:
    """A year that was mistyped."""
    if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(f"{field.label.text}: enter a year between {FIRST_YEAR} and {LAST_YEAR}.")


class HubCycleForm(PlainForm):
    """The theme of a cycle, its days, and what people talk about."""

    theme = StringField(
        "Theme",
        description="Practitioners see it, and it makes the address: “Gangs and knife crime”.",
        validators=[DataRequired("Enter the theme."), at_most(200, "The theme")],
    )
    introduction = TextAreaField(
        "Introduction",
        description="A few sentences for the page on which people book: what it is about, and who it is for.",
        validators=[at_most(4000, "The introduction")],
    )
    questions = TextAreaField(
        "Questions for the tables",
        description="One on each line, in the order in which tables talk about them.",
        validators=[few_questions],
    )
    starts_on = DayField("First day", validators=[InputRequired("Enter the first day of the cycle."), in_our_time])
    ends_on = DayField("Last day", validators=[InputRequired("Enter the last day of the cycle."), in_our_time])

    def validate_ends_on(self, field: Field) -> None:
        if self.starts_on.data and field.data and field.data < self.starts_on.data:
            raise ValidationError("The last day is before the first. Enter a later day.")

    def fill_from(self, cycle: HubCycle) -> None:
        """Show a cycle as it is planned."""
        self.theme.data, self.introduction.data = cycle.theme, cycle.introduction
        self.questions.data = "\n".join(cycle.questions)
        self.starts_on.data, self.ends_on.data = cycle.starts_on, cycle.ends_on

    def plan(self) -> HubCyclePlan:
        """What the form says, once it is valid."""
        return HubCyclePlan(
            theme=self.theme.data or "", introduction=self.introduction.data or "",
            questions=lines_of(self.questions.data), starts_on=self.starts_on.data or date.min,
            ends_on=self.ends_on.data or date.max,
        )  # fmt: skip


class ForumForm(PlainForm):
    """Where and when a forum is, who speaks, and how many can come."""

    title = StringField(
        "Name of the forum",
        description="What tells it from the others: “Stevenage, morning”.",
        validators=[DataRequired("Enter a name for the forum."), at_most(200, "The name")],
    )
    day = DayField("Day", validators=[InputRequired("Enter the day of the forum.")])
    starts_at = ClockField("Begins at", validators=[InputRequired("Enter when the forum begins.")])
    ends_at = ClockField("Ends at", validators=[InputRequired("Enter when the forum ends.")])
    place = StringField(
        "Place", description="The venue and its address. Blank for an online forum.",
        validators=[at_most(300, "The place")],
    )  # fmt: skip
    link = StringField(
        "Link for joining online",
        description="Only people who have a place are told it.",
        validators=[is_web_address, at_most(500, "The link")],
    )
    directions = TextAreaField(
        "Directions", description="Parking, buses, step-free access, whom to ask for.",
        validators=[at_most(2000, "The directions")],
    )  # fmt: skip
    locality = SelectField("Locality")
    chair = StringField("Chair", validators=[at_most(200, "The chair’s name")])
    speakers = TextAreaField("Speakers", description="One on each line.", validators=[short_lines])
    capacity = NumberField(
        "Places",
        validators=[
            InputRequired("Enter how many people can come."),
            NumberRange(min=1, max=MOST_PLACES, message=f"Enter a number of places between 1 and {MOST_PLACES:,}."),
        ],
    )
    closes_on = DayField(
        "Booking closes on", description="Blank: people can book until the forum begins.", validators=[Optional()]
    )
    closes_at = ClockField("at", validators=[Optional()])
    offer_hours = NumberField(
        "Hours for which an offered place is held",
        description="Somebody on the waiting list has so long to accept before the next person is asked.",
        default=48,
        validators=[
            InputRequired("Enter how many hours an offer is held."),
            NumberRange(
                min=1, max=MOST_OFFER_HOURS, message=f"Enter a number of hours between 1 and {MOST_OFFER_HOURS}."
            ),
        ],
    )
    seen = HiddenField()

    def choose_localities(self, localities: Iterable[Locality]) -> None:
        choices = [SelectChoice(str(one.id), one.name) for one in localities]
        self.locality.choices = [SelectChoice("", "The whole area"), *choices]

    def validate_ends_at(self, field: Field) -> None:
        if self.starts_at.data and field.data and field.data <= self.starts_at.data:
            raise ValidationError("The forum ends before it begins. Enter a later time.")

    def validate_place(self, field: Field) -> None:
        if not (field.data or "").strip() and not (self.link.data or "").strip():
            raise ValidationError("Enter a place, or a link for joining online, or both.")

    def validate_closes_on(self, field: Field) -> None:
        closes = self._closes()
        if closes is not None and self.day.data and self.starts_at.data and closes > self._moment(self.starts_at.data):
            raise ValidationError("Booking would close after the forum begins. Enter an earlier day or time.")

    def validate_closes_at(self, field: Field) -> None:
        if field.data is not None and not self.closes_on.data:
            raise ValidationError("Enter the day on which booking closes too, or clear the time.")

    def fill_from(self, forum: Forum) -> None:
        """Show a forum as it is planned."""
        for name in ("title", "place", "link", "directions", "chair", "capacity", "offer_hours"):
            self[name].data = getattr(forum, name)
        start, end = local(forum.starts_at), local(forum.ends_at)
        self.day.data, self.seen.data = start.date(), str(forum.revision)
        self.starts_at.process_data(start.time())
        self.ends_at.process_data(end.time())
        self.speakers.data = "\n".join(forum.speakers)
        self.locality.data = str(forum.locality_id or "")
        if forum.booking_closes_at is not None:
            closes = local(forum.booking_closes_at)
            self.closes_on.data = closes.date()
            self.closes_at.process_data(closes.time())

    def plan(self) -> ForumPlan:
        """What the form says, once it is valid."""
        return ForumPlan(
            title=self.title.data or "", starts_at=self._moment(self.starts_at.data or time.min),
            ends_at=self._moment(self.ends_at.data or time.max), capacity=self.capacity.data or 1,
            place=self.place.data or "", directions=self.directions.data or "", link=self.link.data or "",
            chair=self.chair.data or "", speakers=lines_of(self.speakers.data),
            locality_id=int(self.locality.data) if self.locality.data else None, booking_closes_at=self._closes(),
            offer_hours=self.offer_hours.data or 48,
        )  # fmt: skip

    def _moment(self, clock: time) -> datetime:
        return datetime.combine(self.day.data or date.today(), clock, tzinfo=LOCAL_TIME)

    def _closes(self) -> datetime | None:
        """When booking closes: without a time, as that day ends."""
        if not self.closes_on.data:
            return None
        return datetime.combine(self.closes_on.data, self.closes_at.data or time(23, 59), tzinfo=LOCAL_TIME)


class CancelForumForm(PlainForm):
    """Why a forum is cancelled."""

    reason = TextAreaField(
        "Why",
        description="Everybody who has or waits for a place is told it by e-mail.",
        validators=[DataRequired("Give the reason."), at_most(1000, "The reason")],
    )


class ConfirmForm(PlainForm):
    """Nothing but the token against forged requests."""
