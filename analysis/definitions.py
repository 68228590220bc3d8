"""The method in plain English, for a reader who is no statistician."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.report import Definition, QuestionBlock, SectionBlock

_ALWAYS_FIRST = (
    Definition(
        term="Response rate",
        text="Of all who were asked to take part, the share who answered. Where it is not known how many were asked, "
        "the true rate can only be lower than the one worked out, so it is given as “at most”.",
    ),
    Definition(
        term="Asked, and base",
        text="A question is asked only of those whose earlier answers lead to it. Its base is those who were asked "
        "and gave an answer that counts. Every percentage is a share of the base, and is shown with it.",
    ),
    Definition(
        term="The kinds of absence",
        text="Not asked: the question did not come up for that person. Not answered: it came up and was left blank. "
        "Not applicable and don’t know: the person chose to say so. None of them is in the base, and they are "
        "counted apart because they mean different things.",
    ),
)
_CLOSED = (
    Definition(
        term="95% interval",
        text="Had other people of the same kind answered, the percentage would have come out somewhat differently. The "
        "interval says how far: worked out this way, 95 intervals of 100 hold the true value, if those who answered "
        "are like a random draw. It is Wilson’s score interval (1927).",
    ),
    Definition(
        term="Interval for a finite population",
        text="The same, allowing for the fact that only a known number of people were asked: the more of them answer, "
        "the narrower it is. In Wilson’s formula the base n is replaced by n(N − 1) ÷ (N − n), where N is the number "
        "asked (after Cochran, Sampling Techniques, 1977). Where all of them answered there is no interval, because "
        "there is nobody left to be unsure of.",
    ),
    Definition(
        term="What no interval covers",
        text="People choose whether to answer. If those who did not would have answered differently, no interval shows "
        "it. The lower the response rate, the more this matters.",
    ),
)
_BOUNDS = Definition(
    term="At least, at most",
    text="What a favourable share could be of everybody asked: the least, if nobody who did not answer agrees, and "
    "the most, if all of them do. Nothing is assumed about them, so the true share lies between the two.",
)
_VERDICT = Definition(
    term="Reportable",
    text="Whether the figures may be reported, with care, or not, by the number of answers and the response rate that "
    "the partnership asks for. It says nothing of single questions with fewer answers.",
)
_CROSSED = (
    Definition(
        term="By group",
        text="Answers are broken down only by what was fixed when the round opened. A percentage is a share of those "
        "of the group who gave an answer that counts. In a small group a single answer moves it a long way.",
    ),
    Definition(
        term="Whether groups differ",
        text="The p-value says how often groups that think alike would come out at least as different as these, by "
        "chance. On a scale it is the rank test of Kruskal and Wallis (1952), or of Mann and Whitney (1947) for two "
        "groups; otherwise the chi-square test or, where counts are small, Fisher’s exact test and its extension by "
        "Freeman and Halton (1951). Since many questions are tested, the p-values of one breakdown are corrected "
        "together by Holm’s method (1979). A small p-value does not say that a difference is large, nor why it is "
        "there.",
    ),
)
_MULTIPLE = Definition(
    term="Multiple choice",
    text="Where several answers could be ticked, the percentages are of people, so they may add up to more than 100%.",
)
_FAVOURABLE = Definition(
    term="Favourable",
    text="The choices at the better end of a scale taken together, as the questionnaire defines them; each table names "
    "them.",
)
_MEDIAN = Definition(
    term="Median",
    text="Put all answers in order from one end of the scale to the other: the median is the one in the middle. Where "
    "the middle falls between two grades we say so. We give no averages of grades, since the step from one grade to "
    "the next has no fixed size.",
)
_NUMBERS = Definition(
    term="Quartiles",
    text="A quarter of the numbers are at or below the lower quartile, half at or below the median and three quarters "
    "at or below the upper quartile.",
)
_HISTOGRAM = Definition(
    term="Histogram",
    text="How many of the numbers lie between which limits. The width of the bars is that of Freedman and Diaconis "
    "(1981), made round; numbers far from the others stand in an open bar. In a release of people the outer bars are "
    "open, bars that few are in are joined with their neighbours, and there is none before the round has closed.",
)
_REPEATS = Definition(
    term="Tables of entries",
    text="Some parts of the form are filled in once for each conversation, case or the like. These are counted on "
    "their own: the base is entries, not forms, and one form may have several.",
)
_THEMES = Definition(
    term="Themes",
    text="Comments were read and given themes from an agreed list. Mentions are comments with that theme; people are "
    "counted once however many comments they wrote. A comment may be a strength, a concern, both or neither.",
)


def marks_definition(symbol: str = "[c]", symbol_z: str = "[z]") -> Definition:
    """What stands in place of a figure, with the symbols that the disclosure policy prints."""
    return Definition(
        term=f"{symbol} and {symbol_z}",
        text=f"{symbol} marks a figure that is not shown, because it or a figure that could be worked out from it is "
        f"about very few people. {symbol_z} marks a figure that does not exist, such as a percentage of nobody.",
    )


def method_definitions(
    sections: Iterable[SectionBlock], *, has_themes: bool, has_cross_tables: bool = False
) -> tuple[Definition, ...]:
    """The terms that this report uses."""
    found = tuple(sections)
    blocks = tuple(block for section in found for block in section.questions)
    crossed = _CROSSED if has_cross_tables else ()
    parts = _for_parts(found, has_themes=has_themes)
    return (*_ALWAYS_FIRST, _VERDICT, *_for_questions(blocks), *crossed, *parts, marks_definition())


def _for_questions(blocks: tuple[QuestionBlock, ...]) -> Iterator[Definition]:
    if any(block.rows for block in blocks):
        yield from _CLOSED
    if any(block.kind == "multiple" for block in blocks):
        yield _MULTIPLE
    if any(block.favourable for block in blocks):
        yield _FAVOURABLE
    if any(block.favourable is not None and block.favourable.bounds is not None for block in blocks):
        yield _BOUNDS
    if any(block.median or block.median_note for block in blocks):
        yield _MEDIAN
    if any(block.numbers for block in blocks):
        yield _NUMBERS
    if any(block.numbers is not None and block.numbers.histogram for block in blocks):
        yield _HISTOGRAM


def _for_parts(sections: tuple[SectionBlock, ...], *, has_themes: bool) -> Iterator[Definition]:
    if any(section.is_repeat for section in sections):
        yield _REPEATS
    if has_themes:
        yield _THEMES
