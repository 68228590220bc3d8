"""Making an application costs little: what Werkzeug compiles for each address is compiled once a session.

A test makes an application of its own, and each has hundreds of addresses; compiling the functions that build them
took nine tenths of that. Such a function takes its rule as an argument and depends on the rule's text alone, so that
the next application can have the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


@pytest.fixture(scope="session", autouse=True)
def url_builders() -> Iterator[None]:
    compiled: dict[Any, Builder] = {}
    compile_builder = Rule._compile_builder

    def once(rule: Rule, append_unknown: bool = True) -> Builder:
        if rule.defaults:  # their values are part of the function
            return compile_builder(rule, append_unknown)
        key = rule.rule, append_unknown, tuple(rule._trace)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = once  # type: ignore[method-assign]
    yield
    Rule._compile_builder = compile_builder  # type: ignore[method-assign]
