"""Data that others published, or that the project's notes construct, with the frames they make."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

# Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: four observers, twelve units. Gwet's
# package irrCAC has the same data as raw4raters.
FOUR_OBSERVERS = pd.DataFrame(
    {
        "A": list("123321412---"),
        "B": list("1233224125-3"),
        "C": list("-3332342251-"),
        "D": list("12332441251-"),
    }
).replace("-", None)
FIVE = "12345"

# Fleiss (1971), Psychological Bulletin 76:378-382, table 1: thirty patients, six psychiatrists each; depression,
# personality disorder, schizophrenia, neurosis, other.
FLEISS_1971 = re.findall(
    r"\d+",
    """
    00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
    00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
    """,
)
DIAGNOSES = ("depression", "personality", "schizophrenia", "neurosis", "other")

# Cohen (1968), Psychological Bulletin 70:213-220, table 1, as proportions of 200 cases, with his penalties; both are
# the example of R's psych::cohen.kappa.
COHEN_1968 = ((88, 10, 2), (14, 40, 6), (18, 10, 12))
COHEN_1968_PENALTIES = ((0, 1, 3), (1, 0, 6), (3, 6, 0))

# cont3x3abstractors of Gwet's package irrCAC: pregnant women by type of pregnancy, two abstractors.
ABSTRACTORS = ((13, 0, 0), (0, 20, 7), (0, 4, 56))

# The project's notes on moderation: own grades in rows, moderated ones in columns.
MODERATION = ((0, 1, 0, 0), (0, 12, 5, 0), (0, 1, 9, 2), (0, 0, 0, 2))
FOUR = "1234"

# Constructed: three agencies, ten cases, two of them graded by one agency only.
THREE_AGENCIES = pd.DataFrame({"a": list("12234421-3"), "b": list("1233432-2-"), "c": list("2223-421--")}).replace(
    "-", None
)


def cases_of(table: Sequence[Sequence[int]], keys: str = "123456789", columns: Sequence[str] = ("own", "moderated")):
    """The frame of two raters whose cross-table this is."""
    pairs = [
        (keys[row], keys[column]) for row, line in enumerate(table) for column, n in enumerate(line) for _ in range(n)
    ]
    return pd.DataFrame(pairs, columns=list(columns), dtype="object")


def raters_of(counts: Sequence[str], keys: Sequence[str]) -> pd.DataFrame:
    """A frame in which each case was given each grade so often, by whichever raters."""
    rows = [[key for key, n in zip(keys, line, strict=True) for _ in range(int(n))] for line in counts]
    return pd.DataFrame(rows, columns=[f"rater {place}" for place in range(1, len(rows[0]) + 1)])
