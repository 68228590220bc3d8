"""The lifeboat file: nobody reads it without the passphrase, and reading it overwrites nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.visits.test_store import run

Device = Callable[..., Page]
PASSPHRASE = "seven made-up words of a passphrase"

FILLED = """
    const picture = { url: "/pic", type: "image/png", bytes: new Uint8Array([7, 8]).buffer };
    await store.saveBundle(bundleOf("d", { b1: "SECRET on the server", b2: "old" }), [picture]);
    await store.change("d", setOf(["b2"], "SECRET new", "old"));
    await store.change("d", { op: "add", path: ["talk", "e1"], after: null });
    const blob = new Blob(["SECRET bytes"], { type: "image/jpeg" });
    await store.addFile("d", { name: "p.jpg", blob, question: "p" });
    await store.raiseAlert("d", { alert: "u1", question: "c14", entry: ["e1"], note: "SECRET" });
"""
SAVED = """
    const file = await device.lifeboat.save(store, given);
    return [...new Uint8Array(await file.arrayBuffer())];
"""
READ = """
    const blob = new Blob([new Uint8Array(given.file)]);
    const { value, error } = await outcomeOf(device.lifeboat.read(store, blob, given.passphrase));
    const document = await store.document("d");
    return { value, error, document, drafts: await store.drafts() };
"""


def saved(page: Page) -> list[int]:
    """The file of a device that holds a draft with everything."""
    file: list[int] = run(page, FILLED + SAVED, PASSPHRASE)
    return file


def read(page: Page, file: list[int], passphrase: str = PASSPHRASE) -> dict[str, Any]:
    found: dict[str, Any] = run(page, READ, {"file": file, "passphrase": passphrase})
    return found


def test_another_device_goes_on_with_all_that_was_there(device: Device) -> None:
    file = saved(device())
    other = device()
    found = read(other, file)
    assert found["error"] is None
    assert found["value"] == {"drafts": [{"id": "d", "title": "Visit to a made-up clinic", "outcome": "new"}]}
    assert found["document"]["document"] == {
        "b1": "SECRET on the server", "b2": "SECRET new", "talk": [{"_id": "e1"}]
    }  # fmt: skip
    (draft,) = found["drafts"]
    assert (draft["waiting"], draft["filesWaiting"], draft["alertsWaiting"]) == (2, 1, 1)
    back = run(
        other,
        """
        const message = await store.settle("d", device.CHANGE_TABLES, (t) => device.makeMessage(t, "d", false));
        const file = await (await store.file("d", "p.jpg")).text();
        const media = [...new Uint8Array(await (await store.media("d")).get("/pic").arrayBuffer())];
        return { message, file, media, alert: (await store.alerts("d"))[0], bundle: await store.bundle("d") };
        """,
    )
    assert (back["file"], back["media"], back["alert"]["note"]) == ("SECRET bytes", [7, 8], "SECRET")
    assert back["message"]["seq"] == 1
    assert back["bundle"]["visit"]["site"] == "Clinic"


def test_the_file_shows_nothing_and_is_another_each_time(device: Device) -> None:
    page = device()
    file = bytes(saved(page))
    assert file.startswith(b"WALKABOUT LIFEBOAT 1\n")
    rounds = int.from_bytes(file[21:25], "big")
    assert rounds >= 600_000
    assert b"SECRET" not in file
    assert b"clinic" not in file
    again = bytes(run(page, SAVED, PASSPHRASE))
    assert file[25:41] != again[25:41], "the salt is never used twice"


def test_a_wrong_passphrase_a_damaged_file_and_another_file_say_which_they_are(device: Device) -> None:
    file = saved(device())
    other = device()
    assert "not the passphrase" in read(other, file, PASSPHRASE.upper())["error"]
    damaged = [*file[:-1], file[-1] ^ 1]
    assert "damaged" in read(other, damaged)["error"]
    for cut in (0, 10, 30, 60, len(file) - 1):
        assert "not a lifeboat file" in read(other, file[:cut])["error"], cut
    weakened = [*file[:21], 0, 0, 0, 1, *file[25:]]
    assert "not a lifeboat file" in read(other, weakened)["error"]
    found = read(other, [1, 2, 3])
    assert (found["document"], found["drafts"]) == (None, [])


def test_what_the_other_device_wrote_meanwhile_stays_and_both_answers_are_there(device: Device) -> None:
    file = saved(device())
    other = device()
    run(
        other,
        """
        await store.saveBundle(bundleOf("d", { b1: "SECRET on the server", b2: "old" }));
        await store.change("d", setOf(["b2"], "mine", "old"));
        await store.change("d", setOf(["b3"], "only here"));
        """,
    )
    found = read(other, file)
    assert found["value"]["drafts"][0]["outcome"] == "merged"
    state = found["document"]
    assert (state["document"]["b2"], state["document"]["b3"]) == ("mine", "only here")
    assert [(one["kept"], one["other"]) for one in state["conflicts"]] == [("mine", "SECRET new")]
    again = read(other, file)
    assert again["document"] == state, "the same file once more changes nothing"


def test_a_file_that_knows_more_of_the_server_goes_under_what_waits_here(device: Device) -> None:
    page = device()
    run(
        page,
        """
        const bundle = bundleOf("d", { b1: "newest", b2: "newest" });
        await store.saveBundle({ ...bundle, draft: { ...bundle.draft, revision: 9 } });
        await store.change("d", setOf(["b4"], "in the file"));
        """,
    )
    file = run(page, SAVED, PASSPHRASE)
    other = device()
    run(
        other,
        """
        await store.saveBundle(bundleOf("d", { b1: "older", b2: "older" }));
        await store.change("d", setOf(["b3"], "here"));
        """,
    )
    state = read(other, file)["document"]
    assert state["document"] == {"b1": "newest", "b2": "newest", "b3": "here", "b4": "in the file"}
    assert (state["revision"], state["conflicts"]) == (9, [])


def test_a_draft_that_was_handed_in_from_here_does_not_come_back(device: Device) -> None:
    page = device()
    run(page, "await store.saveBundle(bundleOf('d', { b1: 'x' }));")
    file = run(page, SAVED, PASSPHRASE)
    run(page, "await store.forget('d', { reference: 'R-1' });")
    found = read(page, file)
    assert found["value"]["drafts"][0]["outcome"] == "sent"
    assert (found["document"], found["drafts"][0]["receipt"]["reference"]) == (None, "R-1")


FORGED = """
    await store.saveBundle(bundleOf("d", { b1: "x" }));
    await store.raiseAlert("d", { alert: "u1", question: "c14", entry: [], note: "" });
    await store.settle("d", ["drafts", "bundles", "alerts"], async (transaction) => {
        const draft = await transaction.objectStore("drafts").get("d");
        const { bundle } = await transaction.objectStore("bundles").get("d");
        const alert = await transaction.objectStore("alerts").get("u1");
        new Function("draft", "bundle", "alert", given)(draft, bundle, alert);
        await transaction.objectStore("drafts").put(draft);
        await transaction.objectStore("bundles").put({ id: "d", bundle });
        await transaction.objectStore("alerts").put(alert);
    });
    const file = await device.lifeboat.save(store, "a passphrase of the forger");
    return [...new Uint8Array(await file.arrayBuffer())];
