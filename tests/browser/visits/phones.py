"""A phone with the app: a browser process of its own, with a profile that outlives it, and a server to switch off.

Without a signal means both: the browser is told that it is offline, and the server's socket is closed, because a
service worker gets round the first.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, BrowserType, Locator, Page, expect

from tests.services.browser import CHROMIUM_OPTIONS, PATIENCE, PHONE
from tests.services.web import held_port, running
from tests.survey_app.factories import PASSWORD
from tools.chromium import find_chromium

_START = 60  # seconds that a browser may take to say on which port it listens


@dataclass
class Switch:
    """A server that can be switched off and on again at the same address, with the same database.

    While it is off, a socket that does not listen keeps its port from everybody else.
    """

    app: Callable[..., Any]
    _held: socket.socket = field(default_factory=held_port)
    _stack: ExitStack = field(default_factory=ExitStack)

    @property
    def port(self) -> int:
        return int(self._held.getsockname()[1])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def on(self) -> None:
        self._stack.enter_context(running(self.app, self.port))

    def off(self) -> None:
        self._stack.close()

    def serve_instead(self, application: Callable[..., Any]) -> None:
        """Go on with another application at the same address."""
        self.off()
        self.app = application
        self.on()

    def close(self) -> None:
        self.off()
        self._held.close()


@dataclass
class Phone:
    """One device of one person. The page is that of the app."""

    kind: BrowserType
    profile: Path
    server: Switch
    slug: str
    complaints: list[str] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None
    browser: Browser | None = None
    page: Page = None  # type: ignore[assignment]  # from the first start on

    @property
    def app_url(self) -> str:
        return f"{self.server.address}/p/{self.slug}/walkabouts/notes/app"

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def start(self, *, offline: bool = False) -> None:
        """Start the browser process; the profile is what it was when it ended."""
        path = find_chromium()
        assert path is not None
        listening = self.profile / "DevToolsActivePort"
        listening.unlink(missing_ok=True)
        options = [*CHROMIUM_OPTIONS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        self.process = subprocess.Popen(
            [path, "--headless=new", f"--user-data-dir={self.profile}", "--remote-debugging-port=0",
             "--no-default-browser-check", "--hide-scrollbars", "--lang=en-GB", *options, "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        port = _port_in(listening)
        self.browser = self.kind.connect_over_cdp(f"http://127.0.0.1:{port}")
        self.page = self._open_page(self.browser.contexts[0])
        self.context.set_offline(offline)

    def _open_page(self, context: BrowserContext) -> Page:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.set_viewport_size(PHONE)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: self.complaints.append(said.text) if "Content Security Policy" in said.text else None,
        )
        return page

    def another_tab(self) -> Page:
        page = self._open_page(self.context)
        page.goto(self.app_url)
        return page

    def kill(self) -> None:
        """What a flat battery does: no chance to put anything away."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def open_app(self) -> None:
        """As the icon on the home screen does."""
        self.page.goto(self.app_url)

    def sign_in(self, email: str) -> None:
        self.page.goto(f"{self.server.address}/sign-in")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda address: "/sign-in" not in address)

    def lose_signal(self) -> None:
        self.context.set_offline(True)
        self.server.off()

    def find_signal(self) -> None:
        self.server.on()
        self.context.set_offline(False)

    def find_signal_for_nobody(self) -> None:
        """The signal is back after the sign-in has run out."""
        self.context.clear_cookies()
        self.find_signal()

    def sign_in_again(self, email: str) -> None:
        """By the link that the app shows; afterwards one is where one was."""
        self.page.get_by_role("link", name="Sign in").click()
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda address: "/sign-in" not in address)

    def listen(self) -> Callable[[], list[str]]:
        """Note what a screen reader is told from now on; gives what reads it."""
        self.page.evaluate(
            """() => {
                const said = document.getElementById("app-said");
                window.heard = [];
                new MutationObserver(() => said.textContent && window.heard.push(said.textContent))
                    .observe(said, { childList: true, subtree: true, characterData: true });
            }"""
        )
        return lambda: list(self.page.evaluate("() => window.heard"))

    # What a person sees and does

    @property
    def status(self) -> Locator:
        return self.page.locator("#app-status")

    @property
    def said(self) -> Locator:
        """What a screen reader is told."""
        return self.page.locator("#app-said")

    def make_ready(self) -> None:
        self.page.get_by_role("button", name="Make ready for offline").click()
        expect(self.page.get_by_text(re.compile("^Ready for offline: "))).to_be_visible()

    def open_visit(self) -> None:
        self.page.get_by_role("link", name="Open").click()
        self._is_at_visit()

    def _is_at_visit(self) -> None:
        """Wait until the visit's own screen is there: other screens lead to “Check and send” too."""
        expect(self.page.locator(".wa-app__screen--visit")).to_be_visible()

    def go(self, *names: str) -> None:
        """Follow links, one after the other, each by its whole name."""
        for name in names:
            self.page.get_by_role("link", name=name, exact=True).click()

    def go_to_page(self, title: str) -> None:
        """From wherever one is to a page of the form."""
        self.to_visit()
        self.page.locator(".govuk-task-list__link").get_by_text(title, exact=True).click()
        expect(self.heading).to_have_text(title)

    def to_visit(self) -> None:
        """From anywhere within a visit, also while it is being opened, to its own screen."""
        self.page.wait_for_url(re.compile("#/visit/"))
        self.page.evaluate("() => { location.hash = location.hash.split('/').slice(0, 3).join('/') }")
        self._is_at_visit()

    def ask_conversations(self) -> None:
        """Answer what has to be answered before conversations are asked, and stay on the visit's screen."""
        self._is_at_visit()
        if not self.page.get_by_role("heading", name="C. Staff conversations").count():
            self.go_to_page("A. Assessed elsewhere?")
            self.page.get_by_role("radio", name="No").check()
            self.to_visit()

    @property
    def heading(self) -> Locator:
        return self.page.locator("main h1")

    def add_conversation(self, number: int) -> None:
        """From the visit's own screen, or from the list."""
        self.page.get_by_role("button", name="Add").click()
        expect(self.heading).to_contain_text(f"Conversation {number}")

    def question(self, name: str) -> Locator:
        return self.page.locator(f"main [data-question='{name}']")

    def add_photo(self, question: str, picture: Path) -> None:
        asked = self.question(question)
        asked.locator("input[type=file]").set_input_files(picture)
        asked.get_by_role("checkbox", name="I have looked").check()
        asked.get_by_role("button", name="Add this picture").click()
        expect(asked.get_by_role("button", name="Take it out")).to_be_visible()

    def keeps(self, text: str) -> None:
        """Wait until a text is in the device's database; nothing is pressed for that."""
        found = self._waits_for("JSON.stringify(stored.drafts).includes(text)", text)
        assert found, f"“{text}” never came into the device's database"

    def has_told(self) -> None:
        """Wait until the duty list has every worry as it stands here."""
        assert self._waits_for("stored.alerts.every((alert) => alert.state === alert.stateSent)")

    def _waits_for(self, condition: str, text: str = "") -> bool:
        """Whether a condition on what is ``stored`` comes to hold."""
        # Not wait_for_function: it takes the promise of an answer for the answer.
        return bool(
            self.page.evaluate(
                f"""async ([text, patience]) => {{
                    const until = Date.now() + patience;
                    while (Date.now() < until) {{
                        const stored = await ({_EVERYTHING})();
                        if ({condition}) return true;
                        await new Promise((resolve) => setTimeout(resolve, 20));
                    }}
                    return false;
                }}""",
                [text, PATIENCE],
            )
        )

    def stored(self) -> dict[str, Any]:
        """What is in the device's database: the table's names with their rows, bytes of files as lists."""
        found: dict[str, Any] = self.page.evaluate(_EVERYTHING)
        return found


