"""Lists from files in any order of columns; people on several of them are one; who may not be written to stays so."""

from __future__ import annotations

import html
import io
import re
from datetime import date

import pytest
import xlsxwriter
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.partnership.models import Contact, Partnership
from survey_app.rounds import standing
from survey_app.rounds.asking_again import ask_contact_again
from survey_app.rounds.invitations import invitations_of
from survey_app.rounds.lists import services
from survey_app.rounds.lists.checking import ListCheck, check_list
from survey_app.rounds.lists.reading import (
    ListUnreadable,
    carried_sheet,
    guessed_roles,
    read_file,
    read_pasted,
    role_problem,
    sheet_of,
)  # fmt: skip
from survey_app.rounds.mail_models import ListMember, MailingList
from survey_app.rounds.services import RoundRefused
from tests.survey_app.factories import make_agency, make_partnership, make_round, make_user, sign_in

MIXED = """\
Forum;Organisation;Surname;Forename;Notes;Work email
North;Nowhere Trust;Example;Ann;likes tea; Ann@Agency.example
South;;Example;Bob;;bob@agency.example
South;;Example;Bob;again;BOB+x@agency.example
;;Example;Cyd;;not an address
"""


def workbook(rows: list[list[str]]) -> io.BytesIO:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    out.seek(0)
    return out


def filled(session: Session, list_: MailingList, text: str) -> ListCheck:
    sheet = read_pasted(text)
    check = check_list(session, list_, sheet, guessed_roles(sheet))
    services.store_list(session, list_, check)
    return check


def a_list(
    session: Session, partnership: Partnership, name: str, *addresses: str, complete: bool = False
) -> MailingList:
    made = services.make_list(session, partnership.id, name=name, is_complete=complete)
    filled(session, made, "email\n" + "\n".join(addresses))
    return made


def test_columns_are_guessed_in_any_order_and_every_line_has_its_kind_and_number(session: Session) -> None:
    partnership = make_partnership(session)
    list_ = services.make_list(session, partnership.id, name="Hub", is_complete=False)
    sheet = read_pasted(MIXED)
    assert guessed_roles(sheet) == ("forum", "agency", "last_name", "first_name", "-", "email")
    check = check_list(session, list_, sheet, guessed_roles(sheet))
    assert [(line.line, line.kind, line.name) for line in check.lines] == [
        (2, "new", "Ann Example"), (3, "new", "Bob Example"), (4, "twice", "Bob Example"),
        (5, "invalid", "Cyd Example"),
    ]  # fmt: skip
    assert check.of("twice")[0].first_line == 3
    assert check.unknown_agencies == ("Nowhere Trust",)


def test_a_workbook_says_the_same_as_the_list_that_was_pasted() -> None:
    rows = [line.split(";") for line in MIXED.splitlines()]
    assert read_file(workbook(rows)) == read_pasted(MIXED)


def test_a_list_of_addresses_alone_needs_no_names_of_columns() -> None:
    sheet = read_pasted("ann@agency.example\nbob@agency.example\n")
    assert len(sheet.rows) == 2
    assert guessed_roles(sheet) == ("email",)


def test_addresses_are_found_by_what_stands_in_the_column() -> None:
    sheet = read_pasted("Email,Where to write\nyes,ann@agency.example\nno,bob@agency.example\n")
    assert guessed_roles(sheet) == ("-", "email")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"name,email\n", b"PK\x03\x04 not a workbook", b"\x00\x01\x02"])
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(ListUnreadable):
        read_file(io.BytesIO(content))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "[[1],[2]]", '[["a"],[[1,["x","y"]]]]', "null", "[" * 5000, '[["a"],[]]']
)
def test_a_page_that_brings_back_something_else_is_refused(text: str) -> None:
    with pytest.raises(ListUnreadable):
        carried_sheet(text)


@pytest.mark.parametrize(
    ("roles", "ok"),
    [(("email",), True), (("name",), False), (("email", "email"), False), (("email", "name", "last_name"), False)],
)
def test_columns_that_contradict_each_other_are_refused(roles: tuple[str, ...], ok: bool) -> None:
    assert (role_problem(roles) == "") is ok


def test_somebody_known_is_not_made_twice_and_one_who_opted_out_stays_out(session: Session) -> None:
    partnership = make_partnership(session)
    first = a_list(session, partnership, "HSCP", "ann@agency.example", "bob@agency.example", "cyd@agency.example")
    ids = dict(session.execute(select(Contact.email, Contact.id).where(Contact.partnership_id == partnership.id)).all())
    standing.opt_out(session, ids["bob@agency.example"], by="themselves", today=date(2026, 3, 3))
    standing.note_bounce(session, ids["cyd@agency.example"], reason="gone", today=date(2026, 3, 3))
    second = services.make_list(session, partnership.id, name="HSAB", is_complete=False)
    check = filled(
        session, second, "mail\nANN@agency.example\nbob+y@agency.example\ncyd@agency.example\ndot@agency.example"
    )
    assert [line.kind for line in check.lines] == ["known", "opted_out", "bounced", "new"]
    assert filled(session, second, "mail\nann@agency.example").lines[0].kind == "on_list"
    assert len(session.scalars(select(Contact).where(Contact.partnership_id == partnership.id)).all()) == 4
    round_ = make_round(session, partnership, access="token", state="draft")
    frame = services.frame_of(session, round_, [first, second])
    assert (frame.on_lists, frame.people, frame.opted_out, frame.bounced) == (7, 4, 1, 1)
    assert services.invite_from(session, round_, [first, second]) == 2
    assert services.invite_from(session, round_, [first, second]) == 0
    assert sorted(item.email for item in invitations_of(session, round_.id)) == [
        "ann@agency.example",
        "dot@agency.example",
    ]


