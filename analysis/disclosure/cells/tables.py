"""Tables as systems of counts: each count in a list, with the place where it stands, to find it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.disclosure.cells.axes import Axis
from analysis.disclosure.cells.relations import Relation

Place = tuple[tuple[str, str], ...]  # axes and labels, in order of the axes' names; a total leaves its axis out
Tree = Mapping[str, Any]  # labels, each with a count or with such a tree again


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Counts and how they hang together, ready for :func:`analysis.disclosure.cells.suppress`.

    ``cost`` is 1 for a count inside a table; for a total it is one more than the number of counts that it adds up,
    since their percentages go with it.
    """

    values: tuple[int, ...]
    relations: tuple[Relation, ...]
    cost: tuple[float, ...]
    places: tuple[Place, ...]
    index: Mapping[Place, int]

    def at(self, **labels: str) -> int:
        """The cell at these labels; an axis that is left out stands for its total."""
        place = tuple(sorted(labels.items()))
        if place not in self.index:
            raise ValueError(f"the tables have no cell at {labels}")
        return self.index[place]

    def name(self, cell: int) -> str:
        """A cell's name for people."""
        return ", ".join(f"{axis} {label}" for axis, label in self.places[cell]) or "total"


def table(counts: ArrayLike, *axes: Axis) -> System:
    """A table of counts with all its margins.

    Parameters
    ----------
    counts : array of int, one dimension for each axis
        The counts inside, without margins, in the order of the axes' labels.
    *axes : Axis
        Rows, columns, layers and so on.

    Raises
    ------
    ValueError
        Where the counts have not the shape of the axes, or two axes one name.
    """
    inside = np.asarray(counts, dtype=np.int64)
    shape = tuple(len(axis.labels) for axis in axes)
    if inside.shape != shape:
        raise ValueError(f"counts have the shape {inside.shape}, and the axes {shape}")
    if len({axis.name for axis in axes}) < len(axes):
        raise ValueError(f"two axes have one name: {[axis.name for axis in axes]}")
    values = inside
    for number, axis in enumerate(axes):
        values = np.moveaxis(np.tensordot(axis.matrix(), values, axes=(1, number)), 0, number)
    places = _places(axes)
    return System(
        values=tuple(values.ravel().tolist()),
        relations=tuple(_relations(np.arange(values.size).reshape(values.shape), axes)),
        cost=tuple(_cost(axes).ravel().tolist()),
        places=places,
        index={place: number for number, place in enumerate(places)},
    )


def two_way(counts: ArrayLike, rows: Axis | None = None, columns: Axis | None = None) -> System:
    """A table of rows by columns with its margins; without axes, "row" and "column" are numbered from 1.

    Examples
    --------
    >>> system = two_way([[3, 20], [8, 9]])
    >>> system.values[system.at(row="1")], system.values[system.at(column="2")], system.values[system.at()]
    (23, 29, 40)
    """
    shape = np.shape(counts)
    if len(shape) != 2:
        raise ValueError(f"counts have the shape {shape}; a two-way table has rows and columns")
    return table(counts, rows or _numbered("row", shape[0]), columns or _numbered("column", shape[1]))


def three_way(
    counts: ArrayLike, rows: Axis | None = None, columns: Axis | None = None, layers: Axis | None = None
) -> System:
    """A table of rows by columns by layers with all its margins, those of one axis and those of two."""
    shape = np.shape(counts)
    if len(shape) != 3:
        raise ValueError(f"counts have the shape {shape}; a three-way table has rows, columns and layers")
    axes = (rows, columns, layers)
    names = ("row", "column", "layer")
    return table(counts, *(a or _numbered(n, size) for a, n, size in zip(axes, names, shape, strict=True)))


def hierarchy(tree: Tree, name: str = "group") -> System:
    """Counts of groups, of groups of groups, and so on.

    Examples
    --------
    >>> system = hierarchy({"Health": {"Hospital": 12, "Community": 3}, "Police": 9}, name="agency")
    >>> [system.values[system.at(agency=agency)] for agency in ("Health", "Community")], system.values[system.at()]
    ([15, 3], 24)
    """
    counts: dict[str, int] = {}
    groups: dict[str, tuple[str, ...]] = {}

    def walk(branch: Tree) -> None:
        for label, inside in branch.items():
            if label in counts or label in groups:
                raise ValueError(f"the tree names '{label}' twice")
            if isinstance(inside, Mapping):
                groups[label] = tuple(inside)
                walk(inside)
            else:
                counts[label] = inside

    walk(tree)
    return table(list(counts.values()), Axis(name, tuple(counts), groups))


