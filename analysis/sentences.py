"""Sentences about the figures: the summary and the warnings.

They are made of what a report shows and of nothing else: in a release, only after the disclosure gate. So a sentence
can be neither false nor more telling than the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.report import OptionRow, QuestionBlock, ReportVerdict, ResponseRate, SectionBlock, Share, ThemeTable, Unit
from analysis.round_data import ImportedAnswers

LOW_RATE = 0.3
FEW_RESPONSES = 20
MOST_SENTENCES = 6

RESPONSE_NOUNS: dict[Unit, tuple[str, str]] = {
    "people": ("person has answered", "people have answered"),
    "organisations": ("return was received", "returns were received"),
    "cases": ("return was received", "returns were received"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a report shows, as far as sentences are made of it."""

    unit: Unit
    responses: int | None
    rate: ResponseRate
    sections: tuple[SectionBlock, ...]
    themes: ThemeTable | None
    anything_hidden: bool = False
    verdict: ReportVerdict | None = None
    symbol: str = "[c]"
    rounding: int = 1
    threshold: int = 0
    imported: tuple[ImportedAnswers, ...] = ()
    settled: tuple[str, ...] = ()  # of grades that count instead of those in single answers


def format_share(share: Share) -> str | None:
    """A share with its count and base: "92% (36 of 39)"; None where it is not shown."""
    if share.share is None or share.count is None or share.base is None:
        return None
    return f"{share.share:.0%} ({share.count:,} of {share.base:,})"


def summary_sentences(shown: Shown) -> tuple[str, ...]:
    """What the figures say, in a paragraph."""
    return (*_about_responses(shown), *_about_scales(shown), *_about_entries(shown), *_about_themes(shown))


def warning_sentences(shown: Shown) -> tuple[str, ...]:
    """What a reader must know before using the figures."""
    return (
        *shown.settled,
        *_about_the_verdict(shown),
        *_about_the_rate(shown),
        *_about_the_base(shown),
        *_about_imports(shown),
        *_about_what_is_left_out(shown),
    )


def _about_responses(shown: Shown) -> Iterator[str]:
    if shown.responses is None:
        return
    if shown.responses == 0:
        yield "Nobody has answered yet." if shown.unit == "people" else "No return has been received yet."
        return
    one, many = RESPONSE_NOUNS[shown.unit]
    yield f"1 {one}." if shown.responses == 1 else f"{shown.responses:,} {many}."
    if shown.rate.rate is not None:
        yield f"The response rate is {shown.rate.sentence}."


def _about_scales(shown: Shown) -> Iterator[str]:
    blocks = [block for section in shown.sections for block in section.questions if block.part_of is None]
    liked = [block for block in blocks if block.favourable is not None and block.favourable.share is not None]
    if len(liked) <= MOST_SENTENCES:
        for block in liked:
            yield _favourable_sentence(block)
    else:
        order = sorted(liked, key=lambda block: -(block.favourable.share or 0) if block.favourable else 0)
        half = MOST_SENTENCES // 2
        yield f"Of the {len(liked)} scales with a percentage shown, the most favourable answers were given to these:"
        yield from map(_favourable_sentence, order[:half])
        yield "The least favourable:"
        yield from map(_favourable_sentence, reversed(order[-half:]))
    for block in [block for block in blocks if block.kind == "scale" and block.favourable is None][:MOST_SENTENCES]:
        yield from _commonest_sentence(block)


def _favourable_sentence(block: QuestionBlock) -> str:
    share = format_share(block.favourable) if block.favourable is not None else None
    return f"“{block.label}”: {share} answered {block.favourable_label}."


def _commonest_sentence(block: QuestionBlock) -> Iterator[str]:
    """The commonest answer, where all are shown and one stands out."""
    ranked = sorted(block.rows, key=_count, reverse=True)
    if not ranked or any(row.share.share is None for row in ranked):
        return
    if len(ranked) > 1 and _count(ranked[0]) == _count(ranked[1]):
        return
    yield f"“{block.label}”: {format_share(ranked[0].share)} answered {ranked[0].label}, the commonest answer."


