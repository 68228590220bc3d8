"""Where somebody lives, goes to school or can be written to: postcodes, streets, schools, e-mail, names used online."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.coding.identifiers.spans import Kind
from analysis.coding.identifiers.words import GENERIC

Found = Iterator[tuple[int, int, Kind]]

# The shape of BS7666, its alternatives grouped and bounded on either side: "ABC 1AA" has none in it.
POSTCODE = re.compile(
    r"(?<!\w)(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPS-UW]|[A-HK-Y]\d[ABEHMNPRV-Y])[ -]{0,2}"
    r"\d[ABD-HJLNP-UW-Z]{2})(?!\w)",
    re.IGNORECASE,
)
ORDINAL = re.compile(r"(?:1st|2nd|3rd|[04-9]th)$")  # "team B1 2nd shift" is no postcode
EMAIL = re.compile(r"(?<![\w.%+'-])[\w.%+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
SPELT_EMAIL = re.compile(
    r"(?<![\w.])[\w.]{1,64} ?(?:\(at\)|\[at\]| at ) ?[\w-]{1,63}(?: ?(?:\(dot\)|\[dot\]| dot ) ?[\w-]{1,20}){1,3}",
    re.IGNORECASE,
)
ONLINE = re.compile(r"(?<![\w@])@\w[\w.]{2,30}|\b(?:https?://|www\.)[^\s<>\"]{3,500}", re.IGNORECASE)
ONLINE_NAME = re.compile(
    r"\b(?:snapchat|snap|insta|instagram|tiktok|discord|xbox|facebook|twitter|username|user name|gamertag|handle)"
    r"(?: (?:name|user|account|profile|handle|id|tag))?(?:(?: (?:is|was|as|called))|:) ([\w.-]{3,40})",
    re.IGNORECASE,
)

CAPITALISED = r"[A-ZÀ-ÖØ-Þ][\w'-]{0,30}"
STREET_KIND = (
    "Road|Rd|Street|Avenue|Ave|Lane|Ln|Close|Drive|Crescent|Cres|Gardens|Gdns|Grove|Terrace|Mews|Estate|Flats|Towers"
)
NUMBERED_KIND = (
    rf"{STREET_KIND}|St|Way|Court|Ct|Place|Hill|Park|Square|Sq|Row|Walk|Green|Rise|View|House|Parade|Broadway"
)
NOT_A_STREET = "(?!(?:The|A|Our|This|Every|Main|My|On|In|At|Mr|Mrs|Ms|Miss|Dr|PC) )"
HOUSE = r"(?:(?:Flat|Unit|Room|Apartment|Apt|flat)[ .]{1,2}\d{1,4}[A-Za-z]?,? )?\d{1,4}[A-Za-z]?(?:-\d{1,4})?,? "
STREET = re.compile(
    rf"\b{HOUSE}(?:(?:The|St\.?) )?(?:{CAPITALISED} ){{1,3}}(?:{NUMBERED_KIND})\b|"
    rf"\b(?:St\.? )?(?:{NOT_A_STREET}{CAPITALISED} ){{1,3}}(?:{STREET_KIND})\b|"
    r"\b\d{1,4}[a-z]? (?!minutes? |miles? |hours? |days? |of |on |in |main |busy |more |other |per )[a-z'-]{3,30} "
    r"(?:road|street|avenue|lane|crescent|terrace|grove|mews)\b|"
    r"\b(?:Flat|flat|Room|Apartment) \d{1,4}[A-Za-z]?\b"
)

# Words that end the name of a school or of the like, and words that may stand among its names.
ORGANISATION = re.compile(
    rf"\b(?:St\.? )?{CAPITALISED}(?: (?:of|the|C of E|CofE|RC|CE)(?= )| {CAPITALISED}){{0,7}}? (?:"
    r"Primary(?: School| Academy)?|(?:Secondary|Juniors?|Infants?'?|Grammar|High|Nursery)(?: School)?|"
    r"Academy|School|College|Pre-?[Ss]chool|Sixth Form|Children's (?:Centre|Home)|"
    r"Hospital|Surgery|(?:Medical|Health|Family|Youth|Leisure|Community) Centre|Youth Club|"
    r"Refuge|Church|Mosque|Temple)\b"
)
LOWER_SCHOOL = re.compile(
    r"\b(?:at|to|from|attends?|attended|in) "
    r"((?!the |our |his |her |their |my |a |an |this |that |any |every |which |same )"
    r"[\w'-]{3,30}(?: [\w'-]{3,30})? (?:primary|secondary|junior|infants?|grammar|academy)(?: school)?)\b"
)
SAINT = re.compile(r"\b(?:St\.?|Saint) [A-Z][\w'-]{2,30}\b")


def find_addresses(text: str) -> Found:
    """Every postcode, street, school, address of mail and name used online."""
    for match in POSTCODE.finditer(text):
        if not ORDINAL.search(match[0]):
            yield *match.span(), "postcode"
    if "@" in text or " at " in text or "at)" in text or "at]" in text:
        for pattern in (EMAIL, SPELT_EMAIL):
            for match in pattern.finditer(text):
                yield *match.span(), "email"
    for match in ONLINE.finditer(text):
        yield *match.span(), "online"
    for match in ONLINE_NAME.finditer(text):
        yield *match.span(1), "online"
    for match in STREET.finditer(text):
        yield *match.span(), "street"
    yield from _organisations(text)


def _organisations(text: str) -> Found:
    for match in ORGANISATION.finditer(text):
        start = match.start() + _generic_words_before(match[0])
        if start < match.end():
            yield start, match.end(), "school"
    for match in LOWER_SCHOOL.finditer(text):
        if not all(word in GENERIC for word in match[1].split()):
            yield *match.span(1), "school"
    for match in SAINT.finditer(text):
        yield *match.span(), "school"


def _generic_words_before(phrase: str) -> int:
    """Where the name of a school begins in "Our Ashgrove School"; the phrase's length where it has no name."""
    place = 0
    for word in phrase.split(" "):
        if word.lower().rstrip(".") not in GENERIC:
            return place
        place += len(word) + 1
    return len(phrase)
