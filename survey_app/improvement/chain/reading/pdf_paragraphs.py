"""Lines of a PDF become paragraphs: by the distance between them, by marks of lists, by size and weight of type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from exports.text_fit import text_width
from survey_app.improvement.chain.reading.passages import LETTERS, MARK, Paragraph
from survey_app.improvement.chain.reading.pdf_lines import Line

LARGER = 1.12  # a heading stands out by so much
WIDER = 1.3  # the distance between two paragraphs, in those between two lines
USUAL = 1.6  # of the type size: the distance between paragraphs where lines tell nothing
SHORT = 0.8  # a line that leaves so much room is the last of its paragraph, when a sentence ends on it
LONGEST_HEADING = 160
ENDS = re.compile(r"[.!?:;]['\"”’)\]]*\d{0,3}$")
DASH = re.compile(r"[-–—]\s")
BROKEN = re.compile(r"(?P<first>[^\W\d_]{2,})[-\u2010\u00ad]$")
WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")


def paragraphs_of_lines(lines: Sequence[Line], titles: Collection[str] = ()) -> list[Paragraph]:
    """The paragraphs that lines make, in their order. ``titles`` are headings that the file itself lists."""
    known = {_letters(title) for title in titles} - {""}
    usual, pitch, widest = _body_size(lines), _pitches(lines), _widest(lines)
    groups: list[list[Line]] = []
    for line in lines:
        is_listed = bool(groups) and (_letters(line.text) in known or _letters(groups[-1][-1].text) in known)
        if groups and not is_listed and _goes_on(groups[-1], line, pitch, widest):
            groups[-1].append(line)
        else:
            groups.append([line])
    hyphens, found = _Hyphens(lines), []
    for group in groups:
        text = hyphens.joined([line.text for line in group])
        found.append(Paragraph(text=text, is_heading=_is_heading(group, text, usual, known)))
    return found


def _goes_on(group: Sequence[Line], line: Line, pitch: dict[float, float], widest: dict[float, float]) -> bool:
    """Whether a line belongs to the paragraph before it."""
    last = group[-1]
    if last.is_picture or line.is_picture or abs(last.size - line.size) > 0.08 * last.size:
        return False
    has_ended = bool(ENDS.search(last.text))
    if MARK.match(line.text) and (has_ended or not DASH.match(line.text) or MARK.match(group[0].text)):
        return False
    if _is_whole_bold(group) != line.bold and (has_ended or _is_whole_bold(group)):
        return False
    down = last.base - line.base
    if last.page != line.page or down < -0.5 * last.size:  # over the end of a page or a column
        return not has_ended and (line.text[0].islower() or bool(BROKEN.search(last.text)))
    if down > (WIDER * pitch[line.size] if line.size in pitch else USUAL * line.size):
        return False
    is_short = text_width(last.text, last.size, bold=last.bold) < SHORT * widest.get(last.size, 0.0)
    return not (has_ended and last.text[-1] not in ":;" and is_short and line.text[0].isupper())


def _is_whole_bold(group: Sequence[Line]) -> bool:
    return all(line.bold for line in group)


def _body_size(lines: Sequence[Line]) -> float:
    """The type size of most of the text."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[line.size] += 0 if line.is_picture else len(line.text)
    return weights.most_common(1)[0][0] if weights else 10.0


def _pitches(lines: Sequence[Line]) -> dict[float, float]:
    """The usual distance from one line to the next, for each type size that has several lines."""
    steps: dict[float, list[float]] = {}
    for one, other in pairwise(lines):
        down = one.base - other.base
        if one.page == other.page and one.size == other.size and 0.8 * one.size < down < 3 * one.size:
            steps.setdefault(one.size, []).append(down)
    return {size: sorted(found)[len(found) // 4] for size, found in steps.items() if len(found) > 2}


def _widest(lines: Sequence[Line]) -> dict[float, float]:
    """About how wide a full line is, for each type size: nine of ten are no wider."""
    widths: dict[float, list[float]] = {}
    for line in lines:
        widths.setdefault(line.size, []).append(text_width(line.text, line.size, bold=line.bold))
    return {size: sorted(found)[len(found) * 9 // 10] for size, found in widths.items() if len(found) > 4}


def _is_heading(group: Sequence[Line], text: str, usual: float, titles: Collection[str]) -> bool:
    if group[0].is_picture or not re.search(r"[^\W\d_]", text) or text.startswith("•"):
        return False
    stands_out = group[0].size >= LARGER * usual or (_is_whole_bold(group) and group[0].size >= 0.95 * usual)
    if _letters(text) in titles:
        return stands_out or len(text) <= LONGEST_HEADING
    return stands_out and len(text) <= LONGEST_HEADING and text[-1] not in ".;,"


def _letters(text: str) -> str:
    return "".join(LETTERS.findall(MARK.sub("", text).casefold()))


class _Hyphens:
    """Which hyphens at ends of lines belong to the word: the rest of the document tells.

    A word that stands elsewhere in one piece is put together; one that stands elsewhere with its hyphen keeps it. Of
    the others the hyphen goes only in a document that is known to break words, where its first part is no word there.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.words: set[str] = set()
        for line in lines:
            inner = WORD.findall(line.text.casefold())
            self.words.update(inner[:-1] if BROKEN.search(line.text) else inner)
        self.breaks_words = any(
            self._first_rest(one.text, other.text)[2] in self.words for one, other in pairwise(lines)
        )

    def joined(self, texts: Sequence[str]) -> str:
        """The lines of a paragraph as one."""
        text = texts[0]
        for line in texts[1:]:
            first, rest, whole = self._first_rest(text, line)
            if not first:
                text += ("" if text.endswith("-") and text[-2:-1].isalpha() and line[:1].isalpha() else " ") + line
            elif text.endswith("\u00ad") or whole in self.words or self._is_broken(first, rest):
                text = text[:-1] + line
            else:
                text += line
        return text.replace("\u00ad", "")

    def _is_broken(self, first: str, rest: str) -> bool:
        return self.breaks_words and f"{first}-{rest}" not in self.words and first not in self.words

    @staticmethod
    def _first_rest(text: str, line: str) -> tuple[str, str, str]:
        """The two parts of a word that a line breaks, and both together; empty where it breaks none."""
        broken, rest = BROKEN.search(text), WORD.match(line)
        if broken is None or rest is None or not line[0].islower():
            return "", "", ""
        first = broken["first"].casefold()
        return first, rest[0].casefold(), first + rest[0].casefold()
