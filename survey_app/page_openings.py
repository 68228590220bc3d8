"""Whether a request is somebody opening a page to read it, or a program that asks for it.

It imports nothing of any feature, so that read receipts and counts of readings ask the same question in one way.
"""

from __future__ import annotations

from werkzeug.datastructures import Headers

SAYS_WHY = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
AHEAD = ("prefetch", "prerender", "preview")


def is_fetched_ahead(headers: Headers) -> bool:
    """Whether a browser fetches a page in case somebody opens it later."""
    said = " ".join(headers.get(name, "") for name in SAYS_WHY).lower()
    return any(word in said for word in AHEAD)


def is_a_reading(method: str, headers: Headers) -> bool:
    """Whether a request is somebody opening a page: no HEAD, no fetching ahead, no picture or frame of another site."""
    if method != "GET" or is_fetched_ahead(headers):
        return False
    return headers.get("Sec-Fetch-Dest", "document") == "document"
