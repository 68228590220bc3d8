"""Comments as words: without those that say nothing of a theme, and without endings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

WORD = re.compile(r"[^\W\d_]{2,}(?:'[^\W\d_]+)?")
STOP_WORDS = frozenset(
    """a about above after again all also always am an and another any anything are aren't as at be because been before
    being below between both but by can can't cannot come could couldn't did didn't do does doesn't doing don't down
    during each else even ever every few for from further get gets getting go goes going good got had hadn't has hasn't
    have haven't having he he'd he'll he's her here here's hers herself him himself his how how's however i i'd i'll i'm
    i've if in into is isn't it it's its itself just know less let let's like lot lots made make makes many may me might
    more most much must mustn't my myself need needs no nor not nothing now of off often on once one ones only or other
    others ought our ours ourselves out over own people perhaps please put quite rather really said same say says see
    seem seems set shan't she she'd she'll she's should shouldn't so some something sometimes still such sure take takes
    than thank that that's the their theirs them themselves then there there's these they they'd they'll they're they've
    thing things think this those though through to too two under until up upon us use used very want was wasn't way we
    we'd we'll we're we've well were weren't what what's when when's where where's whether which while who who's whom
    whose why why's will with without won't would wouldn't yes yet you you'd you'll you're you've your yours yourself
    yourselves""".split()  # noqa: SIM905  a list of quoted words would not be read by anybody
)
ENDINGS = ("ations", "ation", "ings", "ing", "ments", "ment", "ies", "ers", "ed", "es", "er", "ly", "s")
SHORTEST_STEM = 4


def words_of(text: str) -> list[str]:
    """The words of a text that say something, in lower case and order, as they were written.

    Examples
    --------
    >>> words_of("The agencies don't share what they know.")
    ['agencies', 'share']
    """
    plain = text.lower().replace("’", "'")
    return [word for word in WORD.findall(plain) if word not in STOP_WORDS]


def stems_and_pairs(text: str) -> Iterator[str]:
    """The stem of each word, and each pair of neighbours."""
    stems = [stem_of(word) for word in words_of(text)]
    yield from stems
    yield from map(" ".join, pairwise(stems))


@lru_cache(maxsize=65536)
def stem_of(word: str) -> str:
    """A word without its ending, where at least four letters are left.

    Examples
    --------
    >>> stem_of("agencies"), stem_of("agency"), stem_of("sharing"), stem_of("shared")
    ('agenc', 'agenc', 'shar', 'shar')
    """
    plain = word.removesuffix("'s")
    ending = next((one for one in ENDINGS if plain.endswith(one) and len(plain) - len(one) >= SHORTEST_STEM), "")
    stem = plain.removesuffix(ending)
    return stem[:-1] if len(stem) > SHORTEST_STEM and stem[-1] in "ey" else stem
