"""A first draft of the scrutineer's report: facts from the records of a period, and words to begin with.

What only a person can say stands in square brackets; a report is not made final while any are left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from analysis.scrutiny import DaysStanding
from survey_app.improvement.models import RECOMMENDATION_STATES, REPLIES, Recommendation
from survey_app.programme.scrutiny import assurance, challenging, conversations, register, young
from survey_app.programme.scrutiny.answering import answer_figures
from survey_app.programme.scrutiny.days import days_of
from survey_app.programme.scrutiny.models import (
    ACTIVITIES,
    ENTRY_KINDS,
    ENTRY_VERDICTS,
    ITEM_VERDICTS,
    OUTCOMES,
    ScrutinyEntry,
)
from survey_app.programme.scrutiny.standing import standing_of_days
from survey_app.programme.scrutiny.terms import terms_of

Facts = dict[str, Any]
SUMMARY, CONVERSATIONS, CONCLUSION = "Executive summary", "What front-line staff said", "Conclusion"


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionDraft:
    """One section to begin with; ``area`` where entries and recommendations stand beneath it."""

    heading: str
    area: str
    text: str


def facts_of(session: Session, partnership_id: int, start: date, end: date, *, today: date) -> Facts:
    """What the records say of a period, in the form in which a report keeps it: texts, counts and days as ISO dates."""
    entries = [
        one for one in reversed(register.entries_of(session, partnership_id, start=start, end=end))
        if one.withdrawn_at is None
    ]  # fmt: skip
    return {
        "entries": [entry_facts(one, today) for one in entries],
        "recommendations": _recommendations(session, partnership_id, entries, start, end),
        "days": _days(session, partnership_id, start, end, today),
        "answers": _answers(session, partnership_id, start, end, today),
        "assurance": _assurance(session, partnership_id, start, end, today),
        "challenges": _challenges(session, partnership_id, start, end),
        "heard": _heard(session, partnership_id, start, end),
        "young": _young(session, partnership_id, start, end),
        "drafted_on": today.isoformat(),
    }  # fmt: skip


def first_sections(
    session: Session, partnership_id: int, partnership: str, facts: Facts, start: date, end: date
) -> list[SectionDraft]:
    """The sections of a report to begin with: summary first, then the areas, conversations, the conclusion."""
    areas = list(terms_of(session, partnership_id).areas)
    named = [one["area"] for one in (*facts["entries"], *facts["recommendations"]) if one["area"]]
    areas += [one for one in dict.fromkeys(named) if one not in areas]
    drafts = [SectionDraft(heading=SUMMARY, area="", text=_summary(partnership, facts, start, end))]
    drafts += [SectionDraft(heading=one, area=one, text=_of_area(one, facts)) for one in areas]
    drafts.append(SectionDraft(heading=CONVERSATIONS, area="", text=_conversations(facts)))
    drafts.append(SectionDraft(heading=CONCLUSION, area="", text="[Say in a few sentences what this adds up to.]"))
    return drafts


def entry_facts(entry: ScrutinyEntry, today: date) -> Facts:
    """One entry as reports and the formal record tell it."""
    return {
        "reference": entry.reference, "kind": ENTRY_KINDS[entry.kind], "area": entry.area, "theme": entry.theme,
        "about": entry.about, "raised_on": entry.raised_on.isoformat(), "text": entry.text,
        "suggestion": entry.suggestion, "standing": register.STANDINGS[register.standing_of(entry, today)],
        "answer_by": entry.answer_by.isoformat() if entry.answer_by else "",
        "answers": [
            {
                "text": one.text, "answered_on": one.answered_on.isoformat(), "was_late": one.was_late,
                "verdict": ENTRY_VERDICTS[one.verdict], "because": one.because,
            }
            for one in entry.answers
        ],
        "links": [one.says for one in entry.links],
    }  # fmt: skip


def _recommendations(
    session: Session, partnership_id: int, entries: Sequence[ScrutinyEntry], start: date, end: date
) -> list[Facts]:
    """Those made of entries of the period, and the scrutineer's others of it; withdrawn ones are left out.

    One that is made of an entry has its area; another, the area that its theme belongs to, where there is one.
    """
    areas = {one.id: one.area for one in entries}
    references = {one.id: one.reference for one in entries}
    agreed = terms_of(session, partnership_id).areas
    of_themes = {one.theme.casefold(): one.area for one in entries if one.theme and one.area}
    query = select(Recommendation).where(
        Recommendation.partnership_id == partnership_id, Recommendation.state != "withdrawn",
        or_(
            Recommendation.origin_id.in_(areas) & (Recommendation.origin_type == "scrutiny_entry"),
            (Recommendation.source_kind == "scrutineer") & Recommendation.made_on.between(start, end),
        ),
    )  # fmt: skip
    return [
        {
            "reference": one.reference, "text": one.text, "why": one.why, "owner": one.owner.name,
            "area": areas.get(one.origin_id or "", "") or _area_of_theme(one.theme, agreed, of_themes),
            "theme": one.theme, "state": RECOMMENDATION_STATES[one.state], "reply": REPLIES[one.reply],
            "entry": references.get(one.origin_id or "", ""),
        }
        for one in session.scalars(query.order_by(Recommendation.number))
    ]  # fmt: skip


def _area_of_theme(theme: str, agreed: Sequence[str], of_themes: Mapping[str, str]) -> str:
    """The area of the entries with this theme, or the one agreed area that names it; else empty."""
    words = " ".join(theme.casefold().split())
    named = [one for one in agreed if words and f" {words} " in f" {one.casefold()} "]
    return of_themes.get(words, "") or (named[0] if len(named) == 1 else "")


def _days(session: Session, partnership_id: int, start: date, end: date, today: date) -> Facts:
    standing: DaysStanding = standing_of_days(session, partnership_id, start, end, today=today)
    spent: dict[str, float] = {}
    for one in days_of(session, partnership_id, start, end):
        if one.struck_at is None:
            spent[ACTIVITIES[one.activity]] = spent.get(ACTIVITIES[one.activity], 0) + one.days
    return {
        "used": standing.used, "agreed": standing.agreed, "planned": standing.planned, "shortfall": standing.shortfall,
        "in_words": standing.in_words if standing.agreed else _without_agreement(standing.used),
        "by_activity": sorted(([name, days] for name, days in spent.items()), key=lambda row: (-row[1], row[0])),
    }  # fmt: skip


def _without_agreement(used: float) -> str:
    return f"{used:g} {'day is' if used == 1 else 'days are'} used. No period with agreed days lies within this one."


def _answers(session: Session, partnership_id: int, start: date, end: date, today: date) -> Facts:
    """To the entries of the period, as things stood on its last day, or stand today while it goes on."""
    closes = min(end, today)
    figures = answer_figures(session, partnership_id, closes, start=start, end=closes)
    return {
        "as_of": closes.isoformat(),
        "asked": figures.asked, "answered": figures.answered, "due": figures.due, "in_time": figures.in_time,
        "median": figures.median.estimate, "why_no_median": figures.median.why_not or "",
    }  # fmt: skip


def _assurance(session: Session, partnership_id: int, start: date, end: date, today: date) -> list[Facts]:
    return [
        {
            "reference": one.reference, "title": one.title, "of_whom": one.of_whom,
            "answer_by": one.answer_by.isoformat(),
            "standing": assurance.STANDINGS[assurance.standing_of(one, today)],
            "items": [
                {"text": item.text, "verdict": ITEM_VERDICTS[item.verdict], "because": item.because}
                for item in one.items
            ],
        }
        for one in reversed(assurance.requests_of(session, partnership_id))
        if start <= one.asked_on <= end and one.withdrawn_at is None
    ]  # fmt: skip


def _challenges(session: Session, partnership_id: int, start: date, end: date) -> list[Facts]:
    found = [one for one in challenging.challenges_of(session, partnership_id) if start <= one.raised_on <= end]
    return [
        {
            "reference": one.reference, "by": one.by_whom, "to": one.to_whom, "what": one.what,
            "outcome": OUTCOMES[one.outcome],
        }
        for one in sorted(found, key=lambda one: one.number)
    ]  # fmt: skip


def _heard(session: Session, partnership_id: int, start: date, end: date) -> Facts:
    found = conversations.heard(session, partnership_id, start, end)
    return {
        "conversations": found.conversations, "people": found.people, "others": found.others,
        "minimum": found.minimum, "themes": [[one.theme, one.conversations] for one in found.themes],
    }  # fmt: skip


def _young(session: Session, partnership_id: int, start: date, end: date) -> list[Facts]:
    return [
        {
            "place": one.place, "good": one.good, "better": one.better, "question": one.question,
            "answers": [answer.text for answer in one.answers],
        }
        for one in reversed(young.cleared_findings(session, partnership_id, start=start, end=end))
    ]  # fmt: skip


def _summary(partnership: str, facts: Facts, start: date, end: date) -> str:
    days, answers = facts["days"], facts["answers"]
    entries, made = len(facts["entries"]), len(facts["recommendations"])
    agreed = f" of the {days['agreed']:g} agreed" if days["agreed"] else ""
    lines = [
        f"This report covers the work of the independent scrutineer of the {partnership} from {start:%-d %B %Y} to "
        f"{end:%-d %B %Y}. It stands for {days['used']:g} days of work{agreed}. It is a record of what was looked at, "
        "and tells the partnership what was found.",
        "[Say what the scrutiny found as a whole: what works well, and whether anything gives rise to concern.]",
        f"In the period {_count(entries, 'entry was made', 'entries were made')} in the scrutineer’s register, and "
        f"{_count(made, 'recommendation was made', 'recommendations were made')}. " + _answered_in_words(answers),
        days["in_words"],
    ]
    return "\n\n".join(lines)


def _answered_in_words(answers: Facts) -> str:
    if not answers["asked"]:
        return "No entry of the period asked the partnership for an answer."
    asked = _count(answers["asked"], "entry of the period that asks", "entries of the period that ask")
    closes = date.fromisoformat(answers["as_of"])
    said = f"By {closes:%-d %B %Y} the partnership had answered {answers['answered']} of {asked} for an answer"
    if answers["due"]:
        said += f"; {answers['in_time']} of {answers['due']} that were due were answered in time"
    if answers["median"] is not None:
        said += f". Half were answered within {answers['median']:g} calendar days"
    return f"{said}."


def _of_area(area: str, facts: Facts) -> str:
    entries = [one for one in facts["entries"] if one["area"] == area]
    if not entries:
        return "[Nothing was entered in the register on this area. Say what was looked at, or take the section out.]"
    looked = list(dict.fromkeys(link for one in entries for link in one["links"]))
    begun = f"{_count(len(entries), 'entry', 'entries')} of the register can be read below."
    if looked:
        begun = f"This section rests on: {'; '.join(looked)}. {begun}"
    return f"{begun}\n\n[Say what was found on this area, strengths first.]"


def _conversations(facts: Facts) -> str:
    heard = facts["heard"]
    if heard["people"] is None:
        return (
            f"It is not certain that {heard['minimum']} different front-line staff or more were spoken with, so "
            "nothing that they said is told here."
        )
    held = _count(heard["conversations"], "conversation", "conversations")
    said = f"There were {held} with {heard['people']} front-line staff."
    if heard["themes"]:
        named = [f"- {theme}: {_count(count, 'conversation', 'conversations')}" for theme, count in heard["themes"]]
        said += f" These themes came up among at least {heard['minimum']} people:\n\n" + "\n".join(named)
    if heard["others"]:
        said += f"\n\nThemes of which fewer than {heard['minimum']} people may have spoken are not told."
    return said


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
