"""What is to be protected in a system of counts, and what a reader knows of each count."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

from analysis.disclosure.cells.relations import Relation, check_system

UNBOUNDED = 1 << 40  # stands for "no upper limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A checked system of counts.

    The cells of the caller come first; behind them stand the complements (whole less part) that are few, which no
    table prints. ``targets`` gives, for each count of few, the least and the greatest of the values that must stay
    possible. ``primary`` holds the printed cells that are hidden by themselves, ``withheld`` the parts of totals of
    few: of these nothing is shown, not even a mark. ``wholes`` holds the printed totals: since the parts of a total of
    few are withheld, a reader sees of a hidden total whether it is one.
    """

    values: tuple[int, ...]
    relations: tuple[Relation, ...]
    own: int
    printed: tuple[bool, ...]
    fixed: frozenset[int]
    threshold: int
    mark_at_least: int
    rounding: int | None
    cost: tuple[float, ...]
    complements: Mapping[int, tuple[int, int]]
    primary: frozenset[int]
    withheld: frozenset[int]
    wholes: frozenset[int]
    targets: Mapping[int, tuple[int, int]]
    zero_wholes: frozenset[int]

    def bounds(self, cell: int, hidden: Collection[int], withheld: Collection[int]) -> tuple[int, int]:
        """The limits between which a reader knows a count to lie before adding anything up."""
        value = self.values[cell]
        if cell in self.fixed:
            return value, value
        if not self.printed[cell]:
            return 0, UNBOUNDED
        if cell not in hidden:
            return self._shown(value)
        return (0, UNBOUNDED) if cell in withheld else self.marked(cell)

    def marked(self, cell: int) -> tuple[int, int]:
        """What the mark tells of a count in its place."""
        if cell not in self.wholes:
            return self.mark_at_least, UNBOUNDED
        small = self.values[cell] <= self.threshold
        return (self.mark_at_least, self.threshold) if small else (self.threshold + 1, UNBOUNDED)

    def limits(self, hidden: Collection[int], withheld: Collection[int]) -> tuple[list[int], list[int]]:
        """The least and the greatest that each count can be, before adding anything up."""
        pairs = [self.bounds(cell, hidden, withheld) for cell in range(len(self.values))]
        for cell, (low, high) in enumerate(pairs):
            if not low <= self.values[cell] <= high:
                raise ValueError(f"hidden: cell {cell} is {self.values[cell]}, and its mark says at least {low}")
        return [low for low, _ in pairs], [high for _, high in pairs]

    def _shown(self, value: int) -> tuple[int, int]:
        """A shown count is known exactly, or as one of those that are rounded to what is shown."""
        if self.rounding is None or value <= self.threshold:
            return value, value
        twice = 2 * round_to(value, self.rounding)
        return max(-((self.rounding - twice) // 2), self.threshold + 1), (twice + self.rounding - 1) // 2

    def told(self, hidden: Set[int]) -> frozenset[int]:
        """The zeros that shown totals of zero tell: that nobody at all gave an answer may be known."""
        return _below(self.relations, self.zero_wholes - hidden)

    def can_hide(self, cell: int) -> bool:
        """Whether the mark may stand in place of this count."""
        return self.printed[cell] and cell not in self.fixed and self.values[cell] >= self.mark_at_least


def round_to(value: int, base: int) -> int:
    """The multiple of ``base`` nearest to a count; a half is rounded up."""
    return (2 * value + base) // (2 * base) * base


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the caller says of the cells, beside their values and relations; the names are those of ``suppress``."""

    threshold: int
    rounding: int | None = None
    also: frozenset[int] = frozenset()
    fixed: frozenset[int] = frozenset()
    zero_primary: frozenset[int] = frozenset()
    mark_at_least: int = 1
    complements: tuple[tuple[int, int], ...] = ()
    printed: Sequence[bool] | None = None
    cost: Sequence[float] | None = None

    def check(self, values: Sequence[int]) -> None:
        """Raise ValueError for settings that contradict themselves or the values."""
        if self.threshold < 0:
            raise ValueError(f"threshold is {self.threshold}; it is 0 (hide nothing) or more")
        if self.mark_at_least not in (0, 1):
            raise ValueError(f"mark_at_least is {self.mark_at_least}; it is 0 or 1")
        if self.rounding is not None and (self.rounding < 2 or 0 < self.threshold < self.rounding // 2):
            raise ValueError(f"rounding is {self.rounding}; counts that round to 0 must be of few, and its least is 2")
        for name, given in (("printed", self.printed), ("cost", self.cost)):
            if given is not None and len(given) != len(values):
                raise ValueError(f"{name} has {len(given)} entries for {len(values)} cells")
        if self.cost is not None and min(self.cost, default=0) < 0:
            raise ValueError(f"cost has {min(self.cost)}; it is 0 or more")
        self._check_cells(values)

    def _check_cells(self, values: Sequence[int]) -> None:
        named = {"also": self.also, "fixed": self.fixed, "zero_primary": self.zero_primary}
        named["complements"] = frozenset(cell for pair in self.complements for cell in pair)
        for name, cells in named.items():
            if cells and not (min(cells) >= 0 and max(cells) < len(values)):
                raise ValueError(f"{name} names a cell that is not among the {len(values)} values: {sorted(cells)}")
        for whole, part in self.complements:
            if values[part] > values[whole]:
                raise ValueError(f"complements: cell {part} is more than cell {whole}")
        if self.mark_at_least:
            zeros = sorted(c for c in self.also | self.zero_primary if values[c] == 0 and self.is_printed(c))
            if zeros:
                raise ValueError(f"cell {zeros[0]} is 0, and the mark would say that it is at least 1")

    def is_printed(self, cell: int) -> bool:
        return self.printed is None or bool(self.printed[cell])


def state_problem(values: Sequence[int], relations: Sequence[Relation], setting: Setting) -> Problem:
    """Check what the caller gave, and find what is to be protected."""
    check_system(values, relations)
    setting.check(values)
    counts = tuple(map(int, values))
    few = _find_few(counts, setting)
    withheld = _parts_of_few(counts, relations, few, setting)
    wholes = {r.whole for r in relations if any(map(setting.is_printed, r.parts))} if setting.mark_at_least else ()
    left = [pair for pair in setting.complements if 1 <= counts[pair[0]] - counts[pair[1]] <= setting.threshold]
    added = [pair for pair in left if not setting.fixed.issuperset(pair)]
    more = {len(counts) + number: pair for number, pair in enumerate(added)}
    floors = _Floors(counts, relations, few, withheld, setting)
    least = {cell: floors.least(cell) for cell in few}
    least |= {cell: max(1, floors.beside(whole, part)) for cell, (whole, part) in more.items()}
    printed = [True] * len(counts) if setting.printed is None else [bool(one) for one in setting.printed]
    cost = [1.0] * len(counts) if setting.cost is None else [float(one) for one in setting.cost]
    by_complement = {part for _, part in left if counts[part] and printed[part] and part not in setting.fixed}
    return Problem(
        values=counts + tuple(counts[whole] - counts[part] for whole, part in more.values()),
        relations=(*relations, *(Relation(whole, (part, cell)) for cell, (whole, part) in more.items())),
        own=len(counts),
        printed=(*printed, *[False] * len(more)),
        fixed=setting.fixed,
        threshold=setting.threshold,
        mark_at_least=setting.mark_at_least,
        rounding=setting.rounding,
        cost=(*cost, *[0.0] * len(more)),
        complements=more,
        primary=frozenset(cell for cell in few if printed[cell]) | by_complement,
        withheld=frozenset(cell for cell in withheld if printed[cell]),
        wholes=frozenset(wholes) - withheld,
        targets={cell: (least[cell], setting.threshold) for cell in sorted(least)},
        zero_wholes=frozenset(r.whole for r in relations if not counts[r.whole]),
    )


def _find_few(values: Sequence[int], setting: Setting) -> frozenset[int]:
    """The counts of few, and the zeros that are to be hidden as well."""
    threshold = setting.threshold
    few = {cell for cell, value in enumerate(values) if 1 <= value <= threshold}
    if threshold:
        few |= {cell for cell in setting.zero_primary if values[cell] == 0}
    return frozenset(few) - setting.fixed


def _parts_of_few(
    values: Sequence[int], relations: Sequence[Relation], few: frozenset[int], setting: Setting
) -> frozenset[int]:
    """All that printed totals of few are made of.

    If each part carried a mark that says "at least 1", the total could not be 1 where it has several. So of the parts
    nothing is shown at all, the zeros included: that nobody of a group of few gave some answer is theirs to know.
    """
    if not few or not setting.mark_at_least:
        return frozenset()
    totals = {r.whole for r in relations if r.whole in few and values[r.whole] and setting.is_printed(r.whole)}
    return _below(relations, totals) - setting.fixed


def _below(relations: Sequence[Relation], wholes: Set[int]) -> frozenset[int]:
    """All that these wholes are made of, down to the last."""
    found: set[int] = set()
    more = set(wholes)
    while more:
        more = {part for relation in relations if relation.whole in more for part in relation.parts} - found
        found |= more
    return frozenset(found)


class _Floors:
    """The least that a count can be by the marks of its parts alone.

    A sum that no table prints, of two counts marked "at least 1", is at least two: nothing else that is hidden could
    change that, so only the values from there on need stay possible.
    """

    def __init__(
        self,
        values: Sequence[int],
        relations: Sequence[Relation],
        few: frozenset[int],
        withheld: frozenset[int],
        setting: Setting,
    ) -> None:
        self.values, self.few, self.withheld, self.setting = values, few, withheld, setting
        self.relations = relations

    def least(self, cell: int) -> int:
        """The least value of a count of few that must stay possible."""
        if cell in self.setting.zero_primary:
            return 0
        return 1 if self.setting.is_printed(cell) else max(1, self._floor(cell))

    def beside(self, whole: int, part: int) -> int:
        """The floor of what is left of a whole without one part."""
        return max((self._sum(r, part) for r in self.relations if r.whole == whole and part in r.parts), default=0)

    def _sum(self, relation: Relation, without: int = -1) -> int:
        if relation.rule == "cover":
            return 0
        return sum(self._floor(part) for part in relation.parts if part != without)

    def _floor(self, cell: int) -> int:
        if cell in self.setting.fixed:
            return self.values[cell]
        if self.setting.is_printed(cell):
            if cell not in self.few:
                return 0
            return 0 if cell in self.withheld else self.setting.mark_at_least
        return max((self._sum(relation) for relation in self.relations if relation.whole == cell), default=0)
