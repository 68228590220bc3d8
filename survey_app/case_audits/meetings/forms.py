"""The form of a meeting. Who was there and what was looked at come as fields of their own, one a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from survey_app.case_audits.meetings.services import MeetingText, mark_of
from survey_app.case_audits.models import AuditMeeting
from survey_app.forums.plain_form import PlainForm, without_control_characters
from survey_app.forums.planning.forms import at_most, in_our_time
from survey_app.rounds.forms import DayField

PLACES = 12  # people that a page has room for


class MeetingForm(PlainForm):
    """What was talked about on a day, and what follows."""

    met_on = DayField("Day", validators=[InputRequired("Enter the day of the meeting."), in_our_time])
    about = StringField(
        "What it was about", description="A few words: “The three children missing most often”.",
        validators=[at_most(300, "What it was about")],
    )  # fmt: skip
    decided = TextAreaField("What was decided", validators=[at_most(4000, "What was decided")])
    next_steps = TextAreaField(
        "What comes next", description="Who does what, by role.", validators=[at_most(4000, "What comes next")]
    )
    next_on = DayField("Next meeting", validators=[Optional(), in_our_time])
    seen = HiddenField()
    checked_why = TextAreaField(
        "Why do the marked words identify nobody?", description="For example: “Park is the name of a team”.",
        validators=[at_most(1000, "The reason")],
    )  # fmt: skip

    def show(self, meeting: AuditMeeting) -> None:
        """Show what is kept."""
        for name in ("met_on", "about", "decided", "next_steps", "next_on", "checked_why"):
            self[name].data = getattr(meeting, name)
        self.seen.data = mark_of(meeting)

    def words(self, sent: Mapping[str, str]) -> MeetingText:
        """What the form says, once it is valid; ``sent`` has the rows of people and of cases."""
        assert self.met_on.data is not None
        return MeetingText(
            met_on=self.met_on.data, about=self.about.data or "", attendees=tuple(attendees_sent(sent)),
            cases=cases_sent(sent), decided=self.decided.data or "", next_steps=self.next_steps.data or "",
            next_on=self.next_on.data, checked_why=self.checked_why.data or "",
        )  # fmt: skip


def attendees_sent(sent: Mapping[str, str]) -> Iterator[tuple[str, int | None]]:
    """The roles and agencies of the page's rows."""
    for place in range(PLACES):
        role = str(without_control_characters(sent.get(f"role-{place}", ""))).strip()[:200]
        agency = sent.get(f"agency-{place}", "")
        if role:
            yield role, int(agency) if agency.isdecimal() and len(agency) < 10 else None


def cases_sent(sent: Mapping[str, str]) -> dict[str, str]:
    """What was looked at, by the case's id."""
    return {
        name.removeprefix("case-"): str(without_control_characters(text))
        for name, text in sent.items()
        if name.startswith("case-")
    }
