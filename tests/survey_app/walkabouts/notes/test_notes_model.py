"""The server's side of the protocol against a model: two telephones, a desk, and a network that does what it likes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.attachment_models import Attachment
from survey_app.collect.drafts import current_document
from survey_app.collect.entry_ids import with_entry_ids
from survey_app.collect.models import Draft, Submission, SubmissionRevision
from survey_app.collect.sync_state import conflict_json, open_conflicts
from survey_app.database import db
from survey_app.walkabouts.models import Visit
from survey_app.walkabouts.notes.present import lock_present
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.factories import sign_in
from tests.survey_app.walkabouts.notes.devices import Device, begin_notes, jpeg_with_place
from tests.survey_app.walkabouts.notes.phones import Phone, Words, entry_ids, kept_texts, texts_in
from tests.survey_app.walkabouts.section11_factories import make_visit

WHICH = st.integers(0, 1)
AT = st.integers(0, 5)


class NotesMachine(RuleBasedStateMachine):
    """One visit: whatever is done, no word is lost, nothing is there twice, and every receipt is honoured."""

    app: Flask
    another: Callable[[], Flask]
    auditor: User
    visit: Visit

    def __init__(self) -> None:
        super().__init__()
        session = db.session()
        assert self.visit.assessment is not None
        visit = make_visit(session, self.visit.assessment, self.auditor)
        self.draft_id = begin_notes(session, visit, self.auditor).draft_id
        self.slug = session.get_one(Draft, self.draft_id).round.slug
        self.words, self.number = Words(), 0
        self.phones = [
            Phone(Device(self.app, self.auditor, self.draft_id, name), self.words)
            for name in ("phone-number-one", "phone-number-two")
        ]
        self.desk: Respondent | None = None
        self.delayed: list[tuple[Phone, dict[str, Any]]] = []
        self.delivered: list[tuple[Phone, dict[str, Any]]] = []
        self.receipts: dict[int, dict[str, Any]] = {}
        self.contents: dict[int, Any] = {}
        for phone in self.phones:
            self._deliver(phone, answered=True)

    # What people do

    def text(self) -> str:
        self.number += 1
        return f"text {self.number}"

    @rule(which=WHICH, at=AT, other=st.booleans())
    def write(self, which: int, at: int, other: bool) -> None:
        phone = self.phones[which]
        place = phone.places()[at % len(phone.places())]
        names = {0: ("note", "site"), 2: ("role", "role"), 4: ("said", "said")}[len(place)]
        phone.write([*place, names[other]], self.text())

    @rule(which=WHICH)
    def blank(self, which: int) -> None:
        self.phones[which].write(["note"], None)

    @rule(which=WHICH, at=AT, inner=st.booleans())
    def add(self, which: int, at: int, inner: bool) -> None:
        phone, self.number = self.phones[which], self.number + 1
        outer = phone.places()[at % len(phone.places())][:2]
        repeat, after = ("part", None) if inner and outer else ("talk", outer[1] if outer else None)
        path = [*(outer if repeat == "part" else []), repeat, f"entry-{self.number}"]
        phone.change({"op": "add", "path": path, "after": after})
        if repeat == "talk":
            phone.change({"op": "set", "path": [*path, "c14"], "value": "no", "was": None})

    @rule(which=WHICH, at=AT)
    def remove(self, which: int, at: int) -> None:
        phone = self.phones[which]
        if place := phone.places()[at % len(phone.places())]:
            phone.remove(place)

    @rule(which=WHICH, at=AT)
    def order(self, which: int, at: int) -> None:
        ids = [talk["_id"] for talk in self.phones[which].view.get("talk", [])]
        self.phones[which].change({"op": "order", "path": ["talk"], "ids": [*ids[at:], *ids[:at]]})

    @rule(which=WHICH, at=AT)
    def decide(self, which: int, at: int) -> None:
        phone = self.phones[which]
        if phone.is_idle and phone.conflicts:
            conflict = phone.conflicts[at % len(phone.conflicts)]
            path, resolves = conflict["path"], [conflict["id"]]
            if len(path) % 2 == 0:
                phone.change({"op": "add", "path": path, "after": None, "resolves": resolves})
                return
            self.words.wrote(path, None, conflict["other"])
            text = conflict["other"] if path == ["photo"] else self.text()  # a file that has come
            phone.write(path, text, resolves=resolves)

    @rule()
    def open_the_page(self) -> None:
        """Somebody opens the form's own page at a desk, and may post it much later."""
        client = sign_in(self.app.test_client(), self.auditor)
        address = f"/p/north/rounds/{self.slug}/answer/{self.draft_id}/page/first"
        person = Respondent(client, address)
        self.desk = person if person.page.xpath("//textarea[@name='q.note']") else None

    @precondition(lambda self: self.desk is not None)
    @rule()
    def post_the_page(self) -> None:
        assert self.desk is not None
        seen, text = self.desk.page.xpath("string(//textarea[@name='q.note'])").strip(), self.text()
        self.desk.press("Continue", {"note": text})
        if "changed in another tab" not in self.desk.heading and "changed in another tab" not in self.desk.title:
            self.words.wrote(["note"], text, seen)
        if text not in str(self._present()[0]):
            self.words.living.get(("note",), set()).discard(text)  # told that nothing was saved, and shown both
        self.desk = None

    # What the network does

    @rule(which=WHICH)
    def upload(self, which: int) -> None:
        self._deliver(self.phones[which], answered=True)

    @rule(which=WHICH)
    def lose_the_answer(self, which: int) -> None:
        self._deliver(self.phones[which], answered=False)

    @rule(which=WHICH)
    def lose_the_message(self, which: int) -> None:
        self.delayed.append((self.phones[which], dict(self.phones[which].message())))

    @precondition(lambda self: self.delayed)
    @rule(at=AT)
    def deliver_late(self, at: int) -> None:
        """A message that was given up on arrives, before or after the device has sent it again."""
        phone, message = self.delayed.pop(at % len(self.delayed))
        response = phone.device.client.post(f"{phone.device.notes}/sync", json=message)
        assert response.status_code in (200, 409)
        if response.status_code == 200:
            self.delivered.append((phone, message))

    @precondition(lambda self: self.delivered)
    @rule(at=AT)
    def deliver_twice(self, at: int) -> None:
        phone, message = self.delivered[at % len(self.delivered)]
        before = self._present()
        response = phone.device.client.post(f"{phone.device.notes}/sync", json=message)
        assert response.status_code in (200, 409)
        assert self._present() == before, "a message that comes again changes nothing"

    @rule(which=WHICH)
    def sign_out(self, which: int) -> None:
        phone, before = self.phones[which], self._present()
        with phone.device.client.session_transaction() as cookie:
            cookie.clear()
        response = phone.device.client.post(f"{phone.device.notes}/sync", json=phone.message())
        assert (response.status_code, self._present()) == (401, before)
        sign_in(phone.device.client, self.auditor)

    @rule()
    def restart(self) -> None:
        type(self).app = self.another()
        for phone in self.phones:
            phone.device.client = sign_in(self.app.test_client(), self.auditor)

    @rule(which=WHICH, twice=st.booleans())
    def photograph(self, which: int, twice: bool) -> None:
        phone, self.number = self.phones[which], self.number + 1
        name = f"noticeboard-{self.number:08x}.jpg"
        statuses = [phone.device.put_file(name, jpeg_with_place()).status_code for _ in range(1 + twice)]
        assert statuses == [201, 200][: 1 + twice]
        phone.write(["photo"], name)

    # Sending

    @rule(which=WHICH)
    def send(self, which: int) -> None:
        phone = self.phones[which]
        if phone.is_idle:
            self._send(phone)

    @precondition(lambda self: self.receipts)
    @rule(at=AT, which=WHICH)
    def ask_again(self, at: int, which: int) -> None:
        revision = list(self.receipts)[at % len(self.receipts)]
        before = self._present()
        again = self.phones[which].device.send(revision)
        assert (again.status_code, again.get_json()) == (200, self.receipts[revision])
        assert self._present() == before

    def _send(self, phone: Phone) -> int:
        revision, (document, conflicts, present, _) = phone.device.revision, self._present()
        response = phone.device.send()
        answer = response.get_json()
        if response.status_code == 201:
            assert (revision, conflicts) == (present, [])
            self.receipts[revision] = answer
            sent = self._submission()
            assert _answers(sent) == _answers(document)
            self.contents[answer["revision"]] = sent
        elif response.status_code == 200:
            assert answer == self.receipts[revision]
        else:
            assert response.status_code == 409
            assert answer["reason"] in ("revision", "conflicts", "files")
        return int(response.status_code)

    # How it stands

    def _deliver(self, phone: Phone, *, answered: bool) -> None:
        message = phone.message()
        response = phone.device.client.post(f"{phone.device.notes}/sync", json=message)
        assert response.status_code == 200, response.text
        self.delivered.append((phone, dict(message)))
        if answered:
            phone.take(response.get_json())
            assert phone.base == self._present()[0], "a device without a document from here has the same by itself"

    def _present(self) -> tuple[dict[str, Any], list[dict[str, Any]], int, str | None]:
        """Document, open conflicts, revision and reference as a third device would be told, without telling."""
        session = db.session()
        session.rollback()
        session.expire_all()
        present = lock_present(session, self.draft_id)
        assert present is not None
        conflicts = [conflict_json(one) for one in open_conflicts(session, self.draft_id)]
        found = (present.document, conflicts, present.revision, present.reference)
        session.rollback()
        return found

    def _submission(self) -> dict[str, Any]:
        session = db.session()
        session.rollback()
        return current_document(session, session.get_one(Submission, self.draft_id))

    def teardown(self) -> None:
        """The signal comes back: everything is uploaded, decided and sent."""
        for _ in range(2):
            for phone in self.phones:
                while not phone.is_idle:
                    self._deliver(phone, answered=True)
        document, conflicts, _, _ = self._present()
        assert self.words.missing(kept_texts(document, conflicts)) == []
        ids = entry_ids(document)
        assert len(ids) == len(set(ids))
        phone = self.phones[0]
        self._deliver(phone, answered=True)
        while phone.conflicts:
            self.decide(0, 0)
            self._deliver(phone, answered=True)
        self._deliver(phone, answered=True)
        status = self._send(phone)
        assert status in (200, 201) or self._present()[3] is not None
        self._check_what_was_sent()

    def _check_what_was_sent(self) -> None:
        session = db.session()
        session.rollback()
        document = self._submission()
        sent = {text for _, text in texts_in(with_entry_ids(document), [])}
        assert {text for _, text in texts_in(self._present()[0], [])} <= sent
        kept = select(SubmissionRevision).where(SubmissionRevision.submission_id == self.draft_id)
        revisions = {one.number: one.document for one in session.scalars(kept)}
        assert self.contents.items() <= revisions.items(), "every receipt stands for what was sent"
        assert sorted(revisions) == list(range(1, len(revisions) + 1))
        names = session.scalars(select(Attachment.name).where(Attachment.submission_id == self.draft_id)).all()
        assert len(names) == len(set(names))
        assert document.get("photo") is None or document["photo"] in names
        session.rollback()


