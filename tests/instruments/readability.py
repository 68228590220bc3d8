"""How old a reader of English must be: Flesch and Kincaid's grade level, with syllables counted by rule.

Kincaid and others (1975), Derivation of new readability formulas for Navy enlisted personnel, give
``0.39 words/sentences + 11.8 syllables/words - 15.59`` as the grade of an American school. Grade 4 is reached at 9.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

AGE_AT_GRADE_0 = 5
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"(?:[^aeiouyl]e|[^aeioutd]ed|[^aeiousxzcg]es)$")  # "safe", "helped", "likes"
_SPOKEN_LE = re.compile(r"[^aeiouy]le$")  # "people"


def words_of(text: str) -> list[str]:
    """The words of a text; numbers and pictures are not words."""
    return re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())


def syllables(word: str) -> int:
    """The syllables of a word, by rule: a vowel after a consonant begins one, and a silent ending has none."""
    plain = word.replace("'", "")
    count = len(_VOWELS.findall(plain))
    if _SILENT_END.search(plain) and not _SPOKEN_LE.search(plain):
        count -= 1
    return max(count, 1)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text; one without a full stop, such as a choice, is one too."""
    return [part for part in re.split(r"[.?!:]+\s*", text) if words_of(part)]


def reading_age(texts: Iterable[str]) -> float:
    """The age at which the texts, taken together, can be read."""
    sentences = [sentence for text in texts for sentence in sentences_of(text)]
    words = [word for sentence in sentences for word in words_of(sentence)]
    if not words:
        raise ValueError("there are no words to measure")
    per_sentence, per_word = len(words) / len(sentences), sum(map(syllables, words)) / len(words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59 + AGE_AT_GRADE_0
