"""Answers a form in the browser as a person does: page by page, only what is to be seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page

from tests.services.browser import follow

PREFIX = "q."


def fill_form(page: Page, document: Mapping[str, Any], *, repeat: str = "") -> list[str]:
    """Answer every page from ``document`` until the answers are to be checked; the headings that were passed.

    ``repeat`` names the repeat of the instrument, whose entries are added on its own list page.
    """
    headings: list[str] = []
    entries = list(document.get(repeat, [])) if repeat else []
    while (heading := page.locator("h1").inner_text()) != "Check your answers":
        headings.append(heading)
        add = page.get_by_role("button", name="Add ")
        if add.count() and entries:
            follow(add)
            fill_page(page, entries.pop(0))
        elif not add.count():
            fill_page(page, document)
        follow(page.get_by_role("button", name="Continue"))
    return headings


def fill_page(page: Page, answers: Mapping[str, Any]) -> None:
    """Answer what the page shows; a question that an answer brings is answered too."""
    done: set[str] = set()
    while waiting := [name for name in _visible_questions(page) if name not in done]:
        name = waiting[0]
        done.add(name)
        if answers.get(name) is not None:
            _answer(page, name, answers[name])


def _visible_questions(page: Page) -> list[str]:
    names = page.locator(f"main [name^='{PREFIX}']").evaluate_all(
        "controls => controls.filter(c => (c.closest('.govuk-form-group') || c).offsetParent !== null).map(c => c.name)"
    )
    return list(dict.fromkeys(name.removeprefix(PREFIX).split(":")[0] for name in names))


def _answer(page: Page, name: str, value: Any) -> None:
    control = page.locator(f"main [name='{PREFIX}{name}']")
    if not control.count():
        _answer_parts(page, name, str(value))
        return
    _open_around(control)
    kind = control.first.get_attribute("type")
    if kind in ("radio", "checkbox"):
        for choice in value if isinstance(value, list) else [value]:
            page.locator(f"main [name='{PREFIX}{name}'][value='{choice}']").check()
    elif control.first.evaluate("control => control.tagName") == "SELECT":
        control.select_option(str(value))
    else:
        control.fill(str(value))


def _answer_parts(page: Page, name: str, value: str) -> None:
    """A date, with a time or without, has an input for each part."""
    parts = {"year": value[:4], "month": value[5:7], "day": value[8:10], "time": value[11:16]}
    for part, text in parts.items():
        control = page.locator(f"main [name='{PREFIX}{name}:{part}']")
        if control.count():
            _open_around(control)
            control.fill(text)


def _open_around(control: Locator) -> None:
    """Unfold the details element that the control stands in."""
    control.first.evaluate("control => { const d = control.closest('details'); if (d) d.open = true }")
