"""Uploading against the real server: worries first, files alone, nothing lost wherever it is cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import delete, select

from survey_app.collect.attachments import attachments_of
from survey_app.collect.models import Draft, SafetyAlert, Submission
from survey_app.collect.sync_models import DeviceMessages
from survey_app.database import db
from tests.browser.visits.notes_server import Restarting, add_auditor, make_server, pictures
from tests.instruments.javascript import bundle
from tests.services.databases import SQLITE, Databases
from tests.services.web import running
from tests.survey_app.conftest import prepare, settings_for

PICTURES = pictures(2)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A server, and devices whose auditor is signed in."""

    server: Restarting
    address: str
    open_page: Callable[..., Page]
    script: str

    def auditor(self, visits: int = 1) -> tuple[Page, list[Json]]:
        cookie, notes = add_auditor(self.server.app, visits)
        page = self.open_page(f"{self.address}/app.webmanifest", storage_state={"cookies": [cookie]})
        page.evaluate(self.script)
        return page, notes

    def draft(self, notes: Json) -> Json:
        """What the server holds of a draft."""
        with self.server.app.app_context():
            document: Json = db.session().get_one(Draft, notes["draft"]).document
            return document

    def files(self, notes: Json) -> list[str]:
        with self.server.app.app_context():
            return sorted(attachments_of(db.session(), notes["draft"]))


@pytest.fixture(scope="session")
def upload_script(tmp_path_factory: pytest.TempPathFactory) -> str:
    target = tmp_path_factory.mktemp("upload") / "upload.js"
    return bundle(Path(__file__).with_name("upload.js"), "upload", target).read_text(encoding="utf-8")


@pytest.fixture
def upload(
    databases: Databases, tmp_path: Path, open_page: Callable[..., Page], upload_script: str
) -> Iterator[Upload]:
    with databases.prepared(SQLITE, prepare) as url:
        server = make_server(settings_for(url, tmp_path))
        with running(server) as address:
            yield Upload(server, address, open_page, upload_script)
        server.close()


def run(page: Page, notes: Json, steps: str, argument: Any = None) -> Any:
    """Run steps on a device that holds these notes; ``device`` is its page, which stays open."""
    return page.evaluate(
        f"""async ({{ notes, given, pictures }}) => {{
            globalThis.device ??= await upload.openPage(notes);
            let device = globalThis.device;
            {steps}
        }}""",
        {"notes": notes, "given": argument, "pictures": PICTURES},
    )


REQUESTS = 9  # of a whole upload; each is cut once before it reaches the server and once after


@pytest.mark.long
def test_an_upload_cut_off_at_any_request_loses_nothing_and_sends_nothing_twice(upload: Upload) -> None:
    cuts = [{"at": at, "how": how} for at in range(1, REQUESTS + 1) for how in ("before", "after")]
    page, notes = upload.auditor(len(cuts))
    for one, cut in zip(notes, cuts, strict=True):
        found = page.evaluate(
            "([notes, cut, pictures]) => upload.cutOff(notes, cut, pictures)", [one, cut, PICTURES]
        )  # fmt: skip
        assert found["isCut"], (cut, found["requests"])
        check_handed_in(upload, one, found)


def check_handed_in(upload: Upload, notes: Json, found: Json) -> None:
    assert "receipt" in found["sent"], found
    with upload.server.app.app_context():
        session = db.session()
        submission = session.get_one(Submission, notes["draft"])
        assert found["sent"]["receipt"]["reference"] == submission.reference
        document = submission.revisions[-1].document
        assert (document["b1"], document["b2"]) == ("first, mended", "second")
        assert (document["photo"], document["photo_2"]) == ("board-0000000a.png", "board-0000000b.png")
        assert sorted(attachments_of(session, notes["draft"])) == [document["photo"], document["photo_2"]]
        alerts = session.scalars(select(SafetyAlert).where(SafetyAlert.draft_id == notes["draft"])).all()
        assert [alert.note for alert in alerts] == ["constructed"]
        assert len(submission.revisions) == 1
    assert (found["left"], found["alerts"]) == (None, 0), "after the receipt the device keeps nothing"
    assert found["line"]["receipt"]["reference"] == found["sent"]["receipt"]["reference"]


def test_worries_go_first_then_what_was_written_then_files(upload: Upload) -> None:
    page, (notes,) = upload.auditor()
    requests = run(
        page,
        notes,
        """
        await device.addPicture("photo", "board-0000000a.png", pictures[0]);
        await device.worry("7b4b6d3e-0f54-4a1c-9d9f-2f4f4f1f0a02", "constructed");
        await device.sync.now();
        return device.taken.filter((kind) => kind !== "hello");
        """,
    )
    assert requests == ["alert", "sync", "files"]


