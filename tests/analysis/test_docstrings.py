"""The examples in the docstrings are true."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    "module",
    [
        "analysis.number_summary",
        "analysis.proportions",
        "analysis.rankings",
        "analysis.response_rates",
        "analysis.scales",
    ],
)
def test_the_examples_come_out(module: str) -> None:
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted > 0
    assert result.failed == 0
