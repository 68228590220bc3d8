"""No group of an anonymous round is smaller than its minimum: as it opens, and whoever is invited later."""

from __future__ import annotations

from collections import Counter

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.results.snapshot import frame_of
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.services import RoundRefused, open_round
from survey_app.rounds.strata import TOGETHER, groups_kept, keep_values
from tests.survey_app.factories import make_agency, make_invitation, make_partnership, make_round, make_user, publish
from tests.survey_app.factories import sign_in as signed_in

T = TOGETHER

sizes_of_groups = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 12), min_size=1)


def together(sizes: dict[str, int], kept: dict[str, str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for value, to in kept.items():
        found[to] += sizes[value]
    return found


def test_small_groups_stand_together_and_take_in_the_smallest_other_where_they_are_too_few() -> None:
    assert keep_values({"North": 7, "South": 3, "West": 2}, 5) == {"North": "North", "South": T, "West": T}
    assert keep_values({"North": 7, "South": 6, "West": 2}, 5) == {"North": "North", "South": T, "West": T}
    assert keep_values({"North": 7, "South": 6}, 5) == {"North": "North", "South": "South"}
    assert keep_values({"North": 4}, 5) == {"North": T}


@given(sizes_of_groups, st.integers(5, 12))
def test_no_kept_group_is_smaller_than_the_minimum_unless_so_few_are_invited_in_all(
    sizes: dict[str, int], smallest: int
) -> None:
    kept = keep_values(sizes, smallest)
    found = together(sizes, kept)
    assert sum(found.values()) == sum(sizes.values())
    assert min(found.values()) >= smallest or set(found) == {T}
    assert all(to in (value, T) for value, to in kept.items())


@given(sizes_of_groups, sizes_of_groups)
def test_whoever_is_invited_later_makes_no_new_group_and_no_small_one(
    before: dict[str, int], later: dict[str, int]
) -> None:
    fixed = set(keep_values(before, 5).values()) - {T}
    sizes = dict(Counter(before) + Counter(later))
    found = together(sizes, keep_values(sizes, 5, fixed=fixed))
    assert set(found) <= fixed | {T}
    assert min(found.values()) >= 5 or set(found) == {T}


def a_round(session: Session, source: str = "learning-hub-evaluation", **values: object) -> Round:
    """A draft: seven of one agency in the north, two in the south, one of another agency."""
    partnership = make_partnership(session, slug=f"groups-{len(source)}")
    round_ = make_round(
        session, partnership, publish(session, partnership, source), access="token", state="draft",
        **{"anonymous": True, "breakdowns": ["agency", "forum"], **values},
    )  # fmt: skip
    many, one = make_agency(session, partnership), make_agency(session, partnership)
    for agency, forum, number in ((many, "North", 7), (many, "South", 2), (one, "North", 1)):
        for _ in range(number):
            make_invitation(session, round_, agency=agency, strata={"forum": forum})
    return round_


def groups(session: Session, round_: Round) -> list[tuple[tuple[str, ...], int, int]]:
    frame = frame_of(session, round_)
    assert frame is not None
    return [
        ((row["agency"], row["forum"]), row["invited"], row["answered"]) for row in frame.to_dict(orient="records")
    ]  # fmt: skip


def test_rates_of_an_anonymous_round_are_by_the_kept_groups_only(session: Session) -> None:
    round_ = a_round(session)
    open_round(session, round_, today=now().date())
    assert [(to, invited) for to, invited, _ in groups(session, round_)] == [((T, T), 10)]


def test_a_small_agency_takes_no_forum_from_others(session: Session) -> None:
    round_ = a_round(session)
    for forum, agencies in (("North", 3), ("South", 5)):
        for _ in range(agencies):
            make_invitation(session, round_, agency=make_agency(session), strata={"forum": forum})
    open_round(session, round_, today=now().date())
    found = groups(session, round_)
    by_forum: Counter[str] = Counter()
    for (_, forum), invited, _ in found:
        by_forum[forum] += invited
    assert by_forum == {"North": 11, "South": 7}
    assert sorted({agency == T for (agency, _), _, _ in found}) == [False, True]


def test_a_round_that_is_not_anonymous_keeps_its_groups(session: Session) -> None:
    round_ = a_round(session, anonymous=False)
    open_round(session, round_, today=now().date())
    assert sorted(invited for _, invited, _ in groups(session, round_)) == [1, 2, 7]
    assert groups_kept(session, round_) == ()
    assert round_.kept_groups is None


def test_the_groups_are_fixed_as_the_round_opens_and_later_ones_are_not_told_apart(session: Session) -> None:
    round_ = a_round(session)
    agency = make_agency(session)
    for _ in range(8):
        make_invitation(session, round_, agency=agency, strata={"forum": "West"})
    open_round(session, round_, today=now().date())
    fixed = round_.kept_groups or {}
    assert "West" in fixed["forum"]
    newcomer = make_agency(session)
    make_invitation(session, round_, agency=newcomer, strata={"forum": "East"})
    for _ in range(9):  # many, but too late to be a group
        make_invitation(session, round_, agency=agency, strata={"forum": "East"})
    found = groups(session, round_)
    for place, name in enumerate(("agency", "forum")):
        sizes: Counter[str] = Counter()
        for to, invited, _ in found:
            sizes[to[place]] += invited
        assert set(sizes) <= {*fixed[name], T}
        assert min(sizes.values()) >= 5


def test_whoever_opens_the_round_sees_first_what_is_kept(client: FlaskClient, session: Session) -> None:
    round_ = a_round(session)
    signed_in(client, make_user(session, round_.partnership, roles=("qa_group", "administrator")))
    page = client.get(f"/p/{round_.partnership.slug}/rounds/{round_.slug}").text
    assert "Groups that are told apart" in page
    assert "When you open the round, these groups are fixed." in page
    assert "Groups of fewer than 5 stand together." in page
    assert page.count(TOGETHER) == 2  # of ten, the two of the south and the one other agency need the others


REPEATS = """
settings: {form_id: repeats, form_title: Repeats, version: "1", default_language: English (en)}
choices:
  forums: [{name: north, label: North}, {name: south, label: South}]
survey:
  - {type: select_one forums, name: Forum, label: Which forum?}
"""


@pytest.mark.parametrize("access", ["token", "open"])
def test_a_form_cannot_ask_again_what_the_list_says_of_each_person(session: Session, access: str) -> None:
    round_ = a_round(session, REPEATS)
    round_.access = access
    if access == "open":
        session.execute(delete(Invitation).where(Invitation.round_id == round_.id))
        open_round(session, round_, today=now().date())
        assert round_.state == "open"
        return
    with pytest.raises(RoundRefused, match="‘Forum’, which the list of invitations says of each person"):
        open_round(session, round_, today=now().date())
