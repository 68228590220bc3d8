"""The examples in the docstrings are true."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import analysis

_ROOT = Path(analysis.__file__).parent
WITH_EXAMPLES = sorted(path for path in _ROOT.rglob("*.py") if ">>> " in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda path: path.relative_to(_ROOT).as_posix())
def test_the_examples_come_out(path: Path) -> None:
    name = ".".join(("analysis", *path.relative_to(_ROOT).with_suffix("").parts)).removesuffix(".__init__")
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 0
    assert result.failed == 0
