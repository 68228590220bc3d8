"""Words in somebody's own answer after which a form shows at once where to get help, in English and in Welsh.

They are found as whole words, whatever their letters' case. The list is made to show help rather once too often than
once too seldom: it does not understand "not", and "he used to hit me" is for a person to read. What is left out are
words that children mostly use for something else ("we beat them", "kick a ball", "keep in touch"), unless somebody
stands beside them to whom it is done.

The Welsh was not written by a first-language speaker; have it checked together with the catalogue.
"""

from __future__ import annotations

import re
import unicodedata

# To whom something is done. "me" and "us", and those of whom a child speaks.
_PEOPLE = (
    r"(?:brothers?|sisters?|mum|mam|mummy|mother|dad|daddy|father|nan|gran\w*|baby|cousin|friend|kids?|children|dog|"
    r"cat)"
)
_WHOM = rf"(?:me|us|him|her|them|myself|himself|herself|(?:my|his|her|our|the)(?: (?:big|little|baby|step))? {_PEOPLE})"

# What reads like harm and is none; taken out before the words are looked for.
_HARMLESS = (
    r"(?:keep|kept|get|got|stay|stayed|be|been|lost|losing|lose) in touch|in touch with|touch ?(?:screen|base|down)\w*",
    r"hit it off|(?:hit|smash hits?) (?:song|single|record|film|show)s?|big hit|hits? the (?:gym|shops?|road|target)",
    r"(?:dead|drop[- ]dead) (?:good|nice|easy|funny|cool|kind|helpful|boring|gorgeous)|deadlines?|dead ?line",
    r"kill(?:s|ed|ing)? (?:some )?time|dress(?:ed)? to kill|my (?:feet|legs|back) (?:is|are) killing me",
    r"beat (?:me|us|him|her|them) (?:at|in|by|to)|beat (?:the )?(?:game|level|score|record|boss|team)",
    r"kick(?:s|ed|ing)? (?:a|the|my|his|her|our) (?:foot)?ball|kick(?:s|ed|ing)? off|free kicks?",
    r"burn(?:s|ed|t|ing)? (?:off )?(?:calories|toast|rubber|candles?|the (?:toast|dinner|tea|cake))|sun ?burn\w*",
    r"(?:knife|knives) and forks?|forks? and (?:knife|knives)|butter knife",
    r"hungry (?:for|to) (?:more|learn\w*|win)|hungry caterpillar|never hungry|not hungry",
    r"(?:would|will|does|do|could|can|did)(?:n'?t| not) hurt to|no harm in",
    r"scared of (?:spiders?|heights|the dark|dogs?|clowns?|thunder|bees?|wasps?)",
    r"cut(?:s|ting)? (?:the )?(?:grass|hair|cake|paper|down|back|out|costs?)|hair ?cuts?",
    r"curo dwylo|curo (?:ar )?y drws|cicio(?:'r| y)? ?(?:bêl|bel|pêl|pel)|gic rydd|taro (?:i mewn|heibio|deuddeg)",
    r"taro'r hoelen|marw eisiau|ofnadwy o (?:dda|neis|hwyl)",
)

_WORDS = (
    # Being hurt
    r"hurt|hurts|hurting|hit|hits|hitting|hitted|punch|punche[sd]|punching|slap|slaps|slapped|slapping|smack\w*",
    rf"(?:beat|beats|beating|beaten|kick|kicks|kicked|kicking|burn|burns|burned|burnt|push|pushes|pushed) {_WHOM}",
    rf"(?:beat|beats|beaten|beating)(?: {_WHOM})? up|(?:chok|strangl|stabb?)(?:e|es|ed|ing)|hurt(?:s|ing)? {_WHOM}",
    r"bruise[sd]?|knife|knives|weapons?|violen(?:t|ce)|attack(?:s|ed|ing)?|threaten(?:s|ed|ing)?|threats?",
    r"bully|bullies|bullied|bullying|abuse[sdr]?|abusers?|abusing|abusive",
    # Sexual harm
    rf"rape[sd]?|raping|rapist|(?:touch|touches|touched|touching) {_WHOM}|touch(?:es|ed|ing)?(?: me)? (?:down )?there",
    r"don'?t (?:like|want) (?:\w+ ){0,3}touch\w*|private parts?|naked|nudes?|sex|sexual(?:ly)?|groom(?:ed|ing)",
    # Fear
    r"scared|scares? me|scary (?:man|dad|mum|person|people)|afraid|frighten(?:s|ed|ing)?|terrified|unsafe|not safe",
    r"don'?t (?:want to|wanna) go (?:home|back)|in danger|lock(?:s|ed)? (?:me|us) (?:in|up|out)",
    # Death and harming oneself
    r"kill|kills|killed|killing|die|died|dying|dead|suicid(?:e|al)|murder\w*",
    r"self[- ]?harm\w*|(?:cut|cuts|cutting|harm|harming|hurt|hurting|starv\w+) myself|end (?:it all|my life)",
    r"(?:run|ran|running) away",
    # Want
    r"hungry|starving|no food|nothing to eat|(?:leaves?|left) (?:me|us) (?:alone|on (?:my|our) own)",
    # Welsh: with the letters that change at the beginning
    r"[bf]rifo|mrifo|[bf]rifodd|anafu|niweidio|[td]aro|nharo|[td]rawodd|[cg]uro|nghuro|[cg]icio|nghicio|slapio|pwnio",
    r"d?dyrnu|ll?osgi|ll?add|ll?addodd|hunanladdiad|hunan-?niweidio|marw|farw|llofruddi\w*",
    r"(?:c|g|ngh)yllell|cyllyll|gyllyll|[bf]ygwth|mygwth|trais|drais|treisio|dreisio|nhreisio",
    r"[cg]am-?drin|ngham-?drin|[cg]yffwrdd|nghyffwrdd|[cg]yffyrdd\w*|noeth|bwlio|fwlio|mwlio",
    r"ofn|dychryn|ddychryn|nychryn|anniogel|mewn perygl|ddim yn ddiogel",
    r"llwgu|llwglyd|dim bwyd|rhedeg i ffwrdd|[cg]loi (?:fi|ni)|(?:fy|ei) nghloi",
)

_NEITHER = r"(?<![\w])"
_HARMLESS_PATTERN = re.compile(_NEITHER + "(?:" + "|".join(_HARMLESS) + r")(?!\w)")
_PATTERN = re.compile(_NEITHER + "(?:" + "|".join(_WORDS) + r")(?!\w)")


def worrying_words(text: str) -> tuple[str, ...]:
    """The words in a text after which help is shown, each once, in the order in which they stand."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().replace("’", "'").split())
    left = _HARMLESS_PATTERN.sub(" … ", plain)
    return tuple(dict.fromkeys(match[0] for match in _PATTERN.finditer(left)))
