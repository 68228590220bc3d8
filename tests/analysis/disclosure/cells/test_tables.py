from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from analysis.disclosure.cells import (
    Axis,
    Relation,
    System,
    hierarchy,
    linked,
    multiple_choice,
    table,
    three_way,
    two_way,
)

AGENCY = Axis("agency", ("Hospital", "Community", "Police"), {"Health": ("Hospital", "Community")})
ANSWER = Axis("answer", ("yes", "no"))


def holds(system: System) -> bool:
    """Whether every relation is true of the values."""
    values = system.values
    return all(
        sum(values[part] for part in one.parts) == values[one.whole]
        if one.rule == "sum"
        else max(values[part] for part in one.parts) <= values[one.whole] <= sum(values[part] for part in one.parts)
        for one in system.relations
    )


def test_a_two_way_table_has_its_margins() -> None:
    system = two_way([[3, 20], [8, 9]])
    assert system.values[system.at(row="1")] == 23
    assert system.values[system.at(column="1")] == 11
    assert system.values[system.at()] == 40
    assert len(system.relations) == 6
    assert holds(system)


def test_cells_have_names_for_people() -> None:
    system = two_way([[3, 20], [8, 9], [1, 2]], Axis("agency", ("A", "B", "C")), ANSWER)
    assert system.name(system.at(agency="A", answer="yes")) == "agency A, answer yes"
    assert system.name(system.at(answer="yes")) == "answer yes"
    assert system.name(system.at()) == "total"


def test_rows_may_stand_in_groups() -> None:
    system = table([[3, 20], [8, 9], [1, 2]], AGENCY, ANSWER)
    assert system.values[system.at(agency="Health", answer="yes")] == 11
    assert system.values[system.at(agency="Health")] == 40
    assert system.values[system.at()] == 43
    total = system.at(answer="yes")
    assert Relation(total, (system.at(agency="Police", answer="yes"), system.at(agency="Health", answer="yes"))) in (
        system.relations
    )
    assert holds(system)


def test_a_total_costs_more_than_what_it_adds_up() -> None:
    system = table([[3, 20], [8, 9], [1, 2]], AGENCY, ANSWER)
    assert system.cost[system.at(agency="Police", answer="no")] == 1
    assert system.cost[system.at(agency="Police")] == 3
    assert system.cost[system.at(answer="yes")] == 4
    assert system.cost[system.at()] == 7


def test_a_three_way_table_has_margins_of_one_axis_and_of_two() -> None:
    counts = np.arange(24).reshape(2, 3, 4)
    system = three_way(counts)
    assert len(system.values) == 3 * 4 * 5
    assert system.values[system.at(row="2", layer="1")] == counts[1, :, 0].sum()
    assert system.values[system.at(column="3")] == counts[:, 2].sum()
    assert holds(system)


def test_a_hierarchy_is_a_tree_of_sums() -> None:
    system = hierarchy({"Health": {"Hospital": 12, "Community": {"North": 3, "South": 4}}, "Police": 9}, "agency")
    assert system.values[system.at(agency="Community")] == 7
    assert system.values[system.at(agency="Health")] == 19
    assert system.values[system.at()] == 28
    assert holds(system)


def test_the_options_of_a_multiple_choice_overlap() -> None:
    system = multiple_choice([[5, 4], [3, 3]], [6, 4], Axis("agency", ("A", "B")), Axis("option", ("x", "y")))
    assert system.values[system.at(agency="A")] == 6
    assert system.values[system.at()] == 10
    assert system.values[system.at(option="x")] == 8
    covers = [one for one in system.relations if one.rule == "cover"]
    assert [one.whole for one in covers] == [system.at(agency="A"), system.at(agency="B"), system.at()]
    assert Relation(system.at(), (system.at(agency="A"), system.at(agency="B"))) in system.relations
    assert holds(system)


def test_linked_tables_share_the_cells_that_stand_at_the_same_labels() -> None:
    first = two_way([[3, 20], [8, 9]], Axis("agency", ("A", "B")), ANSWER)
    second = two_way([[6, 14], [5, 15]], Axis("role", ("C", "D")), ANSWER)
    system = linked(first, second)
    assert len(system.values) == 9 + 9 - 3
    assert system.values[system.at(role="C", answer="yes")] == 6
    assert holds(system)
    assert linked(first, first).values == first.values
    assert linked(first, first).relations == first.relations


def test_an_empty_table_has_a_total_of_zero() -> None:
    assert two_way(np.zeros((2, 2), dtype=int)).values == (0,) * 9


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: two_way([1, 2]), "has rows and columns"),
        (lambda: three_way([[1, 2]]), "rows, columns and layers"),
        (lambda: table([1, 2, 3], ANSWER), r"shape \(3,\), and the axes \(2,\)"),
        (lambda: two_way([[1, 2], [3, 4]], ANSWER, ANSWER), "two axes have one name"),
        (lambda: Axis("answer", ()), "has no labels"),
        (lambda: Axis("answer", ("yes", "yes")), "names one twice"),
        (lambda: Axis("answer", ("yes",), {"any": ("no",)}), "'no' is no label"),
        (lambda: Axis("answer", ("a", "b"), {"x": ("a",), "y": ("a",)}), "stands in two groups"),
        (lambda: Axis("answer", ("a",), {"x": ("y",), "y": ("x",)}), "made of one another"),
        (lambda: hierarchy({"A": {"A": 3}}), "names 'A' twice"),
        (lambda: multiple_choice([[1]], [1], Axis("r", ("a",)), Axis("o", ("b",), {"c": ("b",)})), "overlap"),
        (lambda: two_way([[1]]).at(row="7"), "no cell at"),
        (lambda: linked(table([1, 2], ANSWER), table([2, 1], ANSWER)), "is 1 in one table and 2 in another"),
    ],
)
def test_what_does_not_fit_is_refused(build: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build()
