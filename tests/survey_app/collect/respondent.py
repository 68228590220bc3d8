"""Somebody who answers without a script: reads the page that came and posts its form as a browser would."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse


class Respondent:
    """A browser without JavaScript; ``page`` is what it shows now."""

    def __init__(self, client: FlaskClient, address: str) -> None:
        self.client = client
        self.open(address)

    def open(self, address: str) -> TestResponse:
        return self._show(self.client.get(address, follow_redirects=True))

    def press(self, text: str, answers: dict[str, Any] | None = None) -> TestResponse:
        """Fill in the form and press the button, or the button that looks like a link, of this name."""
        button = next(b for b in self.page.xpath("//button") if self._name(b).startswith(text))
        form = self.page.get_element_by_id("answers") if button.get("form") else next(button.iterancestors("form"))
        data = MultiDict(self._controls(form))
        for name, value in (answers or {}).items():
            data.setlist(f"q.{name}", value if isinstance(value, list) else [value])
        if button.get("name"):
            data.add(button.get("name"), button.get("value", ""))
        address = form.get("action") or self.address
        method = self.client.post if (form.get("method") or "").lower() == "post" else self.client.get
        return self._show(method(address, data=data, follow_redirects=True))

    def follow(self, text: str) -> TestResponse:
        """Follow the link of this name."""
        link = next(a for a in self.page.xpath("//a") if self._name(a).startswith(text))
        return self.open(link.get("href"))

    def post(self, data: dict[str, Any]) -> TestResponse:
        """Post this to the present address, whatever the page holds."""
        return self._show(self.client.post(self.address, data=data, follow_redirects=True))

    @property
    def heading(self) -> str:
        return self._name(self.page.xpath("//h1")[0])

    @property
    def title(self) -> str:
        return str(self.page.xpath("//title")[0].text_content()).strip()

    @property
    def problems(self) -> list[str]:
        """The lines of the error summary."""
        return [self._name(line) for line in self.page.xpath("//*[contains(@class, 'error-summary__list')]/li")]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.page.xpath("//main")[0].itertext()).split())

    def shown(self) -> list[str]:
        """The questions that are not hidden."""
        return self.page.xpath("//*[@data-question][not(@hidden)]/@data-question")

    def hidden(self, name: str) -> str:
        """The value of a hidden control."""
        return str(self.page.xpath(f"//input[@type='hidden'][@name='{name}']/@value")[0])

    def _controls(self, form: Any) -> Iterable[tuple[str, str]]:
        """What a browser posts of a form: nothing disabled, nothing unchecked, no buttons."""
        for control in form.xpath(".//input | .//textarea | .//select"):
            name, kind = control.get("name"), control.get("type", "text")
            if not name or control.get("disabled") is not None:
                continue
            if kind in ("radio", "checkbox") and control.get("checked") is None:
                continue
            yield name, control.value if control.tag == "select" else (control.get("value") or control.text or "")

    def _show(self, response: TestResponse) -> TestResponse:
        self.response, self.address = response, response.request.path
        self.page = html.fromstring(response.text)
        return response

    @staticmethod
    def _name(element: Any) -> str:
        return " ".join(element.text_content().split())
