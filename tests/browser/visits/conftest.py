"""Pages in which the device's part runs: real IndexedDB, real locks, a real origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.visits.journeys import SLUG, Journey, journey
from tests.browser.visits.phones import Phone, phones
from tests.instruments.javascript import bundle
from tests.services.databases import Databases


@pytest.fixture(scope="session")
def device_script(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of device.js, which puts what it exports under ``device``."""
    target = tmp_path_factory.mktemp("device") / "device.js"
    return bundle(Path(__file__).with_name("device.js"), "device", target).read_text(encoding="utf-8")


def tab_of(context: BrowserContext, address: str, device_script: str) -> Page:
    """Another tab of the same browser profile, with the device's part in it."""
    page = context.new_page()
    page.goto(address)
    page.evaluate(device_script)
    return page


@pytest.fixture
def device(serve: Callable[[Any], str], open_page: Callable[..., Page], device_script: str) -> Callable[..., Page]:
    """``device()`` opens a page of a device of its own, ``device(page)`` another tab of the same one."""
    application = Flask(__name__)

    @application.get("/")
    def home() -> str:
        return "<!doctype html><html lang=en><title>A page</title>"

    address = serve(application)

    def open_device(beside: Page | None = None) -> Page:
        if beside is not None:
            return tab_of(beside.context, address, device_script)
        page = open_page(address)
        page.evaluate(device_script)
        return page

    return open_device


@pytest.fixture
def visiting(databases: Databases, journey_database_kind: str, tmp_path: Path) -> Iterator[Journey]:
    """An installation with a visit today that two auditors are to make."""
    directory = tmp_path / "server"
    directory.mkdir()
    with journey(databases, journey_database_kind, directory, auditors=2) as found:
        yield found


@pytest.fixture
def new_phone(visiting: Journey, chromium: Browser, tmp_path: Path) -> Iterator[Callable[[], Phone]]:
    """``new_phone()`` starts a phone, a browser process with a profile of its own."""
    with phones(chromium.browser_type, tmp_path, visiting.server, SLUG) as make:
        yield make


@pytest.fixture
def phone(visiting: Journey, new_phone: Callable[[], Phone]) -> Phone:
    """The first auditor's phone, on which the visit has been made ready and is open."""
    return ready_phone(new_phone(), visiting.auditors[0])


def ready_phone(phone: Phone, email: str) -> Phone:
    phone.sign_in(email)
    phone.open_app()
    phone.make_ready()
    phone.open_visit()
    return phone