def _count(row: OptionRow) -> int:
    return row.share.count or 0


def _about_entries(shown: Shown) -> Iterator[str]:
    for section in shown.sections:
        if section.is_repeat and section.entries:
            yield f"{section.label}: {section.entries:,} {'entry' if section.entries == 1 else 'entries'}."


def _about_themes(shown: Shown) -> Iterator[str]:
    themes = shown.themes
    if themes is None or not themes.rows or any(row.mentions is None for row in themes.rows):
        return
    first = [row for row in themes.rows if row.mentions == themes.rows[0].mentions]
    if len(first) == 1 and first[0].mentions and first[0].respondents:
        people = "1 person" if first[0].respondents == 1 else f"{first[0].respondents:,} people"
        yield f"The theme mentioned most in comments is “{first[0].label}”, by {people}."


def _about_the_verdict(shown: Shown) -> Iterator[str]:
    verdict = shown.verdict
    if verdict is not None and verdict.verdict == "not reportable":
        yield f"{verdict.sentence[:1].upper()}{verdict.sentence[1:]}. {' '.join(verdict.reasons)}"


def _about_the_rate(shown: Shown) -> Iterator[str]:
    rate = shown.rate
    if rate.answered is not None and rate.population is not None and rate.answered > rate.population:
        yield (
            f"More answers ({rate.answered:,}) than people asked ({rate.population:,}): the number asked is wrong, or "
            "some answered twice or were not meant to answer. No response rate can be given."
        )
    if not rate.population_known:
        yield (
            "It is not fully known how many were asked, so the true response rate is lower than any figure given here."
            if rate.population is not None
            else "It is not known how many were asked, so there is no response rate."
        )
    if rate.rate is not None and rate.rate < LOW_RATE:
        yield (
            f"The response rate is low: {rate.sentence}. Those who did not answer may think otherwise than those who "
            "did."
        )


def _about_the_base(shown: Shown) -> Iterator[str]:
    if shown.responses is not None and 0 < shown.responses < FEW_RESPONSES:
        yield (
            f"The figures rest on few answers ({shown.responses:,}): a single one more or less would change the "
            "percentages noticeably."
        )
    if (shown.rate.rate is None or shown.rate.rate < 1 or shown.rate.at_most) and _has_intervals(shown.sections):
        yield (
            "Those who answered chose to do so. The intervals do not cover non-response: they say how much the "
            "percentages might vary by chance, not how those who stayed silent would have answered."
        )


def _about_imports(shown: Shown) -> Iterator[str]:
    """Where answers come from; how many only where neither they nor the others are few."""
    counts = [one.answers for one in shown.imported]
    programs = _listed([one.program for one in shown.imported])
    if not counts:
        return
    other = (shown.responses or 0) - sum(counts)
    are_open = shown.responses is not None and shown.rounding == 1 and other >= 0
    if not are_open or any(0 < count <= shown.threshold for count in (*counts, other)):
        yield f"Some of the answers were imported from {programs}."
    elif other == 0:
        yield f"All answers were imported from {programs}."
    elif len(counts) == 1:
        yield f"{counts[0]:,} of {shown.responses:,} answers were imported from {programs}."
    else:
        each = _listed([f"{one.answers:,} from {one.program}" for one in shown.imported])
        yield f"{sum(counts):,} of {shown.responses:,} answers were imported: {each}."


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _has_intervals(sections: Sequence[SectionBlock]) -> bool:
    return any(row.share.interval for section in sections for block in section.questions for row in block.rows)


def _about_what_is_left_out(shown: Shown) -> Iterator[str]:
    for section in shown.sections:
        if any(block.narrative_only and block.mark is None for block in section.questions):
            yield f"{section.label}: too few entries for percentages; describe them in words."
    if shown.anything_hidden:
        yield f"Some figures are not shown ({shown.symbol}), so that nothing can be learned about single people."
    if shown.rounding > 1 and shown.responses is not None:
        yield (
            f"Counts of people are rounded to the nearest {shown.rounding}, so the parts of a whole need not add up to "
            "it."
        )
