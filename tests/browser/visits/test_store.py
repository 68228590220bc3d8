"""The device's database: what it says is kept is there, whatever happens to the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

Device = Callable[..., Page]


def run(page: Page, steps: str, argument: Any = None) -> Any:
    """Run steps in the page; ``store`` is opened for them, and stays open."""
    return page.evaluate(
        f"""async (given) => {{
            globalThis.store ??= await device.openStore();
            const store = globalThis.store;
            const {{ setOf, bundleOf, outcomeOf }} = device;
            {steps}
        }}""",
        argument,
    )


def test_a_change_is_there_after_the_page_is_gone(device: Device) -> None:
    page = device()
    run(page, "await store.saveBundle(bundleOf('d')); await store.change('d', setOf(['b1'], 'fully'));")
    again = device(page)
    page.close()
    found = run(again, "return [await store.document('d'), (await store.drafts())[0]];")
    assert found[0]["document"] == {"b1": "fully"}
    assert (found[1]["waiting"], found[1]["title"]) == (1, "Visit to a made-up clinic")


def test_every_write_is_made_with_strict_durability(device: Device) -> None:
    page = device()
    found = run(
        page,
        """
        const asked = [];
        const begin = IDBDatabase.prototype.transaction;
        IDBDatabase.prototype.transaction = function (tables, mode, options) {
            if (mode === "readwrite") asked.push(options?.durability);
            return begin.call(this, tables, mode, options);
        };
        await store.saveBundle(bundleOf("d"));
        await store.change("d", setOf(["b1"], "x"));
        await store.addFile("d", { name: "board-0a1b2c3d.jpg", blob: new Blob(["abc"]), question: "photo" });
        await store.raiseAlert("d", { alert: "u", question: "c14", entry: [] });
        await store.removeFile("d", "board-0a1b2c3d.jpg");
        await store.settle("d", device.CHANGE_TABLES, (t) => device.makeMessage(t, "d", true));
        await store.forget("d", { reference: "R" });
        return asked;
        """,
    )
    assert found == ["strict"] * 7


def test_typing_on_is_one_change_and_an_undone_one_none(device: Device) -> None:
    page = device()
    found = run(
        page,
        """
        await store.saveBundle(bundleOf("d", { b2: "before" }));
        await store.change("d", setOf(["b1"], "a"));
        await store.change("d", setOf(["b2"], "after", "before"));
        await store.change("d", setOf(["b1"], "ab", "a"));
        await store.change("d", setOf(["b2"], "before", "after"));
        const message = await store.settle("d", device.CHANGE_TABLES, (t) => device.makeMessage(t, "d", false));
        return message.changes.map(({ path, was, value }) => ({ path, was, value }));
        """,
    )
    assert found == [{"path": ["b1"], "was": None, "value": "ab"}]


def test_a_message_never_changes_once_it_is_made(device: Device) -> None:
    page = device()
    found = run(
        page,
        """
        await store.saveBundle(bundleOf("d"));
        await store.change("d", setOf(["b1"], "a"));
        const make = () => store.settle("d", device.CHANGE_TABLES, (t) => device.makeMessage(t, "d", false));
        const first = await make();
        await store.change("d", setOf(["b1"], "ab", "a"));
        const again = await make();
        const { waiting } = (await store.drafts())[0];
        const answer = { seq: 1, revision: 2, document: null, conflicts: [], sent: null };
        const taken = await store.settle("d", device.CHANGE_TABLES, (t) => device.takeAnswer(t, first, answer));
        const late = await store.settle("d", device.CHANGE_TABLES, (t) => device.takeAnswer(t, first, answer));
        const second = await make();
        return { first, again, waiting, taken, late, second };
        """,
    )
    assert found["first"] == found["again"]
    assert found["waiting"] == 2
    assert (found["taken"], found["late"]) == (True, False)
    assert (found["second"]["seq"], found["second"]["changes"][0]["was"]) == (2, "a")


def test_two_tabs_overwrite_nothing_and_hear_of_each_other(device: Device) -> None:
    page = device()
    other = device(page)
    run(page, "await store.saveBundle(bundleOf('d')); store.watch('d', (news) => { globalThis.news = news; });")
    run(other, "await store.change('d', setOf(['b1'], 'theirs'));")
    page.wait_for_function("globalThis.news?.document.b1 === 'theirs'")
    assert page.evaluate("news.paths") == [["b1"]]
    found = run(page, "return store.change('d', setOf(['b1'], 'mine'));")
    assert (found["outcome"], found["document"]) == ("conflict", {"b1": "theirs"})
    page.wait_for_function("globalThis.news?.conflicts.length === 1")
    conflict = run(other, "return (await store.document('d')).conflicts[0];")
    assert (conflict["kept"], conflict["other"]) == ("theirs", "mine")
    found = run(
        other, "return store.change('d', { ...setOf(['b1'], 'mine', 'theirs'), resolves: [given] });", conflict["id"]
    )
    assert found["document"] == {"b1": "mine"}
    page.wait_for_function("news.document.b1 === 'mine' && news.conflicts.length === 0")


def test_two_tabs_that_write_at_once_lose_nothing(device: Device) -> None:
    page = device()
    other = device(page)
    run(page, "await store.saveBundle(bundleOf('d'));")
    write = """
        const numbers = [...Array(30).keys()];
        globalThis.written = Promise.all(numbers.map((n) => store.change("d", setOf([given + n], n))));
    """
    run(page, write, "a")
    run(other, write, "b")
    page.evaluate("written.then(() => true)")
    other.evaluate("written.then(() => true)")
    found = run(page, "return [(await store.document('d')).document, (await store.drafts())[0].waiting];")
    assert found == [{f"{tab}{n}": n for tab in "ab" for n in range(30)}, 60]


def test_a_full_device_is_told_and_what_was_typed_is_kept_when_there_is_room(device: Device) -> None:
    page = device()
    found = page.evaluate(
        """async () => {
            let isFull = false;
            const fault = () => { if (isFull) throw new DOMException("full", "QuotaExceededError"); };
            const store = await device.openStore({ fault, pause: 10 });
            await store.saveBundle(device.bundleOf("d"));
            const told = [];
            store.watch(null, () => told.push(store.trouble));
            isFull = true;
            const first = store.change("d", device.setOf(["b1"], "a"));
            const second = store.change("d", device.setOf(["b1"], "ab", "a"));
            while (!store.trouble) await new Promise((resolve) => setTimeout(resolve));
            const meanwhile = store.trouble;
            isFull = false;
            await Promise.all([first, second]);
            return { meanwhile, after: store.trouble, document: (await store.document("d")).document };
        }"""
    )
    assert "storage is full" in found["meanwhile"]
    assert (found["after"], found["document"]) == ("", {"b1": "ab"})


@pytest.mark.parametrize(
    ("usage", "quota", "words"),
    [
        (10, 10_000_000_000, ""),
        (9_950_000_000, 10_000_000_000, "about 9 more photographs"),
        (9_999_000_000, 10_000_000_000, "no more photographs"),
        (10, 40_000_000, ""),  # a small device is not nearly full from the first
    ],
)
def test_a_device_that_is_nearly_full_says_so_before_it_bites(
    device: Device, usage: int, quota: int, words: str
) -> None:
    room = device().evaluate(
        "([usage, quota]) => device.roomLeft({ estimate: async () => ({ usage, quota }) })", [usage, quota]
    )
    assert words in room["trouble"]
    assert bool(words) is bool(room["trouble"])


def test_an_upgrade_of_the_database_keeps_the_drafts_and_lets_the_old_tab_write_first(device: Device) -> None:
    page = device()
    run(
        page,
        """
        await store.saveBundle(bundleOf("d"));
        store.beforeClose = async () => { await store.change("d", setOf(["b1"], "typed at the last moment")); };
        """,
    )
    newer = device(page)
    found = newer.evaluate(
        """async () => {
            const upgrades = [...device.UPGRADES, (database, transaction) => {
                transaction.objectStore("drafts").createIndex("day", "day");
            }];
            globalThis.store = await device.openStore({ upgrades });
            return (await store.document("d")).document;
        }"""
    )
    assert found == {"b1": "typed at the last moment"}
    told = run(page, "return [store.trouble, await outcomeOf(store.change('d', setOf(['b1'], 'x')))];")
    assert "Load this page again" in told[0]
    assert "Load this page again" in told[1]["error"]
    late = device(page)
    found = late.evaluate("device.outcomeOf(device.openStore())")
    assert "Load this page again" in found["error"]


def test_a_new_bundle_leaves_what_waits_on_top(device: Device) -> None:
    page = device()
    found = run(
        page,
        """
        await store.saveBundle(bundleOf("d", { b1: "old", b2: "old" }));
        await store.change("d", setOf(["b1"], "mine", "old"));
        await store.change("d", setOf(["b2"], "mine", "old"));
        const bundle = bundleOf("d", { b1: "old", b2: "theirs", b3: "theirs" });
        await store.saveBundle({ ...bundle, draft: { ...bundle.draft, revision: 5 } });
        return store.document("d");
        """,
    )
    assert found["document"] == {"b1": "mine", "b2": "theirs", "b3": "theirs"}
    assert [(one["kept"], one["other"]) for one in found["conflicts"]] == [("theirs", "mine")]


def test_the_device_forgets_everything_but_the_receipt(device: Device) -> None:
    page = device()
    found = run(
        page,
        """
        const picture = { url: "/m", type: "image/png", bytes: new ArrayBuffer(3) };
        await store.saveBundle(bundleOf("d", { b1: "SECRET" }), [picture]);
        await store.addFile("d", { name: "p.jpg", blob: new Blob(["SECRET"]), question: "photo" });
        const tooEarly = await store.forget("d", { reference: "R-1" });
        await store.settle("d", ["files"], async (t) => {
            const file = await t.objectStore("files").get(["d", "p.jpg"]);
            await t.objectStore("files").put({ ...file, sent: true });
        });
        const gone = await store.forget("d", { reference: "R-1", uuid: "u" });
        const database = await store.database.connection();
        const left = {};
        for (const name of database.objectStoreNames) left[name] = (await database.getAll(name)).length;
        return { tooEarly, gone, left, drafts: await store.drafts(), cached: (await caches.keys()).length };
        """,
    )
    assert (found["tooEarly"], found["gone"]) == (False, True)
    assert {name for name, count in found["left"].items() if count} == {"receipts"}
    assert found["drafts"][0]["receipt"]["reference"] == "R-1"
    assert found["cached"] == 0


def test_files_come_back_byte_for_byte(device: Device) -> None:
    page = device()
    found = run(
        page,
        """
        await store.saveBundle(bundleOf("d"), [{ url: "/pic", type: "image/png", bytes: new Uint8Array([7]).buffer }]);
        const bytes = new Uint8Array(300_000).map((_, n) => n % 251);
        await store.addFile("d", { name: "p.jpg", blob: new Blob([bytes], { type: "image/jpeg" }), question: "photo" });
        const file = await store.file("d", "p.jpg");
        const back = new Uint8Array(await file.arrayBuffer());
        const media = (await store.media("d")).get("/pic");
        return [file.name, file.type, back.every((byte, n) => byte === bytes[n]), back.length, media.size, media.type];
        """,
    )
    assert found == ["p.jpg", "image/jpeg", True, 300_000, 1, "image/png"]