def test_a_worry_is_told_without_a_sign_in_and_the_rest_waits_for_one(upload: Upload) -> None:
    page, (notes,) = upload.auditor()
    found = run(
        page,
        notes,
        """
        device.credentials = "omit";
        await device.write("b1", "written while signed out");
        await device.worry("7b4b6d3e-0f54-4a1c-9d9f-2f4f4f1f0a03", "constructed");
        await device.sync.now();
        const out = device.sync.state;
        const sent = await device.sync.send(device.draft);
        device.credentials = "same-origin";
        await device.sync.now();
        return { out, sent, then: device.sync.state, alerts: await device.store.alerts(device.draft) };
        """,
    )
    assert (found["out"]["signedOut"], found["out"]["online"]) == (True, True)
    assert (found["out"]["waiting"], found["out"]["alertsWaiting"]) == (1, 0)
    assert found["sent"] == {"waiting": "Sign in first."}
    assert (found["then"]["signedOut"], found["then"]["waiting"]) == (False, 0)
    assert found["alerts"][0]["received_at"]
    assert upload.draft(notes)["b1"] == "written while signed out"


def test_a_file_that_failed_is_sent_again_alone(upload: Upload) -> None:
    page, (notes,) = upload.auditor()
    requests = run(
        page,
        notes,
        """
        await device.addPicture("photo", "board-0000000a.png", pictures[0]);
        await device.addPicture("photo_2", "board-0000000b.png", pictures[1]);
        let isFirst = true;
        device.meets = async (kind, reach) => {
            if (kind === "files" && !isFirst) throw new TypeError("lost");
            const response = await reach();
            if (kind === "files" && response.status === 201) isFirst = false;
            return response;
        };
        await device.sync.now();
        device.meets = null;
        device.taken.push("|");
        device.sync.notBefore = 0;
        await device.sync.pass();
        return device.taken.filter((kind) => kind !== "hello");
        """,
    )
    assert requests == ["sync", "files", "|", "files"]
    assert upload.files(notes) == ["board-0000000a.png", "board-0000000b.png"]


def test_a_file_that_the_server_refuses_is_kept_and_told(upload: Upload) -> None:
    page, (notes,) = upload.auditor()
    found = run(
        page,
        notes,
        """
        await device.addPicture("photo", "board-0000000a.png", btoa("this is no picture"));
        await device.sync.now();
        const [file] = await device.store.files(device.draft);
        const bytes = await (await device.store.file(device.draft, file.name)).text();
        return { file, bytes, line: await device.line() };
        """,
    )
    assert found["file"]["trouble"].startswith("The server did not take this file:")
    assert (found["bytes"], found["line"]["filesWaiting"]) == ("this is no picture", 1)


WRITTEN_BY_ANOTHER = """
    await device.write("b1", "kept here");
    await device.addPicture("photo", "board-0000000a.png", pictures[0]);
    await device.sync.now();
    const sent = await device.sync.send(device.draft);
    const document = (await device.store.document(device.draft)).document;
    return { sent, document, state: device.sync.state, taken: device.taken };
"""


def test_notes_of_somebody_else_wait_for_their_author_to_sign_in(upload: Upload) -> None:
    author, (theirs,) = upload.auditor()
    page, _ = upload.auditor()
    found = run(page, theirs, WRITTEN_BY_ANOTHER)
    name = theirs["user"]["name"]
    told = f"The notes of {name} on this phone are uploaded when {name} signs in on it."
    assert found["state"]["trouble"] == found["sent"]["trouble"] == told
    assert (found["state"]["waiting"], found["document"]["b1"]) == (1, "kept here")
    assert set(found["taken"]) == {"hello"}, "nothing of them is sent under the sign-in of another"
    page.context.clear_cookies()
    page.context.add_cookies(author.context.cookies())
    found = run(page, theirs, "await device.sync.now(); return { state: device.sync.state };")
    assert (found["state"]["trouble"], found["state"]["waiting"]) == ("", 0)
    assert upload.draft(theirs)["b1"] == "kept here"
    assert upload.files(theirs) == ["board-0000000a.png"]


def test_notes_that_the_server_takes_from_nobody_stay_on_the_device_and_that_is_told(upload: Upload) -> None:
    _, (theirs,) = upload.auditor()
    page, (own,) = upload.auditor()
    found = run(page, theirs | {"user": own["user"]}, WRITTEN_BY_ANOTHER)
    assert "The server does not take these notes from you" in found["state"]["trouble"]
    assert (found["state"]["waiting"], found["document"]["b1"]) == (1, "kept here")
    assert "b1" not in upload.draft(theirs)


