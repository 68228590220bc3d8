"""The app opens without a network, keeps nothing of anybody in a cache, and a new version breaks nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

from survey_app import create_app
from survey_app.database import db
from tests.browser.conftest import Site
from tests.browser.visits.versions import Versions
from tests.services.browser import PATIENCE
from tests.services.databases import SQLITE, Databases
from tests.services.web import running
from tests.survey_app.conftest import prepare, settings_for
from tests.survey_app.factories import make_partnership, make_user

APP = "/p/made-up/walkabouts/notes/app"


@dataclass(frozen=True, slots=True)
class App:
    """The app in a browser, its server, and the way to close the server's socket."""

    page: Page
    address: str
    versions: Versions
    close_server: Callable[[], None]

    def open(self) -> None:
        self.page.goto(f"{self.address}{APP}")

    def waits_until(self, condition: str) -> None:
        """Ask again and again until a condition in the page holds; it may await."""
        self.page.evaluate(
            f"""async () => {{
                const end = Date.now() + {PATIENCE};
                while (!({condition})) {{
                    if (Date.now() > end) throw new Error({condition!r} + " does not come");
                    await new Promise((resolve) => setTimeout(resolve, 20));
                }}
            }}"""
        )

    def kept(self) -> dict[str, list[str]]:
        """Every cache and the paths in it."""
        found: dict[str, list[str]] = self.page.evaluate(
            """async () => {
                const found = {};
                for (const name of await caches.keys()) {
                    const requests = await (await caches.open(name)).keys();
                    found[name] = requests.map((request) => new URL(request.url).pathname).sort();
                }
                return found;
            }"""
        )
        return found

    def shells(self) -> list[str]:
        return [path for name, paths in self.kept().items() if name.startswith("walkabout-shells-") for path in paths]

    def is_ready(self) -> None:
        """Wait until the worker is there, and has the page that was opened before it."""
        self.page.evaluate("navigator.serviceWorker.register('/service-worker.js').then(() => true)")
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.waits_until("navigator.serviceWorker.controller && (await caches.match(location.pathname))")

    def looks_for_an_update(self) -> None:
        self.page.evaluate("navigator.serviceWorker.ready.then((it) => it.update()).then(() => true, () => false)")


@pytest.fixture
def opened(databases: Databases, tmp_path: Path, open_page: Callable[..., Page]) -> Iterator[App]:
    with databases.prepared(SQLITE, prepare) as url, ExitStack() as server:
        app = create_app({**settings_for(url, tmp_path), "WTF_CSRF_ENABLED": True})
        with app.app_context():
            partnership = make_partnership(db.session(), slug="made-up")
            email = make_user(db.session(), partnership, roles=("auditor",)).email
            db.session.commit()
        versions = Versions(app)
        address = server.enter_context(running(versions))
        page = Site(app=app, address=address, open_page=open_page).sign_in(email)
        found = App(page, address, versions, server.close)
        found.open()
        found.is_ready()
        yield found
        server.close()
        with app.app_context():
            db.engine.dispose()


def test_the_app_opens_when_the_network_and_the_server_are_gone(opened: App) -> None:
    opened.close_server()
    opened.page.context.set_offline(True)
    name = opened.page.title().partition(" – ")[2]  # without that of the screen
    opened.page.goto("about:blank")
    opened.open()
    assert opened.page.title().endswith(name)
    assert opened.page.evaluate("[...document.styleSheets].length") > 0
    again = opened.page.context.new_page()
    again.goto(f"{opened.address}{APP}?from=home-screen#/visits")
    assert again.title().endswith(name)
    with pytest.raises(Error, match="ERR_"):
        opened.page.goto(f"{opened.address}/p/made-up/")


def test_nothing_but_the_app_itself_is_ever_in_a_cache(opened: App) -> None:
    opened.page.evaluate(
        """async () => {
            for (const path of ["/p/made-up/walkabouts/notes/hello", "/p/made-up/", "/sign-in", "/static/icon.svg"]) {
                await fetch(path, { headers: { Accept: "application/json" } });
            }
        }"""
    )
    opened.page.goto(f"{opened.address}/p/made-up/")
    kept = opened.kept()
    shells = [paths for name, paths in kept.items() if name.startswith("walkabout-shells-")]
    assert shells == [[APP]]
    others = {path for name, paths in kept.items() if not name.startswith("walkabout-shells-") for path in paths}
    assert others
    assert {path.rpartition("/")[0] for path in others} <= {"/static", "/static/build"}
    assert not any("main-" in path for path in others)


def test_a_worker_answers_for_the_app_and_for_no_other_page(opened: App) -> None:
    for path, is_answered in ((APP, True), ("/p/made-up/", False), ("/p/made-up/walkabouts/notes/hello", False)):
        response = opened.page.goto(f"{opened.address}{path}")
        assert response is not None
        assert response.from_service_worker is is_answered, path


def test_a_new_version_waits_until_the_app_lets_it_and_the_drafts_stay(opened: App, device_script: str) -> None:
    page = opened.page
    page.evaluate(device_script)
    page.evaluate(
        """async () => {
            globalThis.store = await device.openStore();
            await store.saveBundle(device.bundleOf("d"));
            await store.change("d", device.setOf(["b1"], "written before"));
        }"""
    )
    opened.versions.version = "0123456789"
    opened.looks_for_an_update()
    opened.waits_until("(await navigator.serviceWorker.ready).waiting")
    page.evaluate("store.change('d', device.setOf(['b2'], 'written while the new version waits'))")
    page.reload()
    assert page.evaluate("globalThis.appVersion") is None, "a new version does not take over by itself"
    page.evaluate(
        """() => new Promise((resolve) => {
            navigator.serviceWorker.addEventListener("controllerchange", () => resolve());
            navigator.serviceWorker.ready.then(({ waiting }) => waiting.postMessage({ type: "SKIP_WAITING" }));
        })"""
    )
    opened.close_server()
    page.reload()
    page.wait_for_function("globalThis.appVersion === '0123456789'")
    page.evaluate(device_script)
    document = page.evaluate("device.openStore().then((store) => store.document('d')).then((it) => it.document)")
    assert document == {"b1": "written before", "b2": "written while the new version waits"}
    assert opened.shells() == [APP], "shells of the version before are gone"


def test_a_version_whose_page_cannot_be_had_is_not_taken_and_the_old_one_carries_on(opened: App) -> None:
    opened.versions.version = "0123456789"
    opened.versions.signs_out = True
    opened.looks_for_an_update()
    opened.waits_until("!(await navigator.serviceWorker.ready).installing")
    assert opened.page.evaluate("navigator.serviceWorker.ready.then((it) => it.waiting)") is None
    opened.close_server()
    response = opened.page.reload()
    assert response is not None
    assert opened.versions.script in response.text()


def test_an_app_that_somebody_may_not_open_any_more_stops_no_new_version(opened: App) -> None:
    opened.versions.version = "0123456789"
    opened.versions.forbids = True
    opened.looks_for_an_update()
    opened.waits_until("(await navigator.serviceWorker.ready).waiting")


def test_a_page_of_a_newer_version_is_not_kept_beside_older_files(opened: App) -> None:
    """Else the app would open without its script when there is no network."""
    opened.versions.version = "0123456789"
    opened.open()  # from the cache, and renewed behind it
    opened.waits_until("(await navigator.serviceWorker.ready).waiting")
    opened.close_server()
    response = opened.page.reload()
    assert response is not None
    assert opened.versions.script in response.text()
