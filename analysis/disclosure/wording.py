"""What a reader is told in place of a figure."""

from __future__ import annotations

FEW = "[c]: hidden because it is about very few people, or because such a figure could be worked out from it."

# One sentence for all that is hidden whole: a reason of its own for each would tell which of two hidden answers is
# the small one.
WHOLE = "Not shown: it is about very few people, or figures about very few people could be worked out from it."

WHY = "It is about very few people, or a figure about very few people could be worked out from it."