def multiple_choice(counts: ArrayLike, bases: ArrayLike, rows: Axis, options: Axis) -> System:
    """A table of rows by the options of a multiple choice, which overlap, with the number who answered in each row.

    Parameters
    ----------
    counts : array of int, shape (rows, options)
        How many chose each option.
    bases : array of int, shape (rows,)
        How many chose any. Found again at the row's label alone.
    rows, options : Axis
        The options have no groups: what is chosen by several people in part cannot be added up.

    Raises
    ------
    ValueError
        Where the options have groups, or counts, bases and axes do not fit one another.
    """
    if options.groups:
        raise ValueError(f"options: axis '{options.name}' has groups, and the options of a multiple choice overlap")
    inside, answered = table(counts, rows, options), table(bases, rows)
    covers = []
    for label in rows.entries():
        row = () if label is None else ((rows.name, label),)
        parts = tuple(inside.index[tuple(sorted((*row, (options.name, option))))] for option in options.labels)
        covers.append((inside.index[row], parts))
    wholes = {whole for whole, _ in covers}
    values, places = list(inside.values), inside.places
    for whole in wholes:
        values[whole] = answered.values[answered.index[places[whole]]]
    kept = tuple(r for r in inside.relations if r.whole not in wholes or wholes.issuperset(r.parts))
    relations = kept + tuple(Relation(whole, parts, "cover") for whole, parts in covers)
    return System(values=tuple(values), relations=relations, cost=inside.cost, places=places, index=inside.index)


def linked(*systems: System) -> System:
    """Several tables as one system: a count that stands in two of them, at the same labels, is one cell.

    Raises
    ------
    ValueError
        Where a shared count has two values.

    Examples
    --------
    An answer by agency and by role shares the counts of the answer:

    >>> answer = Axis("answer", ("yes", "no"))
    >>> by_agency = two_way([[3, 20], [8, 9]], Axis("agency", ("Police", "Health")), answer)
    >>> by_role = two_way([[6, 14], [5, 15]], Axis("role", ("Manager", "Worker")), answer)
    >>> both = linked(by_agency, by_role)
    >>> len(by_agency.values) + len(by_role.values) - len(both.values)  # yes, no and all of them
    3
    """
    index: dict[Place, int] = {}
    values: list[int] = []
    cost: list[float] = []
    relations: dict[Relation, None] = {}
    for system in systems:
        own = []
        for place, value, price in zip(system.places, system.values, system.cost, strict=True):
            cell = index.setdefault(place, len(values))
            if cell == len(values):
                values.append(value)
                cost.append(price)
            elif values[cell] != value:
                raise ValueError(f"the count at {place} is {values[cell]} in one table and {value} in another")
            cost[cell] = max(cost[cell], price)
            own.append(cell)
        for r in system.relations:
            relations[Relation(own[r.whole], tuple(own[part] for part in r.parts), r.rule)] = None
    return System(values=tuple(values), relations=tuple(relations), cost=tuple(cost), places=tuple(index), index=index)


def _numbered(name: str, size: int) -> Axis:
    return Axis(name, tuple(str(number) for number in range(1, size + 1)))


def _places(axes: Sequence[Axis]) -> tuple[Place, ...]:
    """The places of all cells, in the order of the values."""
    order = sorted(range(len(axes)), key=lambda number: axes[number].name)
    each = [[() if entry is None else ((axis.name, entry),) for entry in axis.entries()] for axis in axes]
    return tuple(tuple(pair for number in order for pair in cell[number]) for cell in product(*each))


def _relations(cells: NDArray[np.int64], axes: Sequence[Axis]) -> Iterator[Relation]:
    """Each sum along each axis; axes with groups first, which leaves the network more of its arcs."""
    for number in sorted(range(len(axes)), key=lambda number: not axes[number].groups):
        along = np.moveaxis(cells, number, 0)
        for whole, parts in axes[number].sums():
            wholes = along[whole].ravel().tolist()
            each = along[parts].reshape(len(parts), -1).T.tolist()
            yield from (Relation(one, tuple(own)) for one, own in zip(wholes, each, strict=True))


def _cost(axes: Sequence[Axis]) -> NDArray[np.float64]:
    """1 inside; for a total one more than the number of counts that it adds up."""
    added = np.ones(())
    for axis in axes:
        added = np.multiply.outer(added, axis.matrix().sum(axis=1).astype(float))
    return np.where(added > 1, added + 1, 1.0)
