"""Somebody without a browser's cost: opens pages and sends forms of a running server over HTTP, cookies kept."""

from __future__ import annotations

import html
import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any


class Visitor:
    """One person with a cookie jar of their own. ``text`` is the page on which they are,
    ``status`` what the server said of it."""

    def __init__(self) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.address = ""
        self.text = ""
        self.status = 0

    def open(self, address: str) -> str:
        """Open a page, and follow where it leads."""
        return self._read(address, None)

    def send(self, values: dict[str, Any], to: str = "") -> str:
        """Send the form of the present page: its hidden fields as they stand, and these values."""
        hidden = {**self.hidden(), **{name: value for name, value in values.items() if value is not None}}
        data = urllib.parse.urlencode(hidden, doseq=True).encode()
        return self._read(urllib.parse.urljoin(self.address, to), data)

    def press(self, button: str, values: dict[str, Any] | None = None) -> str:
        """Send the form of this button, with what stands in its hidden fields and these values."""
        forms = {(one.start(), one.end()): one[0] for one in re.finditer(r"<form.*?</form>", self.text, re.S)}
        for found in re.finditer(r"(<button[^>]*>)(.*?)</button>", self.text, re.S):
            tag, words = found.groups()
            if button not in re.sub(r"<[^>]*>", "", words):
                continue
            within = [form for (start, end), form in forms.items() if start < found.start() < end]
            named = [form for form in forms.values() if _attribute(form, "id") == (_attribute(tag, "form") or None)]
            return self._send_form((named or within)[0], tag, values or {})
        raise AssertionError(f"There is no button “{button}” on this page:\n{self.text}")

    def _send_form(self, form: str, button: str, values: dict[str, Any]) -> str:
        own = {_attribute(button, "name"): _attribute(button, "value")} if _attribute(button, "name") else {}
        action = _attribute(button, "formaction") or _attribute(form[: form.index(">")], "action")
        data = urllib.parse.urlencode({**self.hidden(form), **own, **values}, doseq=True).encode()
        return self._read(urllib.parse.urljoin(self.address, action), data)

    def hidden(self, part: str = "") -> dict[str, list[str]]:
        """The hidden fields of the page, or of a part of it."""
        fields: dict[str, list[str]] = {}
        for one in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", part or self.text):
            fields.setdefault(_attribute(one, "name"), []).append(_attribute(one, "value"))
        return fields

    def _read(self, address: str, data: bytes | None) -> str:
        request = urllib.request.Request(address, data=data, headers={"Referer": self.address or address})
        try:
            response = self._opener.open(request, timeout=120)
        except urllib.error.HTTPError as refused:  # a page as well
            response = refused
        with response:
            self.address, self.status = response.url, response.status
            self.text = response.read().decode()
        return self.text


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""