"""
ELSEWHERE = "/p/made-up/walkabouts/outcomes/1/compare/show"


@pytest.mark.parametrize(
    "forge",
    [
        f"draft.links.sync = '{ELSEWHERE}'",
        f"draft.links.send = '{ELSEWHERE}'",
        "bundle.links.files = 'https://elsewhere.example/files'",
        "draft.links.sync = '//elsewhere.example/p/made-up/walkabouts/notes/d/sync'",
        f"alert.url = '{ELSEWHERE}'",
        "alert.url = '/p/made-up/walkabouts/notes/alert/../../outcomes/1/final'",
        "draft.links.sign_in = 'https://elsewhere.example/sign-in'",
        "bundle.partnership.slug = 'another'",
        "draft.partnership = { slug: 'a/../b' }; bundle.partnership = draft.partnership",
        "bundle.urgent_html = '<img src=x onerror=alert(1)>'",
        "bundle.visit.brief_html = '<script src=/static/x.js></script>'",
        "bundle.visit.brief_html = '<a href=\"javascript:alert(1)\">Read</a>'",
        "bundle.disclosure_html = '<form action=/sign-out><button>Go on</button></form>'",
        "bundle.pages = [{ html: '<p>ok</p>', hint_html: '<iframe src=/></iframe>' }]",
        "bundle.pages = [{ html: '<noscript><p title=\"</noscript><img src=/x>\"></noscript>' }]",
        "bundle.worries = { c14: { html: '<svg><use href=\"#x\"/></svg>' } }",
        "bundle.pages = [{ html: { toString: 1 } }]",
    ],
)
def test_a_file_that_somebody_else_has_made_is_refused_whole(device: Device, forge: str) -> None:
    file = run(device(), FORGED, forge)
    found = read(device(), file, "a passphrase of the forger")
    assert "holds something that Walkabout has not made" in (found["error"] or "")
    assert found["drafts"] == []


def test_a_file_like_our_own_is_read(device: Device) -> None:
    html = '<p class=\\"govuk-body\\">Ring <a href=\\"tel:999\\">999</a></p><img src=\\"/p/made-up/media/a.png\\" alt>'
    file = run(device(), FORGED, f'bundle.urgent_html = "{html}"; draft.links.sign_in = "/sign-in?next=/p/made-up/a"')
    assert read(device(), file, "a passphrase of the forger")["error"] is None
