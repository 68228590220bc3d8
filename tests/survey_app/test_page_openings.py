"""What counts as somebody opening a page."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import Headers

from survey_app.page_openings import is_a_reading


@pytest.mark.parametrize(
    ("method", "headers", "counts"),
    [
        ("GET", {}, True), ("GET", {"Sec-Fetch-Dest": "document"}, True), ("HEAD", {}, False), ("POST", {}, False),
        ("GET", {"Sec-Purpose": "prefetch"}, False), ("GET", {"Sec-Purpose": "prefetch;prerender"}, False),
        ("GET", {"Purpose": "prefetch"}, False), ("GET", {"X-Moz": "prefetch"}, False),
        ("GET", {"X-Purpose": "PREFETCH"}, False), ("GET", {"Sec-Fetch-Dest": "image"}, False),
        ("GET", {"Sec-Fetch-Dest": "iframe"}, False), ("GET", {"Sec-Fetch-Dest": "empty"}, False),
    ],
    ids=str,
)  # fmt: skip
def test_only_opening_the_page_is_a_reading(method: str, headers: dict[str, str], counts: bool) -> None:
    assert is_a_reading(method, Headers(headers)) is counts
