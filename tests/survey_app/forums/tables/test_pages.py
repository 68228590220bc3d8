"""The ordinary pages: taking down without JavaScript, what officers read, change, take out and download."""

from __future__ import annotations

import re
from io import BytesIO

from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.database import now
from survey_app.forums.hub.sources import SOURCES
from survey_app.forums.hub.steps import Stand
from survey_app.forums.models import Forum, HubCycle, HubTheme
from survey_app.forums.retaining import destroy_hub_cycles
from survey_app.forums.tables.heard import TablesHeard
from survey_app.forums.tables.models import DiscussionTable, ForumScreen, PointVersion, TablePoint
from survey_app.forums.tables.phones import Said, look, take
from survey_app.forums.tables.screen import screen_of
from survey_app.forums.tables.step import tables_step
from tests.survey_app.forums.hub_factories import make_forum, make_hub_cycle
from tests.survey_app.forums.tables.table_factories import make_point, make_table

HUB = "/p/north/learning-hub"


def from_room(session: Session, forum: Forum, text: str = "From a phone") -> TablePoint:
    take(
        session, screen_of(session, forum), Said(ticket=text, question="What works?", text=text, tone="concern"), now()
    )
    return session.scalars(select(TablePoint).where(TablePoint.text == text)).one()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_a_table_and_its_points_are_taken_down_without_javascript(
    page: FlaskClient, session: Session, forum: Forum
) -> None:
    added = page.post(f"{HUB}/forums/{forum.id}/tables", data={"name": "4", "size": "7"})
    address = added.headers["Location"]
    form = page.get(address).text
    assert "Table 4" in form
    data = {
        "change": hidden(form, "change"), "question": "What gets in the way?", "text": "Waiting lists",
        "tone": "concern", "quote": "It took a year.", "theme": "",
    }  # fmt: skip
    for _ in range(2):  # a double click
        assert page.post(address, data=data).status_code == 302
    shown = page.get(address).text
    assert shown.count("Waiting lists</p>") == 1
    assert "“It took a year.”" in shown


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(page: FlaskClient, table: DiscussionTable) -> None:
    address = f"{HUB}/forums/{table.forum_id}/tables/{table.id}"
    answer = page.post(address, data={"question": "What works?", "text": " ", "quote": "A long quote", "tone": ""})
    assert answer.status_code == 422
    assert "Enter what was said." in answer.text
    assert "A long quote" in answer.text
    twice = page.post(f"{HUB}/forums/{table.forum_id}/tables", data={"name": "Table 5", "size": "many"})
    assert twice.status_code == 422
    assert "number from 1 to" in twice.text


def test_points_are_moved_removed_and_put_back(page: FlaskClient, session: Session, table: DiscussionTable) -> None:
    first, second = (make_point(session, table, text=text) for text in ("First point", "Second point"))
    address = f"{HUB}/forums/{table.forum_id}/tables/{table.id}"
    ids = first.id, second.id

    def act(point_id: str, name: str) -> str:
        return page.post(f"{address}/points/{point_id}", data={"act": name}, follow_redirects=True).text

    moved = act(ids[1], "up")
    assert moved.index("Second point</p>") < moved.index("First point</p>")
    removed = act(ids[0], "remove")
    assert "First point</p>" not in removed
    assert "Undo" in removed
    assert "First point</p>" in act(ids[0], "restore")


def test_two_who_change_a_point_on_its_page_are_told(
    page: FlaskClient, session: Session, table: DiscussionTable
) -> None:
    point = make_point(session, table, text="Meetings")
    address = f"{HUB}/points/{point.id}"
    mine, theirs = page.get(address).text, page.get(address).text
    for form, text in ((theirs, "Meetings work"), (mine, "Meetings are long")):
        data = {"question": "What works?", "text": text, "tone": "", "quote": "", "theme": ""}
        data |= {name: hidden(form, name) for name in ("change", "seen")}
        answer = page.post(address, data=data, follow_redirects=True).text
    assert "Both are kept" in answer
    assert "Meetings work</p>" in answer
    assert "Meetings are long</p>" in answer


def test_officers_change_what_came_from_a_phone_and_its_words_stay_in_its_history(
    officer_page: FlaskClient, session: Session, forum: Forum
) -> None:
    point = from_room(session, forum, "Said in haste")
    address = f"{HUB}/points/{point.id}"
    assert "It is as it came from the room." in officer_page.get(address).text
    data = {"question": "What works?", "text": "Said with care", "tone": "", "quote": "", "theme": ""}
    assert officer_page.post(address, data=data).status_code == 302
    shown = officer_page.get(address).text
    assert "Said in haste" in shown
    assert "As it came from the room" in shown
    session.expire_all()
    first, then = session.scalars(select(PointVersion).order_by(PointVersion.number)).all()
    assert (first.made_by_id, first.made_at) == (None, None)
    assert then.made_by_id is not None