TOO_LONG = 100_001  # characters; the server takes one fewer


def test_what_the_server_refuses_is_put_aside_with_its_words_and_the_rest_goes_on(upload: Upload) -> None:
    page, (notes,) = upload.auditor()
    found = run(
        page,
        notes,
        """
        const words = "w".repeat(given);
        await device.write("worry", "no");
        await device.write("b1", words);
        await device.write("b2", "taken");
        await device.sync.now();
        await device.write("b2", "taken, and mended");
        const early = await device.sync.send(device.draft);
        const kept = await device.store.document(device.draft);
        const line = await device.line();
        await device.store.putAway(device.draft, kept.refused[0].change.id);
        const late = await device.sync.send(device.draft);
        return { early, kept, line, late, isWhole: kept.refused[0].change.value === words };
        """,
        TOO_LONG,
    )
    [refused] = found["kept"]["refused"]
    assert (refused["change"]["path"], found["isWhole"]) == (["b1"], True)
    assert "The answer to ‘b1’ has more than 100,000 characters." in refused["why"]
    assert found["kept"]["document"] == {"worry": "no", "b2": "taken, and mended"}
    assert found["line"]["waiting"] == 0
    assert "was not taken by the server" in found["early"]["trouble"], "what was refused is not forgotten with the rest"
    assert "receipt" in found["late"]
    assert found["kept"]["conflicts"] == []


def test_words_that_are_shortened_after_a_refusal_replace_what_stood_before_them(upload: Upload) -> None:
    page, (notes,) = upload.auditor()
    found = run(
        page,
        notes,
        """
        await device.write("b1", "before");
        await device.sync.now();
        const words = "w".repeat(given);
        await device.write("b1", words);
        await device.sync.now();
        await device.store.change(device.draft, { op: "set", path: ["b1"], value: "shorter", was: words });
        await device.sync.now();
        return { ...(await device.store.document(device.draft)), line: await device.line() };
        """,
        TOO_LONG,
    )
    assert upload.draft(notes)["b1"] == found["document"]["b1"] == "shorter"
    assert (found["refused"], found["conflicts"]) == ([], [])
    assert (found["line"]["waiting"], found["line"]["trouble"]) == (0, "")


def test_a_refusal_that_names_no_change_is_narrowed_down_to_one(upload: Upload) -> None:
    page, (notes,) = upload.auditor()
    found = run(
        page,
        notes,
        """
        const body = JSON.stringify({ error: "This is too much." });
        device.meets = async (kind, reach, { body: sent }) =>
            kind === "sync" && sent.includes("REFUSED")
                ? new Response(body, { status: 413, headers: { "Content-Type": "application/json" } }) : reach();
        const add = { op: "add", path: ["talk", "e1"], after: null };
        await device.store.change(device.draft, add);
        const set = (name, value) => ({ op: "set", path: ["talk", "e1", name], value, was: null });
        await device.store.change(device.draft, set("c1", "one"));
        await device.store.change(device.draft, set("c2", "REFUSED"));
        await device.write("b1", "two");
        await device.write("b2", "three");
        await device.sync.now();
        return { ...(await device.store.document(device.draft)), line: await device.line() };
        """,
    )
    assert [one["change"]["value"] for one in found["refused"]] == ["REFUSED"]
    assert found["document"] == {"talk": [{"_id": "e1", "c1": "one"}], "b1": "two", "b2": "three"}
    assert upload.draft(notes) == found["document"]
    assert found["line"]["waiting"] == 0


BEFORE_BACKUP = """
    await device.write("b1", "in the backup");
    await device.sync.now();
"""
AFTER_BACKUP = """
    await device.write("b1", "after the backup");
    const add = (id) => ({ op: "add", path: ["talk", id], after: null });
    await device.store.change(device.draft, add("e1"));
    await device.store.change(device.draft, { op: "set", path: ["talk", "e1", "c1"], value: "told", was: null });
    await device.addPicture("photo", "board-0000000a.png", pictures[0]);
    await device.sync.now();
"""


def back_up(upload: Upload, notes: Json) -> Callable[[], None]:
    """What puts the server's part of these notes back to how they are now."""
    with upload.server.app.app_context():
        session = db.session()
        draft = session.get_one(Draft, notes["draft"])
        kept = (draft.document, draft.revision)
        messages = [
            (row.device, row.last_number, row.last_digest, row.last_at)
            for row in session.scalars(select(DeviceMessages).where(DeviceMessages.draft_id == draft.id))
        ]

    def put_back() -> None:
        with upload.server.app.app_context():
            session = db.session()
            draft = session.get_one(Draft, notes["draft"])
            draft.document, draft.revision = kept
            session.execute(delete(DeviceMessages).where(DeviceMessages.draft_id == draft.id))
            for device, number, digest, at in messages:
                session.add(
                    DeviceMessages(
                        draft_id=draft.id, device=device, last_number=number, last_digest=digest, last_at=at
                    )
                )  # fmt: skip
            for attachment in attachments_of(session, draft.id).values():
                session.delete(attachment)
            session.commit()

    return put_back