def test_contacts_of_another_partnership_are_strangers(session: Session) -> None:
    here, there = make_partnership(session), make_partnership(session)
    a_list(session, there, "Theirs", "ann@agency.example")
    list_ = services.make_list(session, here.id, name="Ours", is_complete=False)
    assert filled(session, list_, "email\nann@agency.example").lines[0].kind == "new"
    theirs = services.lists_of(session, there.id)[0].list
    assert services.find_list(session, here.id, theirs.id) is None
    assert services.frame_of(session, make_round(session, here, access="token"), [theirs]).people == 0


@pytest.mark.parametrize("complete", [True, False])
def test_the_population_is_everybody_on_the_lists_or_at_least_so_many(session: Session, complete: bool) -> None:
    partnership = make_partnership(session)
    one = a_list(session, partnership, "One", "ann@agency.example", "bob@agency.example", complete=True)
    two = a_list(session, partnership, "Two", "BOB@agency.example", "cyd@agency.example", complete=complete)
    round_ = make_round(session, partnership, access="token", state="draft")
    services.invite_from(session, round_, [one, two], set_population=True)
    assert (round_.population_size, round_.population_known) == (3, complete)
    assert "One, Two" in round_.population_note
    round_.state = "open"
    with pytest.raises(RoundRefused):
        services.invite_from(session, round_, [one], set_population=True)
    round_.state = "closed"
    with pytest.raises(RoundRefused):
        services.invite_from(session, round_, [one])


def test_failed_addresses_are_noted_whatever_way_they_are_written(session: Session) -> None:
    partnership = make_partnership(session)
    a_list(session, partnership, "One", "ann@agency.example", "bob@agency.example")
    text = "<Ann+hub@Agency.example>\n\nstranger@agency.example\nnonsense\nann@agency.example\n"
    outcome = standing.note_failed_addresses(session, partnership.id, text, today=date(2026, 3, 3))
    assert (outcome.noted, outcome.known) == (1, 1)
    assert outcome.strangers == ((3, "stranger@agency.example"),)
    assert outcome.unreadable == ((4, "nonsense"),)
    assert [one.email for one in standing.silent_contacts(session, partnership.id)] == ["ann@agency.example"]


def test_a_list_goes_from_file_to_invitations_on_the_pages(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    make_agency(session, partnership)
    round_ = make_round(session, partnership, access="token", state="draft", breakdowns=["forum"])
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    base = f"/p/{partnership.slug}/lists/"
    assert client.post(base, data={"name": "Hub <b>"}).status_code == 302
    assert client.post(base, data={"name": "hub  <B>"}).status_code == 409
    list_ = session.scalars(select(MailingList)).one()
    page = client.post(f"{base}{list_.id}", data={"upload": (io.BytesIO(MIXED.encode()), "list.csv")})
    carried = html.unescape(re.findall(r'<textarea name="sheet"[^>]*>(.*?)</textarea>', page.text, re.DOTALL)[0])
    roles = {
        f"column-{at}": role for at, role in enumerate(["forum", "agency", "last_name", "first_name", "-", "email"])
    }
    wrong = client.post(f"{base}{list_.id}", data={"step": "columns", "sheet": carried, **roles, "column-5": "-"})
    assert wrong.status_code == 422
    assert "Say which column holds the e-mail addresses" in wrong.text
    shown = client.post(f"{base}{list_.id}", data={"step": "columns", "sheet": carried, **roles})
    assert "Line 4" in shown.text
    assert "also on line 3" in shown.text
    assert session.scalars(select(ListMember)).all() == [], "nothing is stored before it is confirmed"
    assert client.post(f"{base}{list_.id}", data={"step": "store", "sheet": carried, **roles}).status_code == 302
    client.post(f"{base}{list_.id}", data={"step": "store", "sheet": carried, **roles})
    assert len(session.scalars(select(ListMember)).all()) == 2
    invite = f"{base}round/{round_.slug}"
    assert client.post(invite).status_code == 422
    assert "2 people" in client.get(f"{invite}?list={list_.id}").text
    assert client.post(invite, data={"list": str(list_.id), "population": "y"}).status_code == 302
    session.expire_all()
    assert {item.strata["forum"] for item in invitations_of(session, round_.id)} == {"North", "South"}
    assert round_.population_size == 2
    assert client.post(f"{base}{list_.id}", data={"step": "store", "sheet": "rubbish"}).status_code == 422
    assert "Hub &lt;b&gt;" in client.get(base).text


def test_those_who_may_be_asked_again_are_put_on_a_list_when_their_time_has_come(session: Session) -> None:
    partnership = make_partnership(session)
    a_list(session, partnership, "One", "ann@agency.example", "bob@agency.example", "cyd@agency.example")
    ids = dict(session.execute(select(Contact.email, Contact.id).where(Contact.partnership_id == partnership.id)).all())
    ask_contact_again(session, ids["ann@agency.example"], place="A round", words="Yes", today=date(2026, 3, 31))
    ask_contact_again(session, ids["bob@agency.example"], place="A round", words="Yes", today=date(2026, 3, 31))
    standing.opt_out(session, ids["bob@agency.example"], by="themselves", today=date(2026, 4, 1))
    with pytest.raises(services.ListRefused):
        services.make_again_list(session, partnership.id, today=date(2026, 5, 31))
    made = services.make_again_list(session, partnership.id, today=date(2026, 6, 1))
    members = session.scalars(select(ListMember.contact_id).where(ListMember.list_id == made.id)).all()
    assert members == [ids["ann@agency.example"]]


def test_long_lists_are_refused_before_they_are_stored() -> None:
    with pytest.raises(ListUnreadable, match="at most"):
        sheet_of([(1, ["email"]), *((at, ["ann@agency.example"]) for at in range(2, 20_004))])