def test_filters_show_what_they_say(officer_page: FlaskClient, session: Session, table: DiscussionTable) -> None:
    make_point(session, table, text="Alpha", tone="strength")
    make_point(session, table, text="Beta", tone="concern", question="What gets in the way?")
    from_room(session, table.forum, "Gamma")
    address = f"{HUB}/cycles/gangs/points"

    def shown(query: str) -> set[str]:
        text = officer_page.get(f"{address}?{query}").text
        return {name for name in ("Alpha", "Beta", "Gamma") if f"{name}</p>" in text}

    assert shown("") == {"Alpha", "Beta", "Gamma"}
    assert shown("tone=strength") == {"Alpha"}
    assert shown("question=What+gets+in+the+way%3F") == {"Beta"}
    assert shown("source=room") == {"Gamma"}
    assert shown("state=waiting") == {"Gamma"}
    assert shown("words=bet") == {"Beta"}
    assert shown("words=100%25_") == set()
    assert shown(f"forum={table.forum_id}&theme=none") == {"Alpha", "Beta", "Gamma"}
    assert shown("tone=x&state=y&source=z&theme=9999&forum=abc&words=%00") == {"Alpha", "Beta", "Gamma"}


def test_the_workbook_holds_text_alone_and_its_download_is_logged(
    officer_page: FlaskClient, session: Session, table: DiscussionTable
) -> None:
    make_point(session, table, text="=HYPERLINK(1)", tone="strength", quote="+1")
    table.size = 7
    answer = officer_page.get(f"{HUB}/forums/{table.forum_id}/points.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[5][2:8] == ["Table 4", 7.0, "What works?", "=HYPERLINK(1)", "Strength", "+1"]
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "table discussions downloaded")).one()
    assert event.details["rows"] == 1


def test_what_is_heard_is_what_was_looked_at(session: Session, forum: Forum, table: DiscussionTable) -> None:
    make_point(session, table, text="Weekly meetings", quote="Ring 01632 960 001")
    make_point(session, table, text="Ring 01632 960 002")
    yes, _ = from_room(session, forum, "Looked at"), from_room(session, forum, "Waits")
    look(session, forum, {yes.id: yes.revision}, "off")
    heard = TablesHeard().read(session, forum.cycle)
    assert {one.text: (one.quote, one.where) for one in heard} == {
        "Weekly meetings": ("", "Stevenage, morning"), "Looked at": ("", "Stevenage, morning, from the room"),
    }  # fmt: skip
    assert any(isinstance(source, TablesHeard) for source in SOURCES)


def test_sorting_reaches_the_points_of_the_cycle_alone(session: Session, forum: Forum, table: DiscussionTable) -> None:
    other_forum = make_forum(session, make_hub_cycle(session))
    mine, other = make_point(session, table), make_point(session, make_table(session, other_forum))
    theme = HubTheme(cycle_id=forum.cycle_id, position=1, title="Meetings")
    session.add(theme)
    session.flush()
    TablesHeard().sort(session, forum.cycle, [mine.id, other.id], theme)
    assert (mine.theme_id, other.theme_id) == (theme.id, None)
    TablesHeard().sort(session, forum.cycle, [mine.id], None)
    assert mine.theme_id is None


def test_the_step_counts_points_and_what_waits(session: Session, forum: Forum, table: DiscussionTable) -> None:
    assert tables_step(session, forum.cycle, now()).stand is Stand.AHEAD
    make_point(session, table, tone="strength")
    from_room(session, forum)
    step = tables_step(session, forum.cycle, now())
    assert step.says == "Two points of one forum: one strength and one concern. One point waits for a look."
    assert (step.stand, step.endpoint) == (Stand.NOW, "forums.cycle_points")


def test_all_of_it_goes_with_its_cycle(session: Session, forum: Forum, table: DiscussionTable) -> None:
    theme = HubTheme(cycle_id=forum.cycle_id, position=1, title="Meetings")
    session.add(theme)
    session.flush()
    make_point(session, table, theme_id=theme.id)
    from_room(session, forum)
    make_point(session, make_table(session, make_forum(session, make_hub_cycle(session))), text="Theirs stays")
    session.commit()
    destroy_hub_cycles(session, HubCycle.id == forum.cycle_id)
    session.expire_all()
    assert [one.text for one in session.scalars(select(TablePoint))] == ["Theirs stays"]
    assert len(session.scalars(select(PointVersion)).all()) == 1
    assert len(session.scalars(select(DiscussionTable)).all()) == 1
    assert session.scalars(select(ForumScreen)).all() == []
