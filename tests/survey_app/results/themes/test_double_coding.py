"""Two coders, blind to each other on every route until the reconciliation opens."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.results.coding import CodingRefused, given, progress_of, save_coding
from survey_app.results.models import Coding, blind_layer
from survey_app.results.snapshot import fingerprint, round_data
from survey_app.results.themes import reconciliation
from survey_app.results.themes.double_coding import (
    end_double_coding,
    open_reconciliation,
    set_double_coding,
    view_for,
    working_layer,
)
from survey_app.results.working_papers import working_paper
from survey_app.rounds.models import Round
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.results.commented_rounds import coders, comments, named_round

TEXTS = tuple(f"Comment {letter}" for letter in "abcdef")


@dataclass(frozen=True)
class Blind:
    round: Round
    first: User
    second: User
    base: str

    def save(self, session: Session, coder: User, text: str, stances: dict[str, str], **more: bool) -> None:
        comment = next(c for c in comments(session, self.round) if c.text == text)
        save_coding(
            session, self.round, comment.place, given(stances, done=True, **more), coder_id=coder.id,
            layer=blind_layer(coder.id),
        )  # fmt: skip


@pytest.fixture
def blind(session: Session) -> Blind:
    round_ = named_round(session, *TEXTS)
    first, second = coders(session, round_)
    set_double_coding(session, round_, first.id, second.id, set_by_id=first.id)
    return Blind(round_, first, second, f"/p/{round_.partnership.slug}/rounds/{round_.slug}")


def code_both(session: Session, blind: Blind) -> None:
    """Alike, another theme, another stance, nothing fits for one, one only, neither."""
    for coder, rows in (
        (blind.first, [{"training": "concern"}, {"time": "neutral"}, {"time": "strength"}, {}, {"space": "neutral"}]),
        (blind.second, [{"training": "concern"}, {"space": "neutral"}, {"time": "concern"}, {"time": "neutral"}]),
    ):
        for text, stances in zip(TEXTS, rows, strict=False):
            blind.save(session, coder, text, stances)


def test_only_two_different_people_of_the_partnership_before_anything_is_coded(session: Session) -> None:
    round_ = named_round(session, "Fine")
    first, second = coders(session, round_)
    for pair, why in (((first.id, first.id), "two different"), ((first.id, 10**6), "may code")):
        with pytest.raises(CodingRefused, match=why):
            set_double_coding(session, round_, *pair, set_by_id=first.id)
    outsider = make_user(session, round_.partnership, roles=("auditor",))
    with pytest.raises(CodingRefused, match="may code"):
        set_double_coding(session, round_, first.id, outsider.id, set_by_id=first.id)
    save_coding(session, round_, comments(session, round_)[0].place, {"time": "neutral"}, coder_id=first.id)
    with pytest.raises(CodingRefused, match="coded already"):
        set_double_coding(session, round_, first.id, second.id, set_by_id=first.id)


def test_each_of_the_two_sees_their_own_layer_and_others_none(session: Session, blind: Blind) -> None:
    code_both(session, blind)
    third = make_user(session, blind.round.partnership, roles=("qa_group",))
    seen = {user: view_for(session, blind.round, user.id) for user in (blind.first, blind.second, third)}
    assert [view.layer for view in seen.values()] == [blind_layer(blind.first.id), blind_layer(blind.second.id), None]
    assert [progress_of(comments(session, blind.round, view.layer)).coded for view in seen.values()] == [5, 4, 0]
    with pytest.raises(CodingRefused, match="neither of them"):
        working_layer(seen[third])


def test_no_report_holds_a_blind_coding(session: Session, blind: Blind) -> None:
    before = fingerprint(session, blind.round)
    code_both(session, blind)
    assert fingerprint(session, blind.round) == before
    assert not round_data(session, blind.round, produced_at=now()).codings
    themes = working_paper(session, blind.round, at=now()).themes
    assert themes is not None
    assert {row.mentions for row in themes.rows} == {0}


def test_no_page_shows_the_other_coders_themes(client: FlaskClient, session: Session, blind: Blind) -> None:
    """Every page that shows codings, opened by the second coder and by somebody else, before and after they coded."""
    third = make_user(session, blind.round.partnership, roles=("qa_group",))
    paths = ("coding", "coding/grid", "coding/suggestions.json", "quotes", "results", "results/report.json")
    seen: dict[tuple[int, str], list[str]] = {}
    for _ in range(2):
        for user in (blind.second, third):
            sign_in(client, user)
            for path in paths:
                page = client.get(f"{blind.base}/{path}").text
                page = re.sub(r'csrf_token" value="[^"]+"|"token": "[^"]+"|"produced_at":\s*"[^"]+"', "", page)
                seen.setdefault((user.id, path), []).append(page)
        for text in TEXTS:
            blind.save(session, blind.first, text, {"training": "concern"}, quote_worthy=True)
    assert [key for key, (before, after) in seen.items() if before != after] == []


def test_the_grid_saves_into_ones_own_layer_only(client: FlaskClient, session: Session, blind: Blind) -> None:
    code_both(session, blind)
    sign_in(client, blind.second)
    page = client.get(f"{blind.base}/coding/grid").text
    data = json.loads(re.search(r"data-coder-data>(.+?)</script>", page)[1])  # type: ignore[index]
    comment = next(c for c in data["comments"] if c["text"] == "Comment e")
    assert (comment["themes"], comment["revision"]) == ({}, 0)
    save = {"key": comment["key"], "save_id": "s1", "seen": 0, "themes": {"time": "neutral"}, "done": True}
    sent = client.post(f"{blind.base}/coding/save", json={"saves": [{**save, "quote": False}]})
    assert sent.json["outcomes"][0]["status"] == "saved"
    rows = session.scalars(select(Coding).where(Coding.theme == "time", Coding.stance == "neutral")).all()
    assert blind_layer(blind.first.id) not in {row.layer for row in rows if row.coder_id == blind.second.id}


def test_whoever_is_neither_of_the_two_cannot_code(client: FlaskClient, session: Session, blind: Blind) -> None:
    sign_in(client, make_user(session, blind.round.partnership, roles=("qa_group",)))
    key = comments(session, blind.round)[0].key
    assert client.get(f"{blind.base}/coding/grid").status_code == 400
    assert client.get(f"{blind.base}/coding/{key}").status_code == 400
    assert client.post(f"{blind.base}/coding/save", json={"saves": []}).status_code == 400
    assert client.post(f"{blind.base}/coding/{key}", data={"theme": "time"}).status_code == 400


def test_the_reconciliation_stays_shut_until_it_is_opened(session: Session, blind: Blind) -> None:
    code_both(session, blind)
    with pytest.raises(CodingRefused, match="not open yet"):
        reconciliation.pairs_of(session, blind.round, comments(session, blind.round))
    with pytest.raises(CodingRefused, match="coded comments already"):
        end_double_coding(session, blind.round)


def test_what_both_gave_alike_counts_at_once_and_differences_wait(session: Session, blind: Blind) -> None:
    code_both(session, blind)
    open_reconciliation(session, blind.round, opened_by_id=blind.first.id)
    found = {c.text[-1]: (dict(c.themes), c.how, c.done) for c in comments(session, blind.round)}
    assert found["a"] == ({"training": "concern"}, "same", True)
    assert found["e"] == ({"space": "neutral"}, "one", True)
    assert [found[letter] for letter in "bcdf"] == [({}, "", False)] * 4
    pairs = reconciliation.pairs_of(session, blind.round, comments(session, blind.round))
    assert {pair.comment.text[-1]: pair.differing for pair in pairs} == {
        "b": ("time", "space"), "c": ("time",), "d": ("time",),
    }  # fmt: skip
    with pytest.raises(CodingRefused, match="nothing to open"):
        open_reconciliation(session, blind.round, opened_by_id=blind.first.id)


def test_a_decision_is_recorded_with_who_decided_and_the_report_uses_it(session: Session, blind: Blind) -> None:
    code_both(session, blind)
    open_reconciliation(session, blind.round, opened_by_id=blind.first.id)
    third = make_user(session, blind.round.partnership, roles=("qa_group",))
    places = {c.text[-1]: c.place for c in comments(session, blind.round)}
    reconciliation.decide(session, blind.round, places["b"], "both", decided_by_id=third.id)
    reconciliation.decide(session, blind.round, places["c"], "both", decided_by_id=third.id)
    reconciliation.decide(session, blind.round, places["d"], {"space": "strength"}, decided_by_id=third.id)
    found = {c.text[-1]: (dict(c.themes), c.how, c.coder_id) for c in comments(session, blind.round)}
    assert found["b"] == ({"time": "neutral", "space": "neutral"}, "reconciled", third.id)
    assert found["c"] == ({"time": "neutral"}, "reconciled", third.id)
    assert found["d"] == ({"space": "strength"}, "reconciled", third.id)
    codings = round_data(session, blind.round, produced_at=now()).codings
    assert sorted((coding.theme, coding.stance) for coding in codings) == [
        ("space", "neutral"), ("space", "neutral"), ("space", "strength"), ("time", "neutral"), ("time", "neutral"),
        ("training", "concern"),
    ]  # fmt: skip
    with pytest.raises(CodingRefused, match="Only one of the two"):
        reconciliation.decide(session, blind.round, places["e"], "first", decided_by_id=third.id)


def test_agreement_counts_the_comments_that_both_coded(session: Session, blind: Blind) -> None:
    from survey_app.results.coding import codeframe_of

    code_both(session, blind)
    open_reconciliation(session, blind.round, opened_by_id=blind.first.id)
    codeframe = codeframe_of(session, blind.round)
    assert codeframe is not None
    found = reconciliation.agreement_of(session, blind.round, codeframe, comments(session, blind.round))
    assert found is not None
    assert (found.both_coded, found.same) == (4, 1)
    counts = {one.theme: (one.both, one.first_only, one.second_only, one.neither) for one in found.themes}
    assert counts == {"training": (1, 0, 0, 3), "time": (1, 1, 1, 1), "space": (0, 0, 1, 3)}


def test_the_pages_lead_from_two_coders_to_the_decision(client: FlaskClient, session: Session, blind: Blind) -> None:
    code_both(session, blind)
    sign_in(client, blind.first)
    page = client.get(f"{blind.base}/coding/two-coders").text
    assert "5 of 6 comments coded" in page
    assert "4 of 6 comments coded" not in page
    assert "They are not done yet" in page
    assert client.get(f"{blind.base}/coding/reconciliation").status_code == 302
    assert client.post(f"{blind.base}/coding/reconciliation/open").status_code == 302
    page = client.get(f"{blind.base}/coding/reconciliation").text
    assert "3 differ; 3 are still to be decided" in page
    key = next(c.key for c in comments(session, blind.round) if c.text == "Comment b")
    target = f"{blind.base}/coding/reconciliation/{key}"
    assert client.post(target, data={}).status_code == 400
    assert client.post(target, data={"choice": "second"}).status_code == 302
    assert "3 differ; 2 are still to be decided" in client.get(f"{blind.base}/coding/reconciliation").text
