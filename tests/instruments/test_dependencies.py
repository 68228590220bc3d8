"""Orders and circles of names that depend on each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from instruments.dependencies import MAXIMUM_REPORTED, find_cycles, in_order


def test_each_name_comes_after_those_it_depends_on() -> None:
    order = in_order({"c": {"b"}, "b": {"a"}, "a": set(), "d": {"a"}})
    assert order.index("a") < order.index("b") < order.index("c")
    assert order.index("a") < order.index("d")


def test_a_circle_names_its_members_in_the_order_of_their_dependence() -> None:
    (members,) = find_cycles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})
    start = members.index("a")
    assert members[start:] + members[:start] == ("a", "b", "c")


def test_a_name_that_depends_on_itself_is_a_circle() -> None:
    assert find_cycles({"a": {"a"}}) == (("a",),)


def test_circles_apart_are_all_found_and_what_has_none_is_left_alone() -> None:
    found = find_cycles({"a": {"b"}, "b": {"a"}, "c": {"d"}, "d": {"c"}, "e": {"a"}})
    assert {frozenset(members) for members in found} == {frozenset("ab"), frozenset("cd")}


def test_the_search_ends_where_nobody_would_read_on() -> None:
    names = [f"q{number}" for number in range(30)]
    assert len(find_cycles({name: set(names) for name in names})) == MAXIMUM_REPORTED


@given(st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("abcdef"))))
def test_a_graph_has_an_order_exactly_where_it_has_no_circle(graph: dict[str, set[str]]) -> None:
    if not find_cycles(graph):
        order = in_order(graph)
        assert all(order.index(need) < order.index(name) for name, needs in graph.items() for need in needs)
