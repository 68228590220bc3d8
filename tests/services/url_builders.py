"""Making an application costs little: what Werkzeug works out of an address's text is worked out once a session.

A test makes an application of its own, and each has hundreds of addresses; taking their texts apart, and compiling the
functions that build them, took nine tenths of that. All of it depends on the rule's text alone, so that the next
application can have the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from werkzeug.routing import BaseConverter, Map, Rule
from werkzeug.routing.matcher import StateMachineMatcher
from werkzeug.routing.rules import RulePart

Builder = Callable[..., tuple[str, str]]


class Compiled(NamedTuple):
    """What a rule is when it is compiled; none of it is changed afterwards."""

    parts: list[RulePart]
    trace: list[tuple[bool, str]]
    converters: dict[str, BaseConverter]
    arguments: frozenset[str]
    build: Builder
    build_unknown: Builder


def depends_on_its_text_alone(rule: Rule) -> bool:
    """Whether a rule with the same text is the same in another application: no values of its own, no host, and only
    converters of Werkzeug's own, which take nothing from the application's map of addresses."""
    return not (rule.defaults or rule.host or rule.subdomain) and rule.map.converters == Map.default_converters


@pytest.fixture(scope="session", autouse=True)
def addresses_in_order_when_asked() -> Iterator[None]:
    """Werkzeug puts a rule among the others when it comes; here all do when the first of them is looked for."""
    add, update = StateMachineMatcher.add, StateMachineMatcher.update

    def wait(matcher: StateMachineMatcher, rule: Rule) -> None:
        vars(matcher).setdefault("waiting", []).append(rule)

    def put_in_order(matcher: StateMachineMatcher) -> None:
        for rule in vars(matcher).pop("waiting", ()):
            add(matcher, rule)
        update(matcher)

    patch = pytest.MonkeyPatch()
    patch.setattr(StateMachineMatcher, "add", wait)
    patch.setattr(StateMachineMatcher, "update", put_in_order)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def url_builders() -> Iterator[None]:
    known: dict[Any, Compiled] = {}
    compile_rule = Rule.compile

    def once(rule: Rule) -> None:
        if not depends_on_its_text_alone(rule):
            compile_rule(rule)
            return
        key = type(rule), rule.rule, rule.merge_slashes
        if key not in known:
            compile_rule(rule)
            known[key] = Compiled(
                rule._parts, rule._trace, rule._converters, frozenset(rule.arguments),
                rule._build.__func__, rule._build_unknown.__func__,  # type: ignore[attr-defined]
            )  # fmt: skip
        compiled = known[key]
        rule._parts, rule._trace, rule._converters = compiled.parts, compiled.trace, compiled.converters
        rule.arguments = set(compiled.arguments)
        rule._build = compiled.build.__get__(rule, None)
        rule._build_unknown = compiled.build_unknown.__get__(rule, None)

    Rule.compile = once  # type: ignore[method-assign]
    yield
    Rule.compile = compile_rule  # type: ignore[method-assign]
