"""The order of chance: who comes first is decided by a seed and each case's own key, and by nothing else.

No random number generator is used, since its stream may change from one version of a library to the next. SHA-256
does not change, and every language has it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from hashlib import sha256

#: Named in every record. A change of anything in this module is another algorithm and needs another name.
ALGORITHM = "walkabout-draw 1: ascending SHA-256 of seed, tab, key"

#: Seeds stay below this, so that every program that reads a record reads the number exactly.
SEED_LIMIT = 2**53


def fresh_seed() -> int:
    """A seed that nobody chose, from the machine's own source of chance.

    Returns
    -------
    int
        From 0 to 2⁵³ − 1. Record it before the draw: a seed that is tried until the sample pleases is no seed.
    """
    return secrets.randbelow(SEED_LIMIT)


def order_of_chance(seed: int, keys: Iterable[str]) -> list[str]:
    """Put keys in the order in which they are drawn.

    Parameters
    ----------
    seed : int
        From 0 to 2⁵³ − 1.
    keys : iterable of str
        The keys, each once, in any order.

    Returns
    -------
    list of str
        The first n of it are a simple random sample of n without replacement, for every n: drawing more later, for a
        case whose file cannot be found, takes the next ones and leaves the first as they are.

    Raises
    ------
    ValueError
        Where the seed is not a whole number from 0 to 2⁵³ − 1.

    Notes
    -----
    Each key is given the SHA-256 of the UTF-8 bytes of ``seed``, in decimal digits, a tab, and the key. The keys are
    put in ascending order of these 32 bytes, which is that of the 64 hexadecimal digits. Were two ever equal, the
    keys' own bytes would decide. One by hand: ``printf '20261129\\tA1' | sha256sum``.

    References
    ----------
    National Institute of Standards and Technology (2015). Secure Hash Standard, FIPS 180-4. Drawing by sorting on a
    random number given to each unit: Sunter, A. B. (1977). List sequential sampling with equal or unequal probabilities
    without replacement. Applied Statistics 26, 261-268.

    Examples
    --------
    >>> order_of_chance(20261129, ["A1", "A2", "A3", "A4"])
    ['A4', 'A1', 'A3', 'A2']
    """
    check_seed(seed)
    return sorted(keys, key=lambda key: (_digest(seed, key), key))


def random_start(seed: int, size: int) -> int:
    """Where a systematic draw begins.

    Parameters
    ----------
    seed : int
        From 0 to 2⁵³ − 1.
    size : int
        How many cases there are to begin at.

    Returns
    -------
    int
        From 0 to ``size`` − 1.

    Raises
    ------
    ValueError
        Where the seed is not a whole number from 0 to 2⁵³ − 1, or ``size`` is below 1.

    Notes
    -----
    The SHA-256 of the seed and a tab, read as a number with its first byte the highest, modulo ``size``. The first
    few numbers come up more often than the others, by less than ``size`` in 2²⁵⁶.

    References
    ----------
    National Institute of Standards and Technology (2015). Secure Hash Standard, FIPS 180-4.

    Examples
    --------
    >>> random_start(1, 100)
    71
    """
    check_seed(seed)
    if size < 1:
        raise ValueError(f"size is {size}, which is not at least 1")
    return int.from_bytes(_digest(seed, ""), "big") % size


def check_seed(seed: int) -> None:
    """Refuse what is no seed."""
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < SEED_LIMIT:
        raise ValueError(f"seed is {seed!r}, which is not a whole number from 0 to {SEED_LIMIT - 1}")


def _digest(seed: int, key: str) -> bytes:
    return sha256(f"{seed}\t{key}".encode()).digest()
