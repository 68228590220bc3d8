"""``python -m tests.instruments.count_cases``: what each evaluator makes of the table of cases, and why they differ."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from instruments.expressions import parse_expression, to_json
from tests.instruments.expression_cases import CASES, ORACLES, comparable, setting_of
from tests.instruments.javascript import bundle
from tests.instruments.oracles import ask_openrosa, ask_rxeval
from tests.services.browser import CHROMIUM_OPTIONS
from tools.chromium import find_chromium


def in_python() -> list[Any]:
    """What Python makes of every case."""
    return [setting_of(case).evaluate(case["expression"]) for case in CASES]


def in_chromium(browser: Browser, folder: Path) -> list[Any]:
    """What our evaluator makes of every case in a page of Chromium; one page evaluates them all."""
    script = bundle(Path(__file__).with_name("evaluated.js"), "cases", folder / "cases.js")
    trees = [to_json(parse_expression(case["expression"])) for case in CASES]
    given = [{"tree": tree, **setting_of(case).for_javascript()} for tree, case in zip(trees, CASES, strict=True)]
    page = browser.new_page()
    page.add_script_tag(content=script.read_text(encoding="utf-8"))
    found = page.evaluate("given => given.map(cases.evaluated)", json.loads(json.dumps(given)))
    page.close()
    return [one.get("value", one) for one in found]


def agreeing(values: list[Any]) -> int:
    """How many values are the expected ones."""
    pairs = zip(values, CASES, strict=True)
    return sum(comparable(value, case["expected"]) == comparable(case["expected"]) for value, case in pairs)


def lines(browser: Browser, folder: Path) -> Iterator[str]:
    """The counts of every evaluator, and the reasons of the oracles."""
    yield f"{len(CASES)} cases"
    yield f"Python: {agreeing(in_python())} as expected"
    yield f"JavaScript in Chromium: {agreeing(in_chromium(browser, folder))} as expected"
    opinions = {"rxeval": ask_rxeval(), "openrosa": ask_openrosa(browser, folder)}
    for oracle in ORACLES:
        counts = Counter(opinion.outcome for opinion in opinions[oracle])
        told = f"{counts['agrees']} agree, {counts['differs']} differ, {counts['absent']} it cannot express"
        yield f"{oracle}: {counts['agrees'] + counts['differs']} run, {told}"
        for field in ("differs", "absent"):
            reasons = Counter(case[field][oracle] for case in CASES if oracle in case.get(field, {}))
            yield from (f"  {count:4} {field}: {reason}" for reason, count in reasons.most_common())


if __name__ == "__main__":
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as made:
        path = find_chromium()
        chromium = playwright.chromium.launch(executable_path=path, args=[*CHROMIUM_OPTIONS, "--no-sandbox"])
        print("\n".join(lines(chromium, Path(made))))
        chromium.close()
