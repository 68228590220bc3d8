"""Pages in which the device's part runs: real IndexedDB, real locks, a real origin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page

from tests.instruments.javascript import bundle


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
