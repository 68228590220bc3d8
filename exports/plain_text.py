"""Text reduced to one line of characters that XML, names and headers can hold."""

from __future__ import annotations

import re

NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def utf16_length(text: str) -> int:
    """The length as Excel counts it: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut_to(text: str, limit: int) -> str:
    """The longest beginning of the text that has at most ``limit`` UTF-16 units."""
    if utf16_length(text) <= limit:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: limit * 2].decode("utf-16-le", "ignore")


def plain_text(text: str, limit: int | None = None) -> str:
    """One line without control characters, for names, headers, charts and labels; what is cut ends in “…”."""
    clean = _CONTROL.sub(" ", NOT_XML.sub("\ufffd", text)).strip()
    if limit is None or utf16_length(clean) <= limit:
        return clean
    return cut_to(clean, limit - 1).rstrip() + "…"
