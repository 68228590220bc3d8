"""Two partnerships whose releases are the same, though people answered otherwise.

Nobody who reads released results only can tell one from the other, on any page, chart, file or address of the interface
for other programs.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from analysis.disclosure import report_to_json
from survey_app.accounts.permissions import permissions_of
from survey_app.accounts.tokens import make_token
from survey_app.collect.models import HelpRequest
from survey_app.partnership.models import Partnership
from tests.analysis.disclosure.two_worlds import worlds
from tests.survey_app.answers import add_answer, add_opened_answers
from tests.survey_app.factories import make_partnership, make_round, make_user, publish, sign_in
from tests.survey_app.results.two_places import Seen, make_place, read_all, releases_of, seen_in

SLUGS = ("world-a", "world-b")
ROUNDS = ("before", "now", "named")
VIEWS = (
    "",
    "?agency_type=police",
    "?agency_type=health&locality=",
    "?locality=North",
    "?agency_type=health&locality=South",
)
STARTS = [
    *(f"{page}{view}" for page in ("/dashboard", "/dashboard/rounds/now", "/dashboard/rounds/named") for view in VIEWS),
    *(f"/rounds/{name}/results" for name in ROUNDS),
]


def both(session: Session, policy: str, seed: int) -> list[Partnership]:
    """The two partnerships, whose releases are the same to the byte."""
    found = [
        make_place(session, world, policy, slug)
        for slug, world in zip(SLUGS, islice(worlds(policy, seed), 2), strict=True)
    ]
    first, second = ([report_to_json(report) for report in releases_of(session, one)] for one in found)
    assert first == second
    return found


def as_reader(app: Flask, session: Session, partnership: Partnership, role: str) -> FlaskClient:
    """Somebody of this role, of the same name in both worlds."""
    user = make_user(session, partnership, roles=(role,))
    user.name = "The same reader"
    return sign_in(app.test_client(), user)


def differing(first: dict[str, Seen], second: dict[str, Seen]) -> list[str]:
    """The addresses that are there in one world only, or answer otherwise."""
    return sorted(one for one in first.keys() | second.keys() if first.get(one) != second.get(one))


CASES = [("default", 3, "councillor"), ("nhs", 0, "executive_member"), ("ten", 2, "external_reviewer")]


@pytest.mark.long
@pytest.mark.parametrize(("policy", "seed", "role"), CASES)
def test_no_page_and_no_file_tells_the_worlds_apart(
    app: Flask, session: Session, policy: str, seed: int, role: str
) -> None:
    seen = []
    for partnership in both(session, policy, seed):
        seen.append(read_all(as_reader(app, session, partnership, role), partnership.slug, STARTS))
    assert len(seen[0]) > 100
    assert any("svg" in address for address in seen[0])
    assert differing(*seen) == []


def test_neither_the_dashboard_nor_other_programs_tell_them_apart(app: Flask, session: Session) -> None:
    pages, answers = [], []
    for partnership in both(session, "default", 3):
        client = as_reader(app, session, partnership, "external_reviewer")
        starts = [*STARTS[:7], "/rounds/", *STARTS[-3:]]
        pages.append(read_all(client, partnership.slug, starts, follow=False))
        answers.append(read_interface(app, session, partnership))
    assert differing(*pages) == []
    assert differing(*answers) == []
    assert {one.status for one in [*pages[0].values(), *answers[0].values()]} == {200}


def test_the_named_team_does_see_the_difference_or_this_would_prove_nothing(app: Flask, session: Session) -> None:
    starts = ["/dashboard/rounds/named", "/rounds/named/results"]
    first, second = (
        read_all(as_reader(app, session, one, "qa_group"), one.slug, starts, follow=False)
        for one in both(session, "default", 3)
    )
    assert differing(first, second) == ["/p/HERE/rounds/named/results"]


def read_interface(app: Flask, session: Session, partnership: Partnership) -> dict[str, Seen]:
    """Everything that the interface for other programs gives to a token of an external reviewer."""
    user = make_user(session, partnership, roles=("external_reviewer",))
    held, today = permissions_of(user.id, partnership.id), datetime.now(UTC).date()
    _, text = make_token(
        session, user, partnership.id, name="R", scopes=("rounds", "results"), held=held, days=9, today=today
    )
    client, head = app.test_client(), {"Authorization": f"Bearer {text}"}
    paths = ["/partnership", "/rounds"]
    for name in ROUNDS:
        paths += [f"/rounds/{name}{rest}" for rest in ("", "/report", "/figures", "/releases", "/releases/1")]
    return {
        path: seen_in(client.get(f"/api/v1{path}", headers=head), partnership.slug) for path in paths
    }  # fmt: skip


def test_whoever_may_not_count_answers_cannot_tell_how_few_answered_a_hidden_round(
    app: Flask, session: Session
) -> None:
    """Two answers in one world and four in the other: neither is shown."""
    seen = []
    for slug, answers in zip(SLUGS, (2, 4), strict=True):
        partnership = make_partnership(session, slug=slug, name="Example partnership")
        version = publish(session, partnership)
        hidden = make_round(
            session, partnership, version, slug="closed", title="Hidden", state="closed", anonymous=True, access="open"
        )
        for round_ in (hidden, make_round(session, partnership, version, slug="named", title="Named")):
            documents = [{"useful": "yes" if n % 2 else "no", "comment": f"Comment {n}"} for n in range(answers)]
            if round_.anonymous:
                add_opened_answers(session, round_, documents)
            else:
                for document in documents:
                    add_answer(session, round_, document)
        releases_of(session, partnership)
        client = as_reader(app, session, partnership, "councillor")
        starts = ["/dashboard", *(f"/rounds/{name}/results" for name in ("closed", "named"))]
        seen.append(read_all(client, slug, starts))
    assert differing(*seen) == []


def test_a_pinned_copy_does_not_tell_what_only_its_maker_may_see(app: Flask, session: Session) -> None:
    """A scrutineer sees how many entries of the duty list wait; a councillor who reads the copy does not."""
    partnership = make_partnership(session, slug=SLUGS[0])
    session.add(HelpRequest(partnership_id=partnership.id, name="A. Nyone", contact="01632 960009", message="Help"))
    scrutineer, here = as_reader(app, session, partnership, "scrutineer"), f"/p/{partnership.slug}"
    assert "entry waits" in scrutineer.get(f"{here}/dashboard").text
    scrutineer.post(f"{here}/scrutiny/pins/new", data={"of": f"{here}/dashboard"})
    copy = as_reader(app, session, partnership, "councillor").get(f"{here}/scrutiny/pins/1").text
    assert "wa-pinned" in copy
    assert "entry waits" not in copy
