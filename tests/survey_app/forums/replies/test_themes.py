"""Themes are made, renamed, put in order, merged and removed; what was heard is sorted under those of its own cycle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.forums.hub.heard import Heard
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.forums.replies import themes
from survey_app.forums.replies.models import HubSorting
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.forums.replies.sorting import Piece, Sieve, pieces_of, sort_pieces
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_partnership, make_user, sign_in
from tests.survey_app.forums.hub_factories import make_hub_cycle
from tests.survey_app.forums.replies.conftest import SaidSource
from tests.survey_app.forums.replies.reply_factories import replied

ADDRESS = "/p/north/learning-hub/cycles/gangs"
PIECES = [
    Heard(key="1", text="Thresholds differ between teams", tone="concern", where="North"),
    Heard(key="2", text="Joint visits work", tone="strength", where="South"),
    Heard(key="3", text="Hard to reach anybody", quote="I rang <b>nine</b> times.", where="North"),
]


def titles(session: Session, cycle: HubCycle) -> list[str]:
    return [one.title for one in themes.themes_of(session, cycle.id)]


def test_a_theme_with_a_reply_offers_no_way_to_remove_it(
    page: FlaskClient, session: Session, cycle: HubCycle, theme: HubTheme, planner: User
) -> None:
    address = f"/p/north/learning-hub/cycles/gangs/themes/{theme.id}"
    session.commit()
    assert "Remove the theme" in page.get(address).text
    replied(session, theme, planner)
    session.commit()
    shown = page.get(address).text
    assert "Remove the theme" not in shown
    assert "It has a reply, so it stays" in shown


def test_themes_are_moved_up_and_down_and_stop_at_the_ends(session: Session, cycle: HubCycle) -> None:
    first, second, third = (themes.add_theme(session, cycle, title) for title in ("A", "B", "C"))
    assert themes.move_theme(session, third, up=True)
    assert titles(session, cycle) == ["A", "C", "B"]
    assert not themes.move_theme(session, first, up=True)
    assert not themes.move_theme(session, second, up=False)
    assert titles(session, cycle) == ["A", "C", "B"]


def test_a_title_that_is_empty_taken_or_too_long_is_refused(session: Session, theme: HubTheme) -> None:
    for title in ("", "   ", "thresholds  DIFFER", "x" * 201):
        with pytest.raises(RepliesRefused):
            themes.add_theme(session, theme.cycle, title)


def test_merging_takes_everything_along(session: Session, theme: HubTheme) -> None:
    gone = themes.add_theme(session, theme.cycle, "Levels of need", "Nobody knows the levels.")
    session.add(HubSorting(cycle_id=theme.cycle_id, theme_id=gone.id, piece="1:concern:thresholds"))
    session.flush()
    themes.merge_themes(session, gone, theme)
    assert titles(session, theme.cycle) == ["Thresholds differ"]
    assert theme.summary == "Teams read the levels of need in two ways.\n\nNobody knows the levels."
    assert session.scalars(select(HubSorting.theme_id)).all() == [theme.id]


def test_removing_leaves_what_was_heard_unsorted(session: Session, theme: HubTheme) -> None:
    session.add(HubSorting(cycle_id=theme.cycle_id, theme_id=theme.id, piece="1:concern:thresholds"))
    session.flush()
    themes.remove_theme(session, theme)
    assert session.scalars(select(HubSorting)).all() == []


def test_a_theme_with_a_reply_is_neither_removed_nor_merged_away(
    session: Session, theme: HubTheme, planner: User
) -> None:
    other = themes.add_theme(session, theme.cycle, "Other")
    replied(session, theme, planner)
    with pytest.raises(RepliesRefused, match="has a reply"):
        themes.remove_theme(session, theme)
    with pytest.raises(RepliesRefused, match="has a reply"):
        themes.merge_themes(session, theme, other)


def test_themes_of_two_cycles_are_never_merged(session: Session, theme: HubTheme) -> None:
    foreign = themes.add_theme(session, make_hub_cycle(session), "Foreign")
    with pytest.raises(RepliesRefused):
        themes.merge_themes(session, foreign, theme)


def test_pieces_are_sorted_and_taken_out_again(session: Session, theme: HubTheme, said: SaidSource) -> None:
    said.pieces[theme.cycle_id] = PIECES
    assert sort_pieces(session, theme.cycle, ["said:1", "said:3", "said:1"], theme) == 2
    under = Sieve(under=str(theme.id))
    assert [one.key for one in pieces_of(session, theme.cycle) if under.lets_through(one)] == ["said:1", "said:3"]
    sort_pieces(session, theme.cycle, ["said:1"], None)
    assert [one.key for one in pieces_of(session, theme.cycle) if under.lets_through(one)] == ["said:3"]


def test_pieces_of_another_cycle_are_not_sorted_here(session: Session, theme: HubTheme, said: SaidSource) -> None:
    elsewhere = make_hub_cycle(session)
    said.pieces[elsewhere.id] = PIECES
    with pytest.raises(RepliesRefused, match="Choose at least one"):
        sort_pieces(session, theme.cycle, ["said:1", "no-such:1", "", ":"], theme)
    assert all(one.theme_id is None for one in said.pieces[elsewhere.id])


def test_pieces_are_not_put_under_a_theme_of_another_cycle(session: Session, cycle: HubCycle, said: SaidSource) -> None:
    said.pieces[cycle.id] = PIECES
    foreign = themes.add_theme(session, make_hub_cycle(session), "Foreign")
    with pytest.raises(RepliesRefused):
        sort_pieces(session, cycle, ["said:1"], foreign)


@pytest.mark.parametrize(
    ("sieve", "kept"),
    [
        (Sieve(), ["1", "2", "3"]), (Sieve(tone="strength"), ["2"]), (Sieve(tone="neither"), ["3"]),
        (Sieve(source="other"), []), (Sieve(under="none"), ["1", "2", "3"]), (Sieve(under="any"), []),
        (Sieve(under="999"), []), (Sieve(under="x"), []),
    ],
)  # fmt: skip
def test_filters(sieve: Sieve, kept: list[str]) -> None:
    pieces = [Piece(key=f"said:{one.key}", source="said", source_title="Said", heard=one) for one in PIECES]
    assert [one.heard.key for one in pieces if sieve.lets_through(one)] == kept


def test_sorting_works_on_the_page_and_keeps_the_filters(
    page: FlaskClient, session: Session, cycle: HubCycle, said: SaidSource
) -> None:
    said.pieces[cycle.id] = PIECES
    shown = page.get(f"{ADDRESS}/themes?tone=concern").text
    assert "Thresholds differ between teams" in shown
    assert "Joint visits work" not in shown
    done = page.post(f"{ADDRESS}/themes?tone=concern", data={"piece": ["said:1"], "title": "Thresholds"})
    assert done.status_code == 302
    assert "tone=concern" in done.location
    assert titles(session, cycle) == ["Thresholds"]
    assert "under “Thresholds”" in page.get(f"{ADDRESS}/themes").text


def test_quotes_are_text_on_the_page(page: FlaskClient, cycle: HubCycle, said: SaidSource) -> None:
    said.pieces[cycle.id] = PIECES
    assert "I rang &lt;b&gt;nine&lt;/b&gt; times." in page.get(f"{ADDRESS}/themes").text


def test_what_cannot_be_sorted_is_said_and_nothing_is_made(
    page: FlaskClient, session: Session, cycle: HubCycle, said: SaidSource
) -> None:
    said.pieces[cycle.id] = PIECES
    one = ["said:1"]
    wrong: list[dict[str, Any]] = [
        {}, {"piece": one}, {"piece": one, "under": "9" * 20}, {"under": "none"}, {"piece": one, "under": "-1"},
        {"piece": ["x"], "title": "New"}, {"piece": one, "title": "y" * 999},
    ]  # fmt: skip
    for data in wrong:
        answer = page.post(f"{ADDRESS}/themes", data=data)
        assert answer.status_code == 422, data
        assert "There is a problem" in answer.text
    assert titles(session, cycle) == []


def test_another_partnership_sees_and_sorts_nothing(
    client: FlaskClient, session: Session, theme: HubTheme, said: SaidSource, other_planner: User
) -> None:
    said.pieces[theme.cycle_id] = PIECES
    theirs = make_hub_cycle(
        session, session.get_one(Partnership, other_planner.memberships[0].partnership_id), slug="own"
    )
    session.commit()
    page = sign_in(client, other_planner)
    assert page.get(f"{ADDRESS}/themes").status_code == 404
    own = f"/p/south/learning-hub/cycles/{theirs.slug}"
    assert "Joint visits work" not in page.get(f"{own}/themes").text
    assert page.post(f"{own}/themes", data={"piece": ["said:1"], "under": theme.id}).status_code == 422
    for path in (f"themes/{theme.id}", f"replies/{theme.id}", f"replies/{theme.id}/write"):
        assert page.get(f"{own}/{path}").status_code == 404
    assert page.post(f"{own}/themes/{theme.id}/remove", data={"sure": "yes"}).status_code == 404
    assert all(one.theme_id is None for one in said.pieces[theme.cycle_id])


@pytest.fixture
def other_planner(session: Session) -> User:
    return make_user(session, make_partnership(session, slug="south"), roles=("qa_group",))


def test_a_theme_that_was_removed_meanwhile_is_said_to_be_gone(
    session: Session, theme: HubTheme, planner: User, said: SaidSource
) -> None:
    said.pieces[theme.cycle_id] = PIECES
    session.execute(delete(HubTheme).where(HubTheme.id == theme.id).execution_options(synchronize_session=False))
    acts: list[Callable[[], object]] = [
        lambda: themes.change_theme(session, theme, "New", ""),
        lambda: themes.move_theme(session, theme, up=True),
        lambda: themes.remove_theme(session, theme),
        lambda: sort_pieces(session, theme.cycle, ["said:1"], theme),
        lambda: replied(session, theme, planner),
    ]
    for act in acts:
        with pytest.raises(RepliesRefused, match="Open the themes again"):
            act()
