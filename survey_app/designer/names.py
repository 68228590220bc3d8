"""Names from labels: what an export's column will be called, suggested so that nobody has to invent it."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 40
# Words that say nothing of what is asked.
_FILLERS = frozenset([
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "did", "do", "does", "for", "from", "had", "has",
    "have", "how", "i", "if", "in", "is", "it", "of", "on", "or", "our", "that", "the", "their", "there",
    "they", "this", "to", "was", "we", "were", "what", "when", "which", "who", "will", "with", "you", "your",
    "please",
])  # fmt: skip


def name_from(label: str, fallback: str = "question") -> str:
    """A name for a question or a choice: its telling words, in small letters, joined by underscores."""
    folded = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode("ascii").lower()
    words = re.findall(r"[a-z0-9]+", folded.replace("'", ""))
    telling = [word for word in words if word not in _FILLERS] or words
    name = ""
    for word in telling[:5]:
        if len(name) + len(word) + 1 > LONGEST:
            break
        name = f"{name}_{word}" if name else word[:LONGEST]
    if not name:
        return fallback
    return name if name[0].isalpha() else f"{fallback[0]}_{name}"


def choice_name_from(label: str) -> str:
    """A name for a choice, which may begin with a digit: "10 to 20" is ``10_to_20``."""
    folded = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode("ascii").lower()
    words = re.findall(r"[a-z0-9]+", folded.replace("'", ""))
    return "_".join(words)[:LONGEST].strip("_") or "choice"


def form_id_from(title: str) -> str:
    """A form_id: small letters, digits and hyphens."""
    folded = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii").lower()
    return "-".join(re.findall(r"[a-z0-9]+", folded))[:60].strip("-") or "instrument"
