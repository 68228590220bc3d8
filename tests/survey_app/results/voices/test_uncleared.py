"""What was not cleared reaches nobody: every page and every download is searched for what must not be there."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.accounts.permissions import declaration_of
from survey_app.accounts.roles import ROLES
from survey_app.partnership.models import Partnership
from survey_app.results.coding import given, save_coding
from survey_app.results.downloads import views
from survey_app.results.downloads.catalogue import FORMATS, is_offered
from survey_app.results.voices import desk, store
from survey_app.rounds.models import Round
from tests.survey_app.factories import make_agency, make_invitation, make_partnership, make_user, sign_in
from tests.survey_app.results.commented_rounds import anonymous_round, coders, comments
from tests.survey_app.results.voices.test_desk import wording
from tests.survey_app.results.voices.test_store import said

ORIGINAL = "Comment number"  # stands in every comment of the round
WAITING, REJECTED, WITHDRAWN, TYPED = "Sentence that waits", "Sentence rejected", "Sentence withdrawn", "Sentence typed"
CLEARED = "Sentence that was cleared"
# Those who work on comments see them on the pages where they do so, and nowhere else.
DESK = {"results.coding_list", "results.grid", "results.code", "results.desk", "results.quote", "results.erase",
        "results.reconcile"}  # fmt: skip
OWN = {"feedback.index", "feedback.entry", "feedback.edit"}  # also to those who clear


@pytest.fixture
def spoken(session: Session) -> Round:
    """A closed anonymous round with a quote in each state, and an entry that waits in the store."""
    round_ = anonymous_round(session)
    round_.state = "closed"
    make_invitation(session, round_)
    make_agency(session, round_.partnership)
    first, second = coders(session, round_)
    found = comments(session, round_)
    for comment in found:
        what = given({"training": "concern"}, quote_worthy=True)
        save_coding(session, round_, comment.place, what, coder_id=first.id)
    texts = (WAITING, REJECTED, WITHDRAWN, CLEARED)
    quotes = [
        desk.propose(session, round_, comment, wording(text=text), by_id=first.id)
        for comment, text in zip(found, texts, strict=False)
    ]
    desk.reject(session, round_, quotes[1], by_id=second.id, reason="No")
    for quote in quotes[2:]:
        desk.approve(session, round_, quote, by_id=second.id, checked=True, comment=None)
    desk.withdraw(session, round_, quotes[2], by_id=first.id)
    store.add(session, round_.partnership_id, said(TYPED), by_id=first.id)
    return round_


def addresses(app: Flask, round_: Round, user: User) -> Iterator[tuple[str, str]]:
    """Every address of the partnership that can be opened by reading, with its endpoint."""
    examples = {
        "partnership": round_.partnership.slug, "slug": round_.slug, "paper": "release", "user_id": user.id,
        "form_id": round_.version.instrument.form_id, "number": round_.version.number, "key": "0",
    }  # fmt: skip
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            declaration = declaration_of(app, rule.endpoint)
            reads = "GET" in (rule.methods or ()) and declaration is not None and declaration.kind == "permission"
            if reads and rule.arguments <= examples.keys():
                yield rule.endpoint, app.url_for(rule.endpoint, **{name: examples[name] for name in rule.arguments})
                for query in ("?paper=release", "?words=sentence", "?question=works", "?raw=yes"):
                    url = app.url_for(rule.endpoint, **{name: examples[name] for name in rule.arguments})
                    if not rule.arguments - {"partnership", "slug"}:
                        yield rule.endpoint, url + query


def words_of(body: bytes) -> str:
    """All text of an answer, that of a workbook's parts included."""
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return body.decode("utf-8", "replace")


def found_by(client: FlaskClient, app: Flask, round_: Round, user: User) -> dict[str, set[str]]:
    """Which sentences stand on which pages for this person."""
    sign_in(client, user)
    found: dict[str, set[str]] = {}
    for endpoint, url in dict.fromkeys(addresses(app, round_, user)):
        answer = client.get(url)
        if answer.status_code == 200:
            text = words_of(answer.data)
            for sentence in (ORIGINAL, WAITING, REJECTED, WITHDRAWN, TYPED, CLEARED):
                if sentence in text:
                    found.setdefault(sentence, set()).add(endpoint)
    return found


@pytest.mark.parametrize("role", ROLES)
def test_no_page_and_no_download_holds_an_uncleared_sentence(
    client: FlaskClient, app: Flask, session: Session, spoken: Round, role: str
) -> None:
    user = make_user(session, spoken.partnership, roles=(role,))
    found = found_by(client, app, spoken, user)
    works_on_comments = role == "qa_group"
    assert found.pop(ORIGINAL, set()) <= (DESK if works_on_comments else set())
    for sentence in (WAITING, REJECTED):
        assert found.pop(sentence, set()) <= ({"results.desk"} if works_on_comments else set())
    assert found.pop(TYPED, set()) == ({"feedback.index"} if works_on_comments else set())
    reads = "feedback.read" in ROLES[role][1]
    shown = {"feedback.index", "results.desk"} if works_on_comments else {"feedback.index"}
    quoted = {"results.workbook"} if "results.download" in ROLES[role][1] else set()
    assert found.pop(CLEARED, set()) == quoted | (shown if reads else set())
    assert found == {}, "a withdrawn wording is nowhere"


def test_no_file_of_the_catalogue_holds_an_uncleared_sentence(
    client: FlaskClient, session: Session, spoken: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "in_background", lambda *_: False)
    sign_in(client, make_user(session, spoken.partnership, roles=("qa_group",)))
    quoting = set()
    for one in FORMATS.values():
        if is_offered(one, spoken, "release"):
            answer = client.get(f"/p/{spoken.partnership.slug}/rounds/{spoken.slug}/results/downloads/{one.key}")
            assert answer.status_code == 200, one.key
            text = words_of(answer.data)
            assert not [word for word in (ORIGINAL, WAITING, REJECTED, WITHDRAWN, TYPED) if word in text], one.key
            quoting |= {one.key} if CLEARED in text else set()
    assert {"workbook", "full-report"} <= quoting


def test_the_search_sees_what_it_looks_for(client: FlaskClient, app: Flask, session: Session, spoken: Round) -> None:
    """The pages of those who work on comments hold them: a search that finds nothing proves nothing."""
    user = make_user(session, spoken.partnership, roles=("qa_group",))
    found = found_by(client, app, spoken, user)
    assert {"results.coding_list", "results.grid", "results.desk"} <= found[ORIGINAL]
    assert found[WAITING] == {"results.desk"}
    assert {"results.workbook", "results.report_json", "results.show"} <= {
        endpoint for endpoint, url in addresses(app, spoken, user) if client.get(url).status_code == 200
    }


def test_another_partnership_finds_nothing_at_all(
    client: FlaskClient, app: Flask, session: Session, spoken: Round
) -> None:
    other: Partnership = make_partnership(session)
    user = make_user(session, other, roles=tuple(ROLES))
    assert found_by(client, app, spoken, user) == {}
