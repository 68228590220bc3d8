"""The short names of themes."""

from __future__ import annotations

import re
from collections.abc import Collection

NAME = re.compile(r"[a-z0-9_]{1,64}")


def theme_name(label: str, taken: Collection[str] = ()) -> str:
    """A short name for files: the label's words in lower case, numbered where it is taken.

    Examples
    --------
    >>> theme_name("Funding and service capacity"), theme_name("Parents", {"parents"}), theme_name("家族")
    ('funding_and_service_capacity', 'parents_2', 'theme')
    """
    name = "_".join(re.findall(r"[a-z0-9]+", label.lower()))[:56].strip("_") or "theme"
    unique, number = name, 2
    while unique in taken:
        unique, number = f"{name}_{number}", number + 1
    return unique
