"""A past cycle of the Learning Hub, constructed from end to end: heard, sorted, reported, answered and published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import random_key
from survey_app.forums.models import Booking, Forum, HubCycle, HubTheme
from survey_app.forums.planning.cycles import HubCyclePlan, create_cycle
from survey_app.forums.planning.forums import ForumPlan, plan_forum
from survey_app.forums.replies import answering, editions, publishing, report, themes
from survey_app.forums.replies.answering import Wording
from survey_app.forums.replies.sorting import sort_pieces
from survey_app.forums.tables.points import Writing, write
from survey_app.forums.tables.tables import table_named
from survey_app.forums.tables.words import Words
from survey_app.partnership.models import Partnership

THEME = "Neglect (constructed)"
QUESTIONS = ("What are you seeing in your work?", "What gets in the way?", "What should leaders do?")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTheme:
    """A constructed theme: what tables said of it, and what came of it."""

    title: str
    summary: str
    asked: str
    points: tuple[tuple[str, str, str], ...]  # tone, text, quote
    reply: Mapping[str, object] | None = None


THEMES = (
    DemoTheme(
        title="Neglect is seen late, because nobody sees the whole of it",
        summary="Each agency holds one small worry. Put side by side they would be enough, and nobody puts them so.",
        asked="Agree one chronology that every agency adds to.",
        points=(
            ("concern", "Each of us holds one small worry, and nobody adds them up", "It was never enough on its own."),
            ("concern", "Chronologies are kept by each agency for itself", ""),
            ("strength", "Where a school nurse keeps the chronology, it is used", ""),
        ),
        reply={
            "decision": "accepted", "action": "One shared chronology, with a lead practitioner, in all four localities",
            "owner": "Head of Early Help", "due": -20,
            "message": "There is one chronology now, and the lead practitioner keeps it. Ask yours for it.",
        },
    ),
    DemoTheme(
        title="The neglect tool is too long to use on a visit",
        summary="Practitioners like what the tool asks. Its 24 pages do not fit on a doorstep.",
        asked="Shorten the tool to two pages, and train with it.",
        points=(
            ("concern", "The tool has 24 pages and does not fit on a visit", "I fill it in at night, from memory."),
            ("strength", "Its pictures help parents to say how it is at home", ""),
        ),
        reply={
            "decision": "partly", "action": "A two-page version for first visits, tried out in two localities",
            "owner": "Practice Improvement Lead", "due": -6,
            "because": "the long form is still needed for court",
            "message": "You get a two-page version for first visits. The long one stays for assessments that go to "
            "court.",
        },
    ),
    DemoTheme(
        title="There is no one to ask on the day",
        summary="Practitioners want somebody who knows about neglect and answers the telephone on the same day.",
        asked="Fund a consultation line, two afternoons a week.",
        points=(
            ("concern", "By the time a consultation is arranged, the visit is over", ""),
            ("concern", "Small agencies have nobody of their own to ask", "We are three people and a van."),
        ),
        reply={
            "decision": "not_accepted", "because": "there is no money for a new post this year",
            "message": "We could not fund a line. Each locality’s monthly consultation now has two places kept free "
            "for the small agencies, and we look at a line again when next year’s budget is set.",
        },
    ),
    DemoTheme(
        title="Adults’ services do not hear of the children",
        summary="Those who work with a parent’s drinking or low mood are not told that there is worry about a child.",
        asked="Invite adults’ services to every core group.",
        points=(("concern", "The drug and alcohol team hears of the child protection plan from the parent", ""),),
    ),
)  # fmt: skip


def load_past_cycle(session: Session, partnership: Partnership, people: Mapping[str, User], *, today: date) -> HubCycle:
    """Load the cycle with two forums, four themes, the report, three replies and the published page."""
    cycle = create_cycle(
        session, partnership.id,
        HubCyclePlan(
            theme=THEME, questions=QUESTIONS, starts_on=today - timedelta(days=230), ends_on=today - timedelta(days=60),
            introduction="How do we see neglect sooner, together? (Constructed; this cycle is over.)",
        ),
    )  # fmt: skip
    held = [
        _forum(session, cycle, title, today - timedelta(days=days)) for title, days in (("East", 190), ("West", 183))
    ]
    for number, forum in enumerate(held):
        _people_of(session, forum, 24 + 5 * number)
    made = [_theme(session, cycle, held, demo, people["qa"]) for demo in THEMES]
    _report(session, cycle, made, people["qa"], _moment(today - timedelta(days=150)))
    for theme, demo in zip(made, THEMES, strict=True):
        _reply(session, theme, demo, people, today)
    publishing.publish(session, cycle, by=people["qa"].id, at=_moment(today - timedelta(days=100)))
    return cycle


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), tzinfo=LOCAL_TIME)


def _forum(session: Session, cycle: HubCycle, title: str, day: date) -> Forum:
    starts = _moment(day)
    return plan_forum(
        session, cycle,
        ForumPlan(
            title=f"{title} (constructed)", starts_at=starts, ends_at=starts + timedelta(hours=2), capacity=40,
            place=f"Example Hall, {title}", chair="Chris Example", speakers=["Sally Example, health visiting"],
        ),
    )  # fmt: skip


def _people_of(session: Session, forum: Forum, count: int) -> None:
    for number in range(1, count + 1):
        mark = f"{forum.title[0].lower()}{number}"
        session.add(
            Booking(
                cycle_id=forum.cycle_id, forum_id=forum.id, state="booked", name=f"Constructed Person {mark}",
                email=f"person-{mark}@constructed.example", agency_name="Example agency", may_contact=number % 3 != 0,
                sector=("children", "adults", "both")[number % 3], entered_at=forum.starts_at - timedelta(days=20),
                checked_in_at=forum.starts_at,
            )
        )  # fmt: skip
    session.flush()


def _theme(session: Session, cycle: HubCycle, held: list[Forum], demo: DemoTheme, by: User) -> HubTheme:
    """The theme, and under it what tables of the two forums said."""
    theme = themes.add_theme(session, cycle, demo.title, f"{demo.summary} (Constructed.)")
    keys = [random_key() for _ in demo.points]
    for number, (tone, text, quote) in enumerate(demo.points):
        forum = held[number % len(held)]
        table = table_named(session, forum, f"Table {number + 1}", 8)
        words = Words(question=QUESTIONS[0], text=f"{text} (constructed)", tone=tone, quote=quote)
        writing = Writing(id=keys[number], change=random_key(), words=words, by=by.id, at=forum.starts_at)
        write(session, forum, table, writing)
    sort_pieces(session, cycle, [f"tables:{key}" for key in keys], theme)
    return theme


def _report(session: Session, cycle: HubCycle, made: list[HubTheme], by: User, at: datetime) -> None:
    asked = {str(theme.id): f"{demo.asked} (Constructed.)" for theme, demo in zip(made, THEMES, strict=True)}
    words = {"opening": report.OPENING, "closing": report.CLOSING, "heard": {}, "asked": asked}
    report.save_words(session, cycle, words, by=by.id, seen=0)
    seen = report.fingerprint_of(report.compile_report(session, cycle, at))
    meeting = editions.Sending(seen=seen, meeting="Strategic Group (constructed)", on_day=at.date(), checked=True)
    editions.send_edition(session, cycle, meeting, by=by.id, at=at)


def _reply(session: Session, theme: HubTheme, demo: DemoTheme, people: Mapping[str, User], today: date) -> None:
    """The reply as one member of the QA group entered it and another approved it."""
    if demo.reply is None:
        return
    decided, due = today - timedelta(days=120), demo.reply.get("due")
    said = {name: str(value) for name, value in demo.reply.items()}
    wording = Wording(
        decision=said["decision"], message=said["message"], because=said.get("because", ""),
        action=said.get("action", ""), owner=said.get("owner", ""), you_said=theme.summary,
        decided_by="Strategic Group", decided_on=decided,
        due_on=today + timedelta(days=due) if isinstance(due, int) else None,
    )  # fmt: skip
    entered = _moment(decided + timedelta(days=3))
    reply = answering.write_reply(session, theme, wording, by=people["qa"].id, seen=0, today=today, at=entered)
    answering.approve(session, reply, by=people["second-qa"].id, at=entered + timedelta(days=4), checked=True)
