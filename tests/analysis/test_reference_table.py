from __future__ import annotations

import importlib
import inspect

import pytest

from tests.analysis.reference_table import Reference, all_references


@pytest.mark.parametrize("reference", list(all_references()), ids=lambda one: f"{one.statistic}: {one.case}")
def test_a_reference_value_comes_out(reference: Reference) -> None:
    assert reference.compute() == pytest.approx(reference.expected, abs=reference.tolerance, rel=0)


@pytest.mark.parametrize("name", sorted({one.statistic for one in all_references()}))
def test_a_reference_names_a_function_that_says_its_source(name: str) -> None:
    module, _, function = name.rpartition(".")
    documentation = inspect.getdoc(getattr(importlib.import_module(module), function)) or ""
    assert "References" in documentation
