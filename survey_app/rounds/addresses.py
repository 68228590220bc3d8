"""When two e-mail addresses are the same person's: case, spaces, and the aliases that providers ignore."""

from __future__ import annotations

import re
from email.utils import parseaddr

EMAIL = re.compile(r"[^@\s,;<>\"()\[\]]+@[^@\s,;<>\"()\[\]]+\.[^@\s,;<>\"()\[\]]+")
WITHOUT_DOTS = frozenset({"gmail.com", "googlemail.com"})


def tidy_address(text: str) -> str:
    """The address as it is written to: without spaces, brackets and "mailto:", in lower case; empty when it is none."""
    plain = text.strip().strip(",;").strip()
    plain = plain.removeprefix("mailto:").removeprefix("MAILTO:")
    if "<" in plain:
        plain = parseaddr(plain)[1] or plain.strip("<>")
    plain = "".join(plain.split()).strip("\u200b\ufeff").rstrip(".").lower()
    return plain if EMAIL.fullmatch(plain) and len(plain) <= 254 and ".." not in plain else ""


def normal_address(text: str) -> str:
    """What is the same for all ways of writing one mailbox; never written to. Empty when the text is no address.

    "Ann.Example+hub@GoogleMail.com" and "annexample@gmail.com" are one mailbox. The part after a plus sign is an alias
    wherever it is used; dots are ignored by Google alone.
    """
    address = tidy_address(text)
    if not address:
        return ""
    local, _, domain = address.rpartition("@")
    local = local.split("+", 1)[0] or local
    if domain in WITHOUT_DOTS:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"
