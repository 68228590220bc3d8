"""Generated texts, instruments and answers documents; generated expressions are in ``expression_strategies.py``."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.instruments.generated_forms import anything, documents, instruments

__all__ = ["AWKWARD", "anything", "documents", "instruments", "labels"]

# What YAML might take for something else, and what a label may contain.
AWKWARD = (
    "yes", "No", "null", "~", "true", "1.10", "0123", "2024-05-01", "12:30", "- a", "a: b", "a #b", "#", "'", '"',
    "{a}", "[b]", "*c", "&d", "!e", "%f", "@g", "`h", "|", ">", "?", "a\nb", " lead", "trail ", "a\n\nb\n", "é", "😀",
    "\\", "a\\nb", "=", "<<", "\u2028", "\u00a0x", "\t", "x\ty", "1_000", "0o7", "0x1F", ".inf", "---", "...", "a,b",
    "\ufeff",
)  # fmt: skip
labels = st.one_of(
    st.sampled_from([word for word in AWKWARD if word.strip()]),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=30),
).filter(lambda text: bool(text.strip()) and not text.isspace())
