"""Points are kept once, nobody's words are written over, and what could name somebody waits for a look."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now, random_key
from survey_app.forums.models import Forum, HubTheme
from survey_app.forums.tables.history import steps_of
from survey_app.forums.tables.models import DiscussionTable, PointVersion, TablePoint
from survey_app.forums.tables.points import Writing, Written, decide, order, points_of_table, remove, write
from survey_app.forums.tables.words import LONGEST_TEXT, PointRefused, Words
from tests.survey_app.forums.hub_factories import make_forum, make_hub_cycle
from tests.survey_app.forums.tables.table_factories import make_point, make_table

WORKS = "What works?"


def writing(by: User, point: TablePoint | None = None, **given: Any) -> Writing:
    details: dict[str, Any] = {"id": point.id if point is not None else random_key(), "change": random_key()}
    details |= {"seen": point.revision if point is not None else 0, "by": by.id, "at": now()}
    words = {"question": WORKS, "text": "Weekly meetings", **given.pop("words", {})}
    return Writing(**{**details, **given}, words=Words(**words))


def texts(session: Session, table: DiscussionTable) -> list[str]:
    session.expire_all()
    return [one.text for one in points_of_table(session, table, WORKS) if not one.removed]


def test_what_is_sent_twice_is_kept_once(session: Session, table: DiscussionTable, facilitator: User) -> None:
    first = writing(facilitator)
    assert write(session, table.forum, table, first).outcome == "saved"
    assert write(session, table.forum, table, first).outcome == "same"
    assert texts(session, table) == ["Weekly meetings"]


def test_a_change_that_comes_late_a_second_time_undoes_nothing(
    session: Session, table: DiscussionTable, facilitator: User
) -> None:
    point = make_point(session, table, facilitator, text="One")
    late = writing(facilitator, point, words={"text": "Two"})
    write(session, table.forum, table, late)
    write(session, table.forum, table, writing(facilitator, point, words={"text": "Three"}))
    assert write(session, table.forum, table, late).outcome == "same"
    assert texts(session, table) == ["Three"]


def both(session: Session, table: DiscussionTable, one: User, other: User) -> tuple[TablePoint, Written]:
    """Two people change the text of a point that both have seen as it was."""
    point = make_point(session, table, one, text="Meetings")
    theirs = writing(one, point, words={"text": "Meetings work"})
    mine = writing(other, point, words={"text": "Meetings are too long"})
    write(session, table.forum, table, theirs)
    return point, write(session, table.forum, table, mine)


def test_two_who_change_the_same_words_both_keep_theirs(
    session: Session, table: DiscussionTable, facilitator: User, second: User
) -> None:
    point, written = both(session, table, facilitator, second)
    assert written.outcome == "both"
    assert written.point.beside == point.id
    assert sorted(texts(session, table)) == ["Meetings are too long", "Meetings work"]


@pytest.mark.parametrize(
    ("choice", "left"),
    [
        ("this", ["Meetings are too long"]),
        ("other", ["Meetings work"]),
        ("both", ["Meetings are too long", "Meetings work"]),
    ],
)
def test_somebody_decides_between_two_versions(
    session: Session, table: DiscussionTable, facilitator: User, second: User, choice: str, left: list[str]
) -> None:
    _, written = both(session, table, facilitator, second)
    decide(session, written.point, choice, by=second.id, at=now())
    assert sorted(texts(session, table)) == left
    assert not any(one.beside for one in points_of_table(session, table, WORKS) if not one.removed)


def test_two_who_change_different_parts_of_a_point_both_count(
    session: Session, table: DiscussionTable, facilitator: User, second: User
) -> None:
    point = make_point(session, table, facilitator, text="Meetings")
    tone = writing(second, point, words={"text": "Meetings", "tone": "strength"})
    write(session, table.forum, table, writing(facilitator, point, words={"text": "Weekly meetings"}))
    assert write(session, table.forum, table, tone).outcome == "saved"
    assert (point.text, point.tone) == ("Weekly meetings", "strength")


def test_a_point_that_was_changed_meanwhile_is_not_removed(
    session: Session, table: DiscussionTable, facilitator: User, second: User
) -> None:
    point = make_point(session, table, facilitator, text="Meetings")
    removal = writing(second, point, removed=True, words={"text": "Meetings"})
    write(session, table.forum, table, writing(facilitator, point, words={"text": "Weekly meetings"}))
    assert write(session, table.forum, table, removal).outcome == "stays"
    assert texts(session, table) == ["Weekly meetings"]


def test_whoever_writes_on_in_a_point_that_was_removed_brings_it_back(
    session: Session, table: DiscussionTable, facilitator: User, second: User
) -> None:
    point = make_point(session, table, facilitator, text="Meetings")
    later = writing(second, point, words={"text": "Meetings every week"})
    write(session, table.forum, table, writing(facilitator, point, removed=True, words={"text": "Meetings"}))
    assert write(session, table.forum, table, later).outcome == "saved"
    assert texts(session, table) == ["Meetings every week"]


def test_no_words_are_lost_from_the_history(
    session: Session, table: DiscussionTable, facilitator: User, second: User
) -> None:
    point = make_point(session, table, facilitator, text="One")
    write(session, table.forum, table, writing(second, point, words={"text": "Two"}))
    remove(session, point, removed=True, by=facilitator.id, at=now())
    found = [(step.words.text, step.by, step.removed) for step in steps_of(session, point)]
    assert found == [
        ("Two", facilitator.name, True), ("Two", second.name, False), ("One", facilitator.name, False),
    ]  # fmt: skip


def test_an_order_never_removes_what_it_does_not_name(
    session: Session, table: DiscussionTable, facilitator: User
) -> None:
    one, two, three = (make_point(session, table, facilitator, text=text) for text in ("1", "2", "3"))
    order(session, table, WORKS, [three.id, one.id])
    assert texts(session, table) == ["3", "1", "2"]
    order(session, table, WORKS, ["no such point", two.id])
    assert sorted(texts(session, table)) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"text": "  "}, "Enter what was said"),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "longer than"),
        ({"quote": "x" * 1001}, "quote is longer"),
        ({"tone": "praise"}, "strength, concern or neither"),
        ({"question": ""}, "question"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(
    session: Session, table: DiscussionTable, facilitator: User, words: dict[str, str], told: str
) -> None:
    with pytest.raises(PointRefused, match=told):
        write(session, table.forum, table, writing(facilitator, words=words))
    assert session.scalar(select(func.count()).select_from(PointVersion)) == 0


def test_a_point_of_another_forum_is_out_of_reach(
    session: Session, table: DiscussionTable, facilitator: User, forum: Forum
) -> None:
    elsewhere = make_forum(session, make_hub_cycle(session))
    point = make_point(session, make_table(session, elsewhere), text="Theirs", question=WORKS)
    with pytest.raises(PointRefused, match="another forum"):
        write(session, forum, table, writing(facilitator, point, words={"text": "Mine"}))
    assert point.text == "Theirs"


def test_a_theme_of_another_cycle_is_not_taken(session: Session, table: DiscussionTable, facilitator: User) -> None:
    other = HubTheme(cycle_id=make_hub_cycle(session).id, position=1, title="Elsewhere")
    session.add(other)
    session.flush()
    assert make_point(session, table, facilitator, theme_id=other.id).theme_id is None


def test_what_could_tell_who_somebody_is_waits_for_a_look(
    session: Session, table: DiscussionTable, facilitator: User
) -> None:
    point = make_point(session, table, facilitator, text="Ring 01632 960 001")
    assert point.wall == "waiting"
    write(session, table.forum, table, writing(facilitator, point, words={"text": "Ring the duty desk"}))
    assert point.wall == "shown"


def test_what_was_taken_off_the_screen_stays_off_when_its_words_change(
    session: Session, table: DiscussionTable, facilitator: User
) -> None:
    point = make_point(session, table, facilitator)
    point.wall = "off"
    write(session, table.forum, table, writing(facilitator, point, words={"text": "Other words"}))
    assert point.wall == "off"
