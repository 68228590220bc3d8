"""Names that SPSS and Stata take, made from the names that the instrument gives."""

from __future__ import annotations

import re
import unicodedata

SPSS_LIMIT = 64
STATA_LIMIT = 28  # Stata takes 32; labels are kept under the variable's name and a number of up to four digits
SPSS_RESERVED = frozenset({"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"})
STATA_RESERVED = frozenset(
    {"byte", "double", "float", "if", "in", "int", "long", "strl", "using", "with"}
)  # those that begin with an underscore cannot come about
_STATA_STRING = re.compile(r"str[0-9]+", re.IGNORECASE)
_ACCENT = re.compile(r"[\u0300-\u036f]")
_UNFIT = re.compile(r"[^A-Za-z0-9_]+")


class VariableNames:
    """Gives each variable of one file a name: plain letters, digits and underscores, and no name twice.

    ``topics/gangs`` becomes ``topics_gangs``; of what would have the same name the second ends in ``_2``. Capital
    letters do not tell names apart, since SPSS does not tell them apart.
    """

    def __init__(self, limit: int, reserved: frozenset[str]) -> None:
        self.limit = limit
        self.reserved = reserved
        self.taken: set[str] = set()

    def take(self, wanted: str) -> str:
        """A name that is still free, as near to the wanted one as can be."""
        base = self._fitting(wanted)
        name, number = base, 1
        while name.lower() in self.taken:
            number += 1
            ending = f"_{number}"
            name = base[: self.limit - len(ending)].rstrip("_") + ending
        self.taken.add(name.lower())
        return name

    def _fitting(self, wanted: str) -> str:
        plain = _ACCENT.sub("", unicodedata.normalize("NFKD", wanted))
        name = _UNFIT.sub("_", plain).strip("_")
        if not name or not name[0].isalpha() or self._is_reserved(name):
            name = f"v_{name}"
        return name[: self.limit].rstrip("_") or "v"

    def _is_reserved(self, name: str) -> bool:
        return name.lower() in self.reserved or _STATA_STRING.fullmatch(name) is not None


def cut_to_bytes(text: str, limit: int) -> str:
    """The text or, where it has more bytes in UTF-8, its beginning and “…”."""
    data = text.encode("utf-8", "replace")
    if len(data) <= limit:
        return data.decode("utf-8")
    return data[: limit - 3].decode("utf-8", "ignore").rstrip() + "…"
