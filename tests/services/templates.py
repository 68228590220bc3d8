"""A page's template is compiled once a session, not once for every application that a test makes.

Jinja compiles a template when an application first shows it, a quarter of a second for a page with its macros; and
every test has an application of its own. The compiled code depends on the template's text and on the extensions of its
environment, and on nothing else that tests change.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType
from typing import Any

import pytest
from jinja2 import Environment


@pytest.fixture(scope="session", autouse=True)
def compiled_templates() -> Iterator[None]:
    compiled: dict[Any, CodeType] = {}
    compile_template = Environment.compile

    def once(
        environment: Environment, source: Any, name: str | None = None, filename: str | None = None,
        raw: bool = False, defer_init: bool = False,
    ) -> Any:  # fmt: skip
        if raw or not isinstance(source, str) or filename is None:
            return compile_template(environment, source, name, filename, raw, defer_init)
        key = type(environment), tuple(environment.extensions), name, filename, source, defer_init
        if key not in compiled:
            compiled[key] = compile_template(environment, source, name, filename, raw, defer_init)
        return compiled[key]

    Environment.compile = once  # type: ignore[method-assign]
    yield
    Environment.compile = compile_template  # type: ignore[method-assign]