def test_a_server_put_back_from_a_backup_is_given_what_it_has_lost(upload: Upload) -> None:
    page, (notes,) = upload.auditor()
    run(page, notes, BEFORE_BACKUP)
    put_back = back_up(upload, notes)
    run(page, notes, AFTER_BACKUP)
    put_back()
    assert upload.draft(notes)["b1"] == "in the backup"
    state = run(
        page,
        notes,
        """
        await device.write("b2", "since then");
        await device.sync.now();
        await device.sync.now();
        return { ...(await device.store.document(device.draft)), line: await device.line() };
        """,
    )
    document = upload.draft(notes)
    assert document["talk"] == [{"_id": "e1", "c1": "told"}]
    assert (document["b2"], document["photo"]) == ("since then", "board-0000000a.png")
    assert document == state["document"]
    assert upload.files(notes) == ["board-0000000a.png"]
    assert (state["line"]["waiting"], state["line"]["filesWaiting"]) == (0, 0)
    # The backup's answer to b1 may be what somebody wrote since: both stay, for their author to decide.
    assert [(one["kept"], one["other"]) for one in state["conflicts"]] == [("in the backup", "after the backup")]


def test_a_device_put_back_from_a_backup_loses_nothing_that_it_writes_then(upload: Upload) -> None:
    page, (notes,) = upload.auditor()
    run(page, notes, BEFORE_BACKUP)
    state = run(
        page,
        notes,
        """
        const names = ["drafts", "bases", "messages", "changes"];
        const connection = await device.store.database.connection();
        const kept = {};
        for (const name of names) kept[name] = await connection.getAll(name);
        await device.write("b1", "sent before the device was put back");
        await device.sync.now();
        for (const name of names) {
            await connection.clear(name);
            for (const row of kept[name]) await connection.put(name, row);
        }
        await device.write("b2", "written on the device that was put back");
        await device.sync.now();
        return device.store.document(device.draft);
        """,
    )
    assert state["document"] == upload.draft(notes)
    assert state["document"]["b1"] == "sent before the device was put back"
    assert state["document"]["b2"] == "written on the device that was put back"


def test_a_photograph_on_another_device_is_named_before_anything_is_handed_in(upload: Upload) -> None:
    page, (notes,) = upload.auditor()
    found = run(
        page,
        notes,
        """
        await device.write("photo", "board-0000000c.png"); // its bytes are on a device that is not here
        return device.sync.send(device.draft);
        """,
    )
    assert found["trouble"] == (
        "These files are on another device, and have to be uploaded there first: board-0000000c.png."
    )


def test_what_is_written_after_handing_in_follows_as_an_amendment(upload: Upload) -> None:
    page, (notes,) = upload.auditor()
    found = run(
        page,
        notes,
        """
        await device.write("b1", "handed in");
        await device.write("worry", "no");
        const other = await upload.openPage(notes, "another device");
        await other.sync.now();
        const { receipt } = await device.sync.send(device.draft);
        await other.write("b2", "written late");
        await other.sync.now();
        const again = await other.sync.send(other.draft);
        return { receipt, again, line: await other.line() };
        """,
    )
    assert "receipt" in found["again"], found
    assert found["again"]["receipt"]["reference"] == found["receipt"]["reference"]
    assert (found["receipt"]["revision"], found["again"]["receipt"]["revision"]) == (1, 2)
    with upload.server.app.app_context():
        submission = db.session().get_one(Submission, notes["draft"])
        assert [revision.document.get("b2") for revision in submission.revisions] == [None, "written late"]
        assert submission.revisions[-1].document["b1"] == "handed in"


def test_a_clock_that_is_a_day_out_is_told_and_times_are_put_right(upload: Upload) -> None:
    page, (notes,) = upload.auditor()
    found = run(
        page,
        notes,
        """
        const real = Date.now;
        Date.now = () => real() + 86_400_000;
        await device.write("b1", "x");
        await device.sync.now();
        const at = Date.parse(device.store.clock());
        const { clockTrouble } = device.sync.state;
        Date.now = real;
        return { clockTrouble, off: Math.abs(at - real()) };
        """,
    )
    assert "clock is 24 hours fast" in found["clockTrouble"]
    assert found["off"] < 60_000
