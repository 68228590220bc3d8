from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.partnership.models import Partnership
from survey_app.results.voices import store
from survey_app.results.voices.models import FeedbackEntry
from survey_app.results.voices.store import Said, Search
from survey_app.results.voices.wording import QuoteRefused
from tests.survey_app.factories import make_partnership, make_user, sign_in


def said(text: str, **changes: Any) -> Said:
    values = {"said_by": "children", "source_kind": "focus_group", "source": "Young carers", "consent": "told"}
    return Said(**{"text": text, **values, **changes})


def cleared(session: Session, partnership: Partnership, text: str, **changes: Any) -> FeedbackEntry:
    first, second = (make_user(session, partnership, roles=("qa_group",)) for _ in range(2))
    entry = store.add(session, partnership.id, said(text, **changes), by_id=first.id)
    store.clear(session, entry, by_id=second.id, checked=True)
    return entry


def texts(session: Session, partnership: Partnership, **search: Any) -> list[str]:
    return [entry.text for entry in store.find(session, partnership.id, Search(**search))]


def test_every_word_must_occur_whatever_its_case_accents_or_place(session: Session) -> None:
    partnership = make_partnership(session)
    cleared(session, partnership, "The café was a Safe place", tags=("Places to go",))
    cleared(session, partnership, "Nobody asked us 100% of the time_", said_by="families", source="Home")
    for words in ("CAFE", "place safe", "café focus", "young carers", "places to GO", "children and"):
        assert texts(session, partnership, words=words) == ["The café was a Safe place"], words
    assert texts(session, partnership, words="100% time_") == ["Nobody asked us 100% of the time_"]
    assert texts(session, partnership, words="café nobody") == []
    assert texts(session, partnership, words="%") == ["Nobody asked us 100% of the time_"]
    assert texts(session, partnership, words="_") == ["Nobody asked us 100% of the time_"]
    assert len(texts(session, partnership, words="  ")) == 2


def test_filters_by_source_group_date_and_theme(session: Session) -> None:
    partnership = make_partnership(session)
    cleared(session, partnership, "One", said_on=date(2026, 3, 1), tags=("Time", "time ", "Space"))
    cleared(session, partnership, "Two", said_by="families", source_kind="visit", said_on=date(2026, 5, 1))
    cleared(session, partnership, "Three", said_by="families")
    assert texts(session, partnership) == ["Two", "One", "Three"]
    assert texts(session, partnership, said_by="families") == ["Two", "Three"]
    assert texts(session, partnership, source_kind="visit") == ["Two"]
    assert texts(session, partnership, tag="TIME") == ["One"]
    assert texts(session, partnership, since=date(2026, 4, 1)) == ["Two"]
    assert texts(session, partnership, until=date(2026, 4, 1)) == ["One"]
    assert store.tags_in_use(session, partnership.id) == ["Space", "time"]


def test_an_entry_is_cleared_by_a_second_person_only(session: Session) -> None:
    partnership = make_partnership(session)
    first, second = (make_user(session, partnership, roles=("qa_group",)) for _ in range(2))
    entry = store.add(session, partnership.id, said("They listened"), by_id=first.id)
    with pytest.raises(QuoteRefused, match="somebody else"):
        store.clear(session, entry, by_id=first.id, checked=True)
    store.reject(session, entry, by_id=second.id, reason="Who said it?")
    with pytest.raises(QuoteRefused, match="does not wait"):
        store.clear(session, entry, by_id=second.id, checked=True)
    store.change(session, entry, said("They listened to us"), by_id=second.id)  # now the second has typed it in
    with pytest.raises(QuoteRefused, match="somebody else"):
        store.clear(session, entry, by_id=second.id, checked=True)
    store.clear(session, entry, by_id=first.id, checked=True)
    assert texts(session, partnership) == ["They listened to us"]
    with pytest.raises(QuoteRefused, match="stays as it is"):
        store.change(session, entry, said("Other"), by_id=first.id)


def test_where_it_was_used_is_noted_of_cleared_entries_only(session: Session) -> None:
    partnership = make_partnership(session)
    user = make_user(session, partnership, roles=("qa_group",))
    waiting = store.add(session, partnership.id, said("Waiting"), by_id=user.id)
    with pytest.raises(QuoteRefused, match="Only what is cleared"):
        store.note_use(session, waiting, "Report", by_id=user.id)
    entry = cleared(session, partnership, "Cleared")
    store.note_use(session, entry, " Annual report ", by_id=user.id)
    assert [one.used_in for one in entry.uses] == ["Annual report"]


def test_only_the_author_and_those_who_clear_see_what_waits(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    author = make_user(session, partnership, roles=("facilitator",))
    entry = store.add(session, partnership.id, said("A sentence that waits"), by_id=author.id)
    base = f"/p/{partnership.slug}/feedback/"
    for role, sees in (
        ("auditor", False), ("executive_member", False), ("scrutineer", False), ("young_scrutineer", False),
        ("qa_group", True),
    ):  # fmt: skip
        sign_in(client, make_user(session, partnership, roles=(role,)))
        assert ("A sentence that waits" in client.get(base).text) is sees, role
        assert (client.get(f"{base}{entry.key}").status_code == 200) is sees, role
    sign_in(client, author)
    assert "A sentence that waits" in client.get(base).text


def test_the_store_of_another_partnership_does_not_exist(client: FlaskClient, session: Session) -> None:
    ours, theirs = make_partnership(session), make_partnership(session)
    entry = cleared(session, theirs, "A sentence of theirs")
    user = make_user(session, ours, roles=("qa_group",))
    sign_in(client, user)
    assert "A sentence of theirs" not in client.get(f"/p/{ours.slug}/feedback/?words=sentence").text
    assert client.get(f"/p/{theirs.slug}/feedback/").status_code == 404
    for path in ("", "/edit", "/approve", "/reject", "/use", "/remove"):
        url = f"/p/{ours.slug}/feedback/{entry.key}{path}"
        assert (client.get(url) if path in ("", "/edit") else client.post(url)).status_code == 404, path


def test_an_entry_goes_from_typing_in_to_its_use_and_leaves_a_trail(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    author, second = (
        make_user(session, partnership, roles=("facilitator",)),
        make_user(session, partnership, roles=("qa_group",)),
    )
    base = f"/p/{partnership.slug}/feedback/"
    sign_in(client, author)
    typed = {
        "text": "They asked what I wanted", "said_by": "children", "source_kind": "focus_group", "source": "Carers",
        "consent": "quoted", "tags": "Voice, Time", "said_on": "2026-03-04",
    }  # fmt: skip
    for wrong in ({"text": ""}, {"text": "Ring 01632 960001"}, {"said_on": "2999-01-01"}, {"source_kind": "round"}):
        assert client.post(f"{base}new", data=typed | wrong).status_code == 422, wrong
    page = client.post(f"{base}new", data=typed).location
    assert client.post(f"{page}/approve").status_code == 403
    sign_in(client, second)
    assert client.post(f"{page}/approve").status_code == 302
    assert client.post(f"{page}/use", data={"used_in": "Annual report"}).status_code == 302
    shown = client.get(page).text
    assert "Annual report" in shown
    assert "Time, Voice" in shown
    assert client.post(f"{page}/remove").status_code == 302
    assert client.get(page).status_code == 404
    actions = session.scalars(
        select(AuditEvent.action).where(AuditEvent.subject == f"feedback {page.split('/')[-1]}").order_by(AuditEvent.id)
    ).all()
    assert actions == ["feedback added", "feedback cleared", "feedback used", "feedback read", "feedback erased"]