def _answers(value: Any) -> Any:
    """The answers that people gave: without ids, blanks and what the form works out or adds by itself."""
    if isinstance(value, dict):
        own = {k: _answers(v) for k, v in value.items() if k not in ("_id", "_removed", "loud", "double", "standard")}
        return {k: v for k, v in own.items() if v not in (None, "", [])}
    return [_answers(one) for one in value] if isinstance(value, list) else value


def _machine(app: Flask, another_app: Callable[..., Flask], session: Session, visit: Visit, auditor: User) -> type:
    values = {"app": app, "another": staticmethod(another_app), "auditor": auditor, "visit": visit}
    return type("Machine", (NotesMachine,), values)


def test_no_word_is_lost_and_no_receipt_is_broken_in_a_few_runs(
    app: Flask, another_app: Callable[..., Flask], session: Session, visit: Visit, auditor: User
) -> None:
    machine = _machine(app, another_app, session, visit, auditor)
    run_state_machine_as_test(machine, settings=settings(max_examples=3, stateful_step_count=20))


@pytest.mark.long
@pytest.mark.generated
def test_no_word_is_lost_and_no_receipt_is_broken(
    app: Flask, another_app: Callable[..., Flask], session: Session, visit: Visit, auditor: User
) -> None:
    machine = _machine(app, another_app, session, visit, auditor)
    # Each case is fifty acts with requests and restarts: so many take a minute or two.
    run_state_machine_as_test(machine, settings=settings(max_examples=25, stateful_step_count=50))
