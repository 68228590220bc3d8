"""Names that Excel accepts: of sheets, of defined ranges, of table columns."""

from __future__ import annotations

import re

from exports.plain_text import cut_to, plain_text, utf16_length

SHEET_NAME_LIMIT = 31
RANGE_NAME_LIMIT = 255
FIXED_SHEETS = (
    "Contents",
    "Summary",
    "Method",
    "Response rates",
    "At a glance",
    "Favourable answers",
    "Group tests",
    "All answers",
    "Themes",
    "Change",
    "Course over rounds",
    "Change by answer",
    "Section 11 grades",
    "Section 11 totals",
    "Section 11 list",
    "Section 11 coverage",
    "Section 11 three ways",
    "Section 11 by agency",
    "Agreement",
    "Agreement beyond chance",
    "Visits",
    "Actions",
    "Codebook",
    "Release log",
    "Raw data",
)
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]+")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9_.]")


class UniqueNames:
    """Gives each wanted name once; Excel compares names without regard to case."""

    def __init__(
        self, limit: int, reserved: tuple[str, ...] = (), *, suffix: str = " ({})", ellipsis: str = "…"
    ) -> None:
        self._limit, self._suffix, self._ellipsis = limit, suffix, ellipsis
        self._taken = {name.casefold() for name in reserved}

    def take(self, wanted: str) -> str:
        """The wanted name, shortened to the limit, with a number where it is taken already."""
        number, name = 1, self._fitted(wanted, "")
        while name.casefold() in self._taken:
            number += 1
            name = self._fitted(wanted, self._suffix.format(number))
        self._taken.add(name.casefold())
        return name

    def _fitted(self, wanted: str, suffix: str) -> str:
        room = self._limit - len(suffix)
        if utf16_length(wanted) > room:
            wanted = cut_to(wanted, room - len(self._ellipsis)).rstrip() + self._ellipsis
        return wanted + suffix


def sheet_names() -> UniqueNames:
    """The names left for sections: ours are taken, and Excel keeps “History” for itself."""
    return UniqueNames(SHEET_NAME_LIMIT, reserved=(*FIXED_SHEETS, "History"))


def sheet_label(label: str) -> str:
    """A label without the characters that a sheet name may not hold, nor an apostrophe at either end."""
    clean = " ".join(_FORBIDDEN.sub(" ", plain_text(label)).split()).strip("' ")
    return clean or "Section"


def range_names() -> UniqueNames:
    """The names of one workbook's defined ranges, or of its tables."""
    return UniqueNames(RANGE_NAME_LIMIT, suffix="_{}", ellipsis="")


def range_name(kind: str, name: str) -> str:
    """A name for cells. The kind before it keeps ``st1`` from being read as the cell ST1."""
    return f"{kind}_{_NOT_IN_NAME.sub('_', name)}"