_EVERYTHING = """async () => {
  const open = indexedDB.open("walkabout");
  const database = await new Promise((resolve, reject) => {
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error);
  });
  const plain = (value) => JSON.parse(JSON.stringify(value, (_, one) =>
    one instanceof ArrayBuffer ? Array.from(new Uint8Array(one)) : one));
  const found = {};
  for (const name of database.objectStoreNames) {
    const request = database.transaction(name).objectStore(name).getAll();
    found[name] = plain(await new Promise((resolve) => { request.onsuccess = () => resolve(request.result) }));
  }
  database.close();
  return found;
}"""


def _port_in(file: Path) -> int:
    """The port that a browser has written down; it does so when it listens."""
    until = time.monotonic() + _START
    while time.monotonic() < until:
        lines = file.read_text().splitlines() if file.exists() else []
        if len(lines) > 1:
            return int(lines[0])
        time.sleep(0.02)  # nothing tells when a file of another process appears
    raise AssertionError("the browser did not start")


@contextmanager
def phones(kind: BrowserType, directory: Path, server: Switch, slug: str) -> Iterator[Callable[[], Phone]]:
    """Gives a function that makes a phone; all are stopped at the end, and fail the test if a script did."""
    made: list[Phone] = []

    def make() -> Phone:
        profile = directory / f"phone-{len(made) + 1}"
        profile.mkdir()
        phone = Phone(kind=kind, profile=profile, server=server, slug=slug)
        made.append(phone)
        phone.start()
        return phone

    try:
        yield make
    finally:
        for phone in made:
            phone.stop()
    complaints = [complaint for phone in made for complaint in phone.complaints]
    assert not complaints, "\n".join(complaints)
