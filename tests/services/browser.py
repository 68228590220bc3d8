"""Chromium for tests: one browser a session, a fresh profile for each page opened, and what the page complained of."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect, sync_playwright

from tools.chromium import find_chromium

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# What Walkabout promises: WCAG 2.2 AA, and axe's own good practice.
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
# How long to wait for a condition before giving up: long, since that costs nothing when all is well.
PATIENCE = 120_000  # milliseconds

CHROMIUM_OPTIONS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    # The browser is a process of its own, which the network guard does not see.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave tests with a browser on PostgreSQL to `make test-full`: a minute each, and no page knows its database."""
    for item in items:
        parameters = getattr(getattr(item, "callspec", None), "params", {})
        if "open_page" in getattr(item, "fixturenames", ()) and parameters.get("database_kind") == "postgresql":
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this test process."""
    path = find_chromium()
    if path is None:
        pytest.fail("There is no Chrome or Chromium here: run `make test`, or set WALKABOUT_CHROMIUM to its path.")
    options = [*CHROMIUM_OPTIONS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=options)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """``open_page(url, viewport=PHONE)`` opens an address in a new browser profile.

    Other options go to Playwright's ``new_context`` (``java_script_enabled=False`` …). The test fails at its end if a
    page raised a script error or broke the content security policy.
    """
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    with ExitStack() as contexts:

        def open_in_new_profile(url: str, **options: Any) -> Page:
            context = chromium.new_context(**{"viewport": DESK, "locale": "en-GB", **options})
            contexts.callback(context.close)
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            page.on("console", note)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(url)
            return page

        yield open_in_new_profile
    assert not complaints, "\n".join(complaints)


def follow(control: Locator) -> None:
    """Press what leads to another page, and wait until that is there whole, its scripts run.

    A click alone waits until the other page begins to come: what is read or counted then may not be there yet.
    """
    with control.page.expect_navigation():
        control.click()


# Every breach is worked out and told with all that it is found in. Of what is in order, which would be nine tenths of
# the work, axe is asked for nothing.
_LOOK = """async rules => {
  const found = await axe.run({runOnly: rules, resultTypes: ['violations']});
  return found.violations.map(one => [one.id, one.help, one.nodes.map(node => node.target.join(' '))]);
}"""


def axe_violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands, a line for each rule and element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(_LOOK, AXE_RULES)
    return [f"{rule}: {says}: {target}" for rule, says, targets in found for target in targets]
