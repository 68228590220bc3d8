from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.partnership.models import Contact
from survey_app.rounds.invitation_list import read_invitation_list
from survey_app.rounds.invitations import (
    PersonalLink,
    check_against_round,
    invitations_of,
    mint_links,
    store_invitations,
    unknown_agencies,
)
from survey_app.rounds.links_file import links_csv
from survey_app.rounds.services import RoundRefused
from survey_app.rounds.tokens import hash_token
from tests.survey_app.factories import make_agency, make_invitation, make_partnership, make_round, publish


def test_agencies_are_matched_whatever_the_case_and_unknown_ones_are_listed(session: Session) -> None:
    partnership = make_partnership(session)
    agency = make_agency(session, partnership)
    round_ = make_round(session, partnership, access="token")
    read = read_invitation_list(
        f"name,email,agency\nAnn Example,ann@agency.example,{agency.name.upper()}\n"
        "Bob Example,bob@agency.example,Nowhere Trust\nCat Example,cat@agency.example,nowhere trust\n",
        strata=[],
    )
    found = check_against_round(session, round_, read)
    assert [row.name for row in found.rows] == ["Ann Example"]
    assert [problem.line for problem in found.problems] == [3, 4]
    assert unknown_agencies(session, read) == ["nowhere trust"]


def test_stored_invitations_carry_agency_and_strata_and_no_token(session: Session) -> None:
    partnership = make_partnership(session)
    agency = make_agency(session, partnership)
    round_ = make_round(session, partnership, access="token", breakdowns=["agency", "forum"])
    read = read_invitation_list(
        f"name,email,agency,forum\nAnn Example,ann@agency.example,{agency.name},North\n,,,South\n", strata=["forum"]
    )
    assert store_invitations(session, round_, read.rows) == 2
    named, unnamed = invitations_of(session, round_.id)
    assert (named.name, named.agency, named.strata, named.answered) == (
        "Ann Example", agency.name, {"forum": "North"}, False,
    )  # fmt: skip
    assert (unnamed.name, unnamed.email, unnamed.strata) == ("", "", {"forum": "South"})
    assert named.invitation.token_hash is None


def test_a_person_known_already_is_not_stored_twice_and_not_invited_twice(session: Session) -> None:
    partnership = make_partnership(session)
    version = publish(session, partnership)
    round_, other = (make_round(session, partnership, version, access="token") for _ in range(2))
    read = read_invitation_list("name,email\nAnn Example,ann@agency.example\n", strata=[])
    store_invitations(session, round_, read.rows)
    store_invitations(session, other, read.rows)
    contacts = session.scalars(select(Contact).where(Contact.partnership_id == partnership.id)).all()
    assert [contact.email for contact in contacts] == ["ann@agency.example"]
    again = check_against_round(session, round_, read)
    assert again.rows == ()
    assert "already invited" in again.problems[0].message


def test_links_are_minted_for_those_who_have_not_answered_and_kept_as_hashes(session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, access="token")
    waiting, old_token = make_invitation(session, round_)
    answered, _ = make_invitation(session, round_)
    answered.answered = True
    untouched = answered.token_hash
    (link,) = mint_links(session, round_, lambda token: token)
    assert waiting.token_hash == hash_token(link.address) != hash_token(old_token)
    assert link.address not in str(vars(waiting))
    assert answered.token_hash == untouched


def test_links_are_refused_where_no_link_would_open_a_form(session: Session) -> None:
    partnership = make_partnership(session)
    version = publish(session, partnership)
    with pytest.raises(RoundRefused, match="Only a round that is answered through personal links"):
        mint_links(session, make_round(session, partnership, version), str)
    closed = make_round(session, partnership, version, access="token", state="closed")
    with pytest.raises(RoundRefused, match="closed"):
        mint_links(session, closed, str)
    with pytest.raises(RoundRefused, match="closed"):
        store_invitations(session, closed, [])


def test_the_file_of_links_opens_in_a_spreadsheet_without_a_formula() -> None:
    link = PersonalLink(
        name="=1+1", email="ann@agency.example", agency="@Trust", strata={"forum": "-North"}, address="x"
    )
    content = links_csv([link], ["agency", "forum"])
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows == [
        ["name", "email", "agency", "forum", "link"],
        ["'=1+1", "ann@agency.example", "'@Trust", "'-North", "x"],
    ]
