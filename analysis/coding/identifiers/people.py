"""Names of people: after the words that lead to a name, from a list, and by their capital."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.coding.identifiers.spans import Kind
from analysis.coding.identifiers.words import AMBIGUOUS, FIRST_NAMES, NOT_NAMES, PARTICLES, RELATIVES, TITLES

Found = Iterator[tuple[int, int, Kind]]
GIVEN = FIRST_NAMES | AMBIGUOUS

WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_RELATIVE = "|".join(sorted((re.escape(word).replace(r"\-", "[ -]") for word in RELATIVES), key=len, reverse=True))
_TITLE = "|".join(sorted((re.escape(word).replace(r"\-", "[ -]") for word in TITLES), key=len, reverse=True))
OWNER = r"(?:my|our|his|her|hers|their|your|the|whose|this|that|a|an|[^\W\d_]+'s)"
AFTER_RELATIVE = re.compile(
    rf"\b{OWNER} (?:[\w-]{{1,20}} ){{0,2}}(?:{_RELATIVE})\b(?:,? (?:is )?(?:called|named)|,| is|:| \()? ?(?=[^\W\d_])",
    re.IGNORECASE,
)
AFTER_TITLE = re.compile(rf"(?<![\w'-])({_TITLE})\b\.? (?=[^\W\d_])", re.IGNORECASE)
AFTER_NAMING = re.compile(
    r"\b(?:called|named|nicknamed|name is|name was|name's|names are|known as|goes by|aka|a\.k\.a\.|first name|"
    r"surname|initials)(?: is| are|:)?,? [\"'“]?(?=[^\W\d_])",
    re.IGNORECASE,
)
AFTER_SELF = re.compile(
    r"\b(?:I am|I'm|Im|this is|it's|it is|signed|regards|thanks|from|love|ps)[,:]? (?=[^\W\d_])", re.IGNORECASE
)
BEFORE_RELATIVE = re.compile(
    r"\b([A-ZÀ-ÖØ-Þ][\w'-]{1,30}(?: [A-ZÀ-ÖØ-Þ][\w'-]{1,30})?)"
    rf"(?:, | \(|, who is |, who's | is | was )(?:my|our|his|her|their) (?:[\w-]{{1,20}} ){{0,2}}(?:{_RELATIVE})\b"
)
BEFORE_SPEECH = re.compile(
    r"\b([A-ZÀ-ÖØ-Þ][^\W\d_]{1,30}(?: [A-ZÀ-ÖØ-Þ][\w'-]{1,30})?) "
    r"(?:said|says|told|tells|asked|disclosed|lives|lived|attends|attended|replied|ran|hit|rang|texted|messaged|cried)\b"
)
# A new sentence, a new line, an opening bracket or quotation mark: what follows has its capital from that.
SENTENCE_END = re.compile(r"(?:^|[.!?:;…\n\r\t•*|/(\[\"“–-])\s*[\"'“(\[*•-]*\s*$")
MOST_WORDS = 3
MOST_PARTICLES = 2


def find_people(text: str) -> Found:
    """Every name that the rules see."""
    for pattern in (AFTER_TITLE, AFTER_RELATIVE, AFTER_NAMING):
        for match in pattern.finditer(text):
            trusting = pattern is AFTER_TITLE and not _is_a_word_too(match[1])
            yield from _name_at(text, match.end(), trusting=trusting, expected=True)
    for match in AFTER_SELF.finditer(text):
        yield from _name_at(text, match.end(), given_only=True)
    for pattern in (BEFORE_RELATIVE, BEFORE_SPEECH):
        for match in pattern.finditer(text):
            yield from _name_at(text, match.start(1))
    yield from _by_their_look(text)


def _is_a_word_too(title: str) -> bool:
    """Whether a title without its capital is another word: "miss the bus", "a nurse said"."""
    return title.islower() and title not in ("mr", "mrs", "ms", "dr", "mx", "pc", "pcso", "cllr", "sgt")


def _name_at(
    text: str, start: int, *, trusting: bool = False, given_only: bool = False, expected: bool = False
) -> Found:
    """The name that begins here, if one does.

    ``trusting``: any word is one that is not among the words that are none. ``given_only``: only a known given name.
    ``expected``: after words that lead to a name, a given name may be one that is another word too.
    """
    place, end, words = start, start, 0
    for _ in range(MOST_WORDS + MOST_PARTICLES):
        match = WORD.match(text, place)
        if match is None or words == MOST_WORDS:
            break
        word = _bare(match[0])
        particle = word.lower() in PARTICLES and (words > 0 or trusting or word[0].isupper())
        first = words == 0
        if not (particle or _may_be_name(word, first, trusting=trusting, given_only=given_only, expected=expected)):
            break
        words += not particle
        end = place + len(word)
        if len(word) < len(match[0]) or text[end : end + 1] != " ":
            break
        place = end + 1
    if words:
        yield start, end, "name"


def _bare(word: str) -> str:
    """Without the genitive: "Example's" is the name and an s."""
    return word[:-2] if word.lower().endswith("'s") else word


def _may_be_name(word: str, first: bool, *, trusting: bool, given_only: bool, expected: bool) -> bool:
    plain = word.lower()
    if first and given_only:
        return word[0].isupper() and plain in FIRST_NAMES
    if first and expected and word[0].isupper() and plain in GIVEN:
        return True
    if _names_nobody(word):
        return False
    if word[0].isupper():
        return True
    return first and (trusting or (plain in FIRST_NAMES and plain not in AMBIGUOUS))


def _names_nobody(word: str) -> bool:
    """Whether a word is known for another one, in the plural too, or is an abbreviation."""
    plain = word.lower()
    single = plain.removesuffix("s")
    short = word.removesuffix("s")
    return plain in NOT_NAMES or single in NOT_NAMES or (short.isupper() and len(short) > 1 and plain not in GIVEN)


def _by_their_look(text: str) -> Found:
    """Known given names wherever they stand, and capitalised words within a sentence as names that may be."""
    passed = 0
    for match in WORD.finditer(text):
        if match.start() < passed or not match[0][0].isupper():
            continue
        word = _bare(match[0])
        plain = word.lower()
        particle = plain in PARTICLES
        if not particle and (len(word) < 3 or _names_nobody(word)):
            continue
        within = not SENTENCE_END.search(text, max(0, match.start() - 12), match.start())
        if particle or (plain in FIRST_NAMES and (within or plain not in AMBIGUOUS)):
            found = tuple(_name_at(text, match.start()))
            passed = max((end for _, end, _ in found), default=passed)
            yield from found
        elif within:
            yield match.start(), match.start() + len(word), "possible_name"
