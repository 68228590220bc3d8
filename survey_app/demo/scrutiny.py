"""A constructed half year of the scrutineer's desk: register and answers, 18 days, assurance, challenges, a report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.demo.data import read_data
from survey_app.partnership.models import Agency, Partnership
from survey_app.programme.scrutiny import (
    answering,
    assurance,
    backlog,
    challenging,
    conversations,
    days,
    register,
    reporting,
    young,
)
from survey_app.programme.scrutiny.models import ScrutinyReport

FIRST, LAST = 182, 15  # the period of the report, in days ago; the next begins the day after
AGREED = 18.0
# The areas of the report for the groups to which the sixteen recommendations are addressed.
GROUPS = {
    "MASH": "The front door", "Practice review subgroup": "Practice reviews",
    "Quality assurance group": "Quality assurance and performance",
    "Executive and independent scrutiny": "The Executive and independent scrutiny",
}  # fmt: skip


def load_scrutiny(session: Session, partnership: Partnership, people: Mapping[str, User], *, today: date) -> None:
    """Load the desk, without its report. Everything says that it is constructed."""
    data, desk = read_data("scrutiny"), _desk(session, partnership, people, today)
    desk.load_days(data["days"])
    desk.load_entries(data["entries"])
    desk.load_notes(data["conversations"], data["themes"])
    desk.load_challenges()
    desk.load_assurance(data["items"])
    desk.load_young()
    session.flush()


def load_scrutiny_report(
    session: Session, partnership: Partnership, people: Mapping[str, User], *, today: date
) -> None:
    """Load the report, once the recommendations are made that it lists."""
    data = read_data("scrutiny")
    _desk(session, partnership, people, today).load_report(data["summary"], data["sections"])
    session.flush()


def _desk(session: Session, partnership: Partnership, people: Mapping[str, User], today: date) -> _Desk:
    agencies = {one.name: one for one in session.scalars(select(Agency))}
    return _Desk(session, partnership, people, agencies, today)


class _Desk:
    """Everybody on the desk, and the day on which it is loaded."""

    def __init__(
        self, session: Session, partnership: Partnership, people: Mapping[str, User], agencies: Mapping[str, Agency],
        today: date,
    ) -> None:  # fmt: skip
        self.session, self.partnership, self.agencies, self.today = session, partnership, agencies, today
        self.by = {key: user.id for key, user in people.items()}

    def ago(self, number: int) -> date:
        return self.today - timedelta(days=number)

    def load_days(self, lines: list[list[Any]]) -> None:
        periods = ((self.ago(FIRST), self.ago(LAST)), (self.ago(LAST - 1), self.ago(LAST - 1) + timedelta(days=181)))
        for starts_on, ends_on in periods:
            days.agree_allowance(
                self.session, self.partnership.id, starts_on=starts_on, ends_on=ends_on, days=AGREED,
                by_id=self.by["executive"],
            )  # fmt: skip
        for number, quarters, activity, theme in lines:
            given = days.DayGiven(
                worked_on=self.ago(number), quarters=quarters, activity=activity, theme=theme, checked=True
            )
            days.log_day(
                self.session, self.partnership.id, given, by_id=self.by["scrutineer"], today=self.today
            )  # fmt: skip

    def load_entries(self, entries: list[dict[str, Any]]) -> None:
        for given in entries:
            raised_on = self.ago(given["ago"])
            about = self.agencies[given["about"]].id if "about" in given else None
            entry = register.add_entry(
                self.session, self.partnership.id,
                register.EntryText(
                    kind=given["kind"], text=given["text"], suggestion=given["suggestion"], theme=given["theme"],
                    area=given["area"], raised_on=raised_on, agency_id=about,
                    wants_answer=not given.get("quiet", False), checked=True,
                ),
                by_id=self.by["scrutineer"], today=raised_on,
            )  # fmt: skip
            for number, (ago, text, verdict, because) in enumerate(given["answers"], 1):
                on = self.ago(ago)
                answering.answer(self.session, entry, text, by_id=self.by["qa"], today=on, seen=1, checked=True)
                if verdict:
                    answering.judge(
                        self.session, entry, verdict, because, by_id=self.by["scrutineer"], today=on, seen=number,
                        checked=True,
                    )  # fmt: skip

    def load_notes(self, notes: list[list[Any]], themes: list[list[Any]]) -> None:
        for ago, agency_type, setting, number, named, text in notes:
            given = conversations.NoteGiven(
                spoken_on=self.ago(ago), agency_type=agency_type, setting=setting, people=number, themes=named,
                text=text, checked=True,
            )  # fmt: skip
            conversations.note_conversation(
                self.session, self.partnership.id, given, by_id=self.by["scrutineer"], today=self.today
            )
        for name, why, source, is_next in themes:
            backlog.add_theme(
                self.session, self.partnership.id, name=name, why=why, source=source, is_next=is_next,
                by_id=self.by["scrutineer"], today=self.ago(30), checked=True,
            )  # fmt: skip

    def load_challenges(self) -> None:
        police, adults = self.agencies["Police"], self.agencies["Adult social care"]
        given = challenging.ChallengeText(
            raised_as="agency", by_agency_id=police.id, to_agency_id=adults.id, raised_on=self.ago(20), checked=True,
            what="Adult workers are seldom at strategy meetings where a parent is known to them (constructed).",
            why="Decisions are made without what they know (constructed).",
        )  # fmt: skip
        made = challenging.raise_challenge(
            self.session, self.partnership.id, given, by_id=self.by["agency-lead"], today=self.ago(20)
        )
        challenging.respond(
            self.session, made, "A rota for strategy meetings begins next month (constructed).",
            by_id=self.by["adult-care-lead"], today=self.ago(9), checked=True,
        )  # fmt: skip

    def load_assurance(self, items: list[str]) -> None:
        social_care = self.agencies["Children's social care"]
        made = assurance.ask(
            self.session, self.partnership.id,
            assurance.RequestText(
                title="The four improvements of the front door are complete (constructed)",
                why="They were due, and the Executive has not heard that they are done (constructed).",
                asked_as="executive", agency_id=social_care.id, group_name="MASH strategic group",
                answer_by=self.ago(10), items=items, checked=True,
            ),
            by_id=self.by["executive"], today=self.ago(40),
        )  # fmt: skip
        assurance.give(
            self.session, made.items[2], "The rota of the daily meeting (constructed).",
            by_id=self.by["social-care-lead"], today=self.ago(12), checked=True,
        )  # fmt: skip
        for item, verdict, because in (
            (made.items[2], "partly", "Three of five days (constructed)."),
            (made.items[3], "not_assured", "No sample was drawn in the last quarter (constructed)."),
        ):
            assurance.judge(
                self.session, item, verdict, because, by_id=self.by["executive"], seen=len(item.evidence),
                checked=True
            )  # fmt: skip

    def load_young(self) -> None:
        for place, good, better, question in (
            ("A youth centre (constructed)", "You can talk to somebody without asking first.", "",
             "Why does it close at five?"),
            ("A waiting room (constructed)", "", "The posters are all for adults.", ""),
        ):  # fmt: skip
            given = young.FoundText(
                occasion="visit", place=place, found_on=self.ago(25), good=good, better=better, question=question
            )
            made = young.write_finding(
                self.session, self.partnership.id, given, by_id=self.by["young-scrutineer"], today=self.today
            )
            if question:
                seen = young.text_of(made)
                young.clear(self.session, made, by_id=self.by["qa"], seen=seen, checked=True)
                young.answer(
                    self.session, made, "From next term it stays open until seven on two days (constructed).",
                    by_id=self.by["qa"], checked=True,
                )  # fmt: skip

    def load_report(self, summary: str, sections: Mapping[str, str]) -> None:
        made = reporting.begin(
            self.session, self.partnership, title="Independent scrutineer: six-month report (constructed)",
            starts_on=self.ago(FIRST), ends_on=self.ago(LAST), by_id=self.by["scrutineer"], today=self.today,
        )  # fmt: skip
        texts = [
            (one.heading, one.area, sections.get(one.heading, summary if one.position == 0 else one.text))
            for one in made.sections
        ]
        by = self.by["scrutineer"]
        reporting.edit(self.session, made, texts, by_id=by, seen=1, checked=True)
        reporting.place(self.session, made, _addressed(made), by_id=by, seen=2)
        reporting.make_final(self.session, made, by_id=by, today=self.today, seen=3)


def _addressed(report: ScrutinyReport) -> dict[str, str]:
    """The area of the report to which each of the sixteen is addressed, by its reference."""
    named = {one["text"]: GROUPS[one["area"]] for one in read_data("barnsley_register")["recommendations"]}
    return {one["reference"]: named.get(one["text"], one["area"]) for one in report.facts["recommendations"]}
