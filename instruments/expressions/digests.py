"""``digest`` and ``base64-decode``."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
ENCODINGS = ("base64", "hex")

_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


def digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    """The hash of a text, in base64 or in hexadecimal digits; blank for an algorithm or encoding there is not."""
    name = ALGORITHMS.get(algorithm)
    if name is None or encoding not in ENCODINGS:
        return ""
    # These mark answers, as ODK's forms do, and keep no secret; so MD5 and SHA-1 are as good as the others.
    made = hashlib.new(name, text.encode("utf-8", "replace"), usedforsecurity=False)
    return made.hexdigest() if encoding == "hex" else base64.b64encode(made.digest()).decode("ascii")


def base64_decode(text: str) -> str:
    """The text that was written in base64; blank where it was not, or holds what is no text."""
    signs = "".join(text.split()).rstrip("=")
    if _NOT_BASE64.search(signs) or len(signs) % 4 == 1:
        return ""
    try:
        return base64.b64decode(signs + "=" * (-len(signs) % 4)).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
