"""The name of a round in its address: made from the title, unique within the partnership."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

MAX_LENGTH = 60
RESERVED = {"new"}  # addresses of other pages


def slug_of(title: str) -> str:
    """The title in lower-case ASCII letters, digits and hyphens; "round" where nothing of it is left."""
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_title.lower().replace("'", ""))
    slug = "-".join(words)
    if len(slug) > MAX_LENGTH:  # cut between words where there are any
        slug = slug[: MAX_LENGTH + 1].rpartition("-")[0] or slug[:MAX_LENGTH]
    return slug or "round"


def unique_slug(title: str, taken: Collection[str]) -> str:
    """The title's slug, with the first number after it that makes it unlike all that are taken."""
    slug = slug_of(title)
    if slug not in taken and slug not in RESERVED:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"
