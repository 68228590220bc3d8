"""Pseudonyms for cases: random, easy to read out, with a check letter that finds a slip.

A pseudonym looks like ``KTR-482-WM``. Three letters, three digits and a letter are drawn by chance; the last letter
follows from them. Nothing of the case goes into it, and neither does the row in which the case stood.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection

#: No vowels, so that no word comes out; no Q and Y, which are misheard. There are 19 of them, a prime.
LETTERS = "BCDFGHJKLMNPRSTVWXZ"
PATTERN = re.compile(f"[{LETTERS}]{{3}}-[0-9]{{3}}-[{LETTERS}]{{2}}")
_UNKIND = frozenset({"BCH", "CNT", "DCK", "DMB", "FCK", "FGT", "FKN", "KKK", "NGG", "NGR", "PKN", "RTD", "SHT", "SXX",
                     "TWT", "WNK", "BLK", "WHT", "DWN", "MNG", "SLT", "HLP", "DTH", "DZD"})  # fmt: skip
_MOST = 2_000_000  # of the 65 million there are, so that two lists seldom share one


def new_pseudonyms(
    n: int, *, taken: Collection[str] = (), below: Callable[[int], int] = secrets.randbelow
) -> tuple[str, ...]:
    """Make pseudonyms that are not in use.

    Parameters
    ----------
    n : int
        How many.
    taken : collection of str
        Those in use.
    below : callable, default secrets.randbelow
        Gives a whole number from 0 up to its argument: the machine's own source of chance.

    Returns
    -------
    tuple of str
        Each once, in the order in which they were drawn, which means nothing.

    Raises
    ------
    ValueError
        Where ``n`` is negative, or more than 2 million are wanted.
    """
    if not 0 <= n <= _MOST:
        raise ValueError(f"n is {n}, which is not between 0 and {_MOST:,}")
    used: set[str] = set(taken)
    made: list[str] = []
    while len(made) < n:
        one = _draw(below)
        if one not in used and one[:3] not in _UNKIND:
            used.add(one)
            made.append(one)
    return tuple(made)


def is_pseudonym(text: str) -> bool:
    """Whether a text is a pseudonym as it is made here, its check letter included.

    Notes
    -----
    Each letter stands for its place from 0 to 18, each digit for itself, and the eight characters are weighted 1 to 8.
    The check letter makes the sum a multiple of 19. Since 19 is a prime above every weight and value, one wrong
    character, and two that changed places, are always found.

    Examples
    --------
    >>> is_pseudonym("KTR-482-WM"), is_pseudonym("KTR-428-WM")
    (True, False)
    """
    return PATTERN.fullmatch(text) is not None and _sum(text.replace("-", "")) % len(LETTERS) == 0


def tidy_pseudonym(text: str) -> str:
    """A pseudonym as somebody may have typed it, in its own spelling: ``ktr 482wm`` is ``KTR-482-WM``.

    What has not the eight characters comes back without the spaces around it.
    """
    plain = re.sub(r"[\s\u2010-\u2015-]", "", text).upper()
    return f"{plain[:3]}-{plain[3:6]}-{plain[6:]}" if len(plain) == 8 else text.strip()


def _draw(below: Callable[[int], int]) -> str:
    letters = [LETTERS[below(len(LETTERS))] for _ in range(4)]
    start, digits = "".join(letters[:3]), f"{below(1000):03}"
    open_sum = _sum(start + digits + letters[3])
    check = next(value for value in range(len(LETTERS)) if (open_sum + 8 * value) % len(LETTERS) == 0)
    return f"{start}-{digits}-{letters[3]}{LETTERS[check]}"


def _sum(plain: str) -> int:
    values = (LETTERS.index(one) if one in LETTERS else int(one) for one in plain)
    return sum(weight * value for weight, value in enumerate(values, start=1))
