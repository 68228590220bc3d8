"""The gate for one question: its counts as a tree, what to hide of it, and the block that may be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from analysis.disclosure.histogram_gate import TOO_FEW, gate_histogram
from analysis.disclosure.suppression import Cell, Hidden, choose_hidden
from analysis.disclosure.wording import FEW, WHOLE
from analysis.report import Absences, NumberSummary, OptionRow, QuestionBlock, RankRow, Share
from analysis.routing import ABSENCES, choice_cell

LEAST_NUMBERS = 10  # fewer numbers than this are not summarised in a release

EXTREMES = "The least and the greatest number are each one person’s answer, so they are not shown."

EVERYTHING = frozenset({"everything"})
PLACES = "places"  # of a ranking: where each choice was put


@dataclass(frozen=True, slots=True, kw_only=True)
class GatedBlock:
    """A question as it may be shown, and the names of the counts that are hidden."""

    block: QuestionBlock
    hidden: Hidden

    @property
    def is_whole(self) -> bool:
        """Whether the whole block is hidden."""
        return self.hidden == EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRule:
    """What is special about a question.

    Attributes
    ----------
    exclusive : frozenset of str
        Choices that cannot be ticked together with others.
    blanks_protected : bool
        Whether few who left it blank are a small count like any other.
    sensitive : bool
        Whether it also tells something that nobody, or everybody, gave an answer.
    also : frozenset of str
        Counts to hide whatever their size.
    no_histogram : str or None
        Why no histogram of its numbers may be shown; None where it may.
    """

    exclusive: Hidden = frozenset()
    blanks_protected: bool = True
    sensitive: bool = False
    also: Hidden = frozenset()
    no_histogram: str | None = TOO_FEW


def gate_question(
    block: QuestionBlock, threshold: int, exclusive: frozenset[str], rule: QuestionRule | None = None
) -> GatedBlock:
    """Hide what the policy hides of one question.

    Parameters
    ----------
    block : QuestionBlock
        Unsuppressed, of people or cases.
    threshold : int
        Counts from 1 to this are hidden.
    exclusive : frozenset of str
        Choices that cannot be ticked together with others.
    rule : QuestionRule, optional
        What else is special about the question, which then names the exclusive choices too; nothing by default.
    """
    rule = rule or QuestionRule(exclusive=exclusive)
    if block.asked is None or block.base is None:
        raise ValueError(f"question '{block.name}' has already passed the gate")
    if any(1 <= count <= threshold for count in (block.asked, block.absences.not_asked or 0, block.base)):
        return hide_question(block)
    if _favourable_is_a_small_sum(block, threshold) or (rule.sensitive and is_unanimous(block)):
        return hide_question(block)
    tree = question_tree(block, rule)
    hidden = choose_hidden(tree, threshold, also=_small_complements(block, threshold) | rule.also)
    if hidden is None:
        return hide_question(block)
    shown = _shown(block, hidden)
    if shown.numbers is not None and block.numbers is not None:
        bars = _bars(block.numbers, shown.numbers, threshold, rule.no_histogram)
        shown = replace(shown, numbers=bars)
    if block.ranks and (hidden or _has_small_rank(block.ranks, threshold)):
        shown = replace(shown, ranks=tuple(map(bare_rank, block.ranks)), notes=(*block.notes, FEW))
        hidden |= {PLACES}
    return GatedBlock(block=shown, hidden=hidden)


def hide_question(block: QuestionBlock) -> GatedBlock:
    """A question of which nothing but its wording is shown."""
    nothing = Absences(not_asked=None, not_answered=None, not_applicable=None, dont_know=None, mark="c")
    bare = QuestionBlock(
        name=block.name,
        label=block.label,
        kind=block.kind,
        unit=block.unit,
        part_of=block.part_of,
        asked=None,
        base=None,
        absences=nothing,
        matrix=block.matrix,
        versions=block.versions,
        remarks=block.remarks,
        mark="c",
        notes=(WHOLE,),
    )
    return GatedBlock(block=bare, hidden=EVERYTHING)


def is_unanimous(block: QuestionBlock) -> bool:
    """Whether some choice was given by nobody, or by everybody who answered."""
    return bool(block.base) and any(row.share.count in (0, block.base) for row in block.rows)


def question_tree(block: QuestionBlock, rule: QuestionRule) -> Cell:
    """The published counts of a question, from those asked to the single choices."""
    exclusive = rule.exclusive
    absences = tuple(
        Cell(name=name, value=getattr(block.absences, name), secret=name != "not_answered" or rule.blanks_protected)
        for name in ABSENCES
        if name != "not_asked"
    )
    parts = tuple(_base_parts(block, exclusive))
    base = Cell(
        name="base",
        value=block.base or 0,
        parts=parts,
        rule="cover" if block.kind == "multiple" and not exclusive else "sum",
        cost=3 + len(block.rows),  # without its base every percentage of the block goes
    )
    return Cell(name="asked", value=block.asked or 0, parts=(*absences, base))


def _base_parts(block: QuestionBlock, exclusive: frozenset[str]) -> Iterator[Cell]:
    cells = {row.name: Cell(name=choice_cell(row.name), value=row.share.count or 0) for row in block.rows}
    if block.kind == "multiple":
        alone = [cell for name, cell in cells.items() if name in exclusive]
        together = [cell for name, cell in cells.items() if name not in exclusive]
        if alone and together:
            others = (block.base or 0) - sum(cell.value for cell in alone)
            yield from alone
            yield Cell(name="ticked", value=others, parts=tuple(together), rule="cover", printed=False)
            return
    elif block.favourable is not None:
        for name, wanted in (("favourable", True), ("other", False)):
            side = tuple(cells[row.name] for row in block.rows if row.favourable is wanted)
            if side:
                yield Cell(name=name, value=sum(part.value for part in side), parts=side, printed=wanted, cost=2)
        return
    yield from cells.values()


def _favourable_is_a_small_sum(block: QuestionBlock, threshold: int) -> bool:
    """Whether few answered favourably, in more than one way.

    Each of these ways would be marked [c] and so be at least one; then the favourable count could no longer be one,
    and nothing else that is hidden could change that.
    """
    if block.favourable is None or not 1 <= (block.favourable.count or 0) <= threshold:
        return False
    return sum(row.favourable and bool(row.share.count) for row in block.rows) > 1


def _small_complements(block: QuestionBlock, threshold: int) -> Hidden:
    """The options of a multiple choice that all but a few have ticked."""
    if block.kind != "multiple" or not block.base:
        return frozenset()
    left = {row.name: block.base - (row.share.count or 0) for row in block.rows}
    return frozenset(choice_cell(name) for name, count in left.items() if 1 <= count <= threshold)


def _shown(block: QuestionBlock, hidden: Hidden) -> QuestionBlock:
    """The block without what is hidden, and without what rests on it."""
    if not hidden:
        return replace(block, numbers=_gate_numbers(block.numbers, hide=False))
    no_base = "base" in hidden
    rows = tuple(_gate_row(row, hidden) for row in block.rows)
    whole = not no_base and not any(choice_cell(row.name) in hidden for row in block.rows)
    return replace(
        block,
        base=None if no_base else block.base,
        absences=_gate_absences(block.absences, hidden),
        rows=rows,
        favourable=_gate(block.favourable, "favourable", hidden) if block.favourable is not None else None,
        median=block.median if whole else None,
        median_note=block.median_note if whole else None,
        numbers=_gate_numbers(block.numbers, hide=no_base),
        comments=None if no_base else block.comments,
        notes=(*block.notes, FEW),
    )


def _has_small_rank(ranks: tuple[RankRow, ...], threshold: int) -> bool:
    """Whether few put some choice at some place.

    Every row and every column of the places adds up to known numbers, so a small count could not be hidden without
    hiding most of the others: then none of them is shown, and the first choices stand alone.
    """
    counts = (count for row in ranks for count in (*row.positions, row.unranked))
    return any(count is not None and 1 <= count <= threshold for count in counts)


def bare_rank(row: RankRow) -> RankRow:
    """A choice of a ranking without its places."""
    return replace(row, positions=(None,) * len(row.positions), unranked=None, median=None, mark="c")


def _gate_row(row: OptionRow, hidden: Hidden) -> OptionRow:
    return replace(row, share=_gate(row.share, choice_cell(row.name), hidden))


def _gate(share: Share, name: str, hidden: Hidden) -> Share:
    """A share without its count, its base or, where either is hidden, its percentage."""
    no_count, no_base = name in hidden, "base" in hidden
    if not no_count and not no_base:
        return share
    return Share(count=None if no_count else share.count, base=None if no_base else share.base, share=None, mark="c")


def _gate_absences(absences: Absences, hidden: Hidden) -> Absences:
    if not hidden.intersection(ABSENCES):
        return absences
    return Absences(
        not_asked=absences.not_asked,
        not_answered=None if "not_answered" in hidden else absences.not_answered,
        not_applicable=None if "not_applicable" in hidden else absences.not_applicable,
        dont_know=None if "dont_know" in hidden else absences.dont_know,
        mark="c",
    )


def _gate_numbers(numbers: NumberSummary | None, *, hide: bool) -> NumberSummary | None:
    """Of numbers about people no extremes are shown, and nothing at all of fewer than ten."""
    if numbers is None or (numbers.n == 0 and not hide):
        return numbers
    if hide or (numbers.n or 0) < LEAST_NUMBERS:
        return NumberSummary(
            n=None if hide else numbers.n,
            minimum=None,
            lower_quartile=None,
            median=None,
            upper_quartile=None,
            maximum=None,
            mark="c",
            note=FEW if hide else f"Fewer than {LEAST_NUMBERS} numbers are not summarised.",
        )
    return replace(numbers, minimum=None, maximum=None, mark="c", note=EXTREMES, histogram=(), histogram_note=None)


def _bars(numbers: NumberSummary, shown: NumberSummary, threshold: int, why_not: str | None) -> NumberSummary:
    """What is shown of numbers, with their histogram where it may stand beside it."""
    if shown.median is None or why_not is not None:
        return replace(shown, histogram=(), histogram_note=None if shown.median is None else why_not)
    bars = gate_histogram(numbers, threshold)
    return replace(shown, histogram=bars, histogram_note=None if bars else TOO_FEW)
