"""What a reader is told in place of a figure."""

from __future__ import annotations

DEFAULT_SYMBOL = "[c]"
NOT_APPLICABLE_SYMBOL = "[z]"

FEW = "[c]: hidden because it is about very few people, or because such a figure could be worked out from it."

# One sentence for all that is hidden whole: a reason of its own for each would tell which of two hidden answers is
# the small one.
WHOLE = "Not shown: it is about very few people, or figures about very few people could be worked out from it."

WHY = "It is about very few people, or a figure about very few people could be worked out from it."


def with_symbol(text: str, symbol: str) -> str:
    """A note with the policy's own mark in place of [c]; whatever people wrote stays as it is."""
    return text.replace(FEW, symbol + FEW.removeprefix(DEFAULT_SYMBOL)) if symbol != DEFAULT_SYMBOL else text
