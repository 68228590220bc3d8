"""Two other evaluators of ODK's expressions, asked for their opinion of every case of the table.

``rxeval`` (PyPI) follows JavaRosa, the evaluator of ODK Collect; ``openrosa-xpath-evaluator`` (npm) is that of Enketo
and runs in Chromium.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rxeval
from playwright.sync_api import Browser

from instruments.expressions import parse_expression, to_text
from instruments.expressions.tree import Call, Node, walk
from tests.instruments.expression_cases import CASES, setting_of
from tests.instruments.javascript import bundle
from tests.instruments.oracle_paths import OF_CONTEXT, Inexpressible, Writer, document_of


@dataclass(frozen=True)
class Opinion:
    """What an oracle makes of a case: that it agrees, another value, or nothing at all."""

    outcome: str
    detail: str = ""


def ask_rxeval() -> list[Opinion]:
    """Rxeval's opinion of every case."""
    return [_rxeval(case) for case in CASES]


def _rxeval(case: dict[str, Any]) -> Opinion:
    setting, tree = setting_of(case), parse_expression(case["expression"])
    if _reads_its_context(tree):
        return Opinion("absent", "eval_expression() has no node to stand at")
    try:
        xpath = Writer(setting).write(tree)
        many = isinstance(case["expected"], dict) and "nodes" in case["expected"]
        moment = {key: setting.context.get(key) for key in ("today", "now")}
        value = rxeval.eval_expression(f"join('|', {xpath})" if many else xpath, document_of(setting), **moment)
    except (Inexpressible, RuntimeError, ValueError) as error:
        return Opinion("absent", str(error))
    return opinion(value.split("|") if many else value, case["expected"])


def _reads_its_context(tree: Node) -> bool:
    calls = [part for part in walk(tree) if isinstance(part, Call)]
    return any(call.function == "once" or (call.function in OF_CONTEXT and not call.arguments) for call in calls)


def ask_openrosa(chromium: Browser, folder: Path) -> list[Opinion]:
    """Enketo's opinion of every case, from one page in a browser whose clock is at Greenwich."""
    script = bundle(Path(__file__).with_name("openrosa_oracle.js"), "oracle", folder / "oracle.js")
    questions = [_question(case) for case in CASES]
    answers: list[dict[str, Any] | None] = [None] * len(CASES)
    with chromium.new_context(timezone_id="UTC", locale="en-GB") as context:
        page = context.new_page()
        page.add_script_tag(content=script.read_text(encoding="utf-8"))
        for now in {_now(case) for case in CASES}:
            at = [index for index, case in enumerate(CASES) if _now(case) == now and questions[index] is not None]
            page.clock.set_fixed_time(f"{now}Z")
            found = page.evaluate("asked => asked.map(oracle.asked)", [questions[index] for index in at])
            for index, answer in zip(at, found, strict=True):
                answers[index] = answer
    return [_openrosa(case, answer) for case, answer in zip(CASES, answers, strict=True)]


def _now(case: dict[str, Any]) -> str:
    return setting_of(case).answers.now


def _question(case: dict[str, Any]) -> dict[str, Any] | None:
    setting = setting_of(case)
    try:
        writer = Writer(setting)
        xpath = writer.write(parse_expression(case["expression"]))
        context = writer.place(True) if writer.context else None
    except Inexpressible:
        return None
    return {"xpath": xpath, "xml": document_of(setting), "context": context, "type": _type_of(case["expected"])}


def _type_of(expected: Any) -> str:
    if isinstance(expected, dict):
        return "nodes" if "nodes" in expected else "number"
    return "boolean" if isinstance(expected, bool) else "text" if isinstance(expected, str) else "number"


def _openrosa(case: dict[str, Any], answer: dict[str, Any] | None) -> Opinion:
    if answer is None:
        try:
            Writer(setting_of(case)).write(parse_expression(case["expression"]))
        except Inexpressible as error:
            return Opinion("absent", str(error))
    assert answer is not None
    return Opinion("absent", answer["error"]) if "error" in answer else opinion(answer["value"], case["expected"])


def opinion(value: Any, expected: Any) -> Opinion:
    """Whether a value is the expected one; numbers may differ in their last digits."""
    return Opinion("agrees") if _agrees(value, expected) else Opinion("differs", repr(value))


def _agrees(value: Any, expected: Any) -> bool:
    if isinstance(expected, dict) and "nodes" in expected:
        return list(map(_written, value)) == list(map(_written, expected["nodes"]))
    if isinstance(expected, bool):
        return str(value).lower() == str(expected).lower()
    if isinstance(expected, str):
        return bool(value == expected)
    wanted = float(expected["number"] if isinstance(expected, dict) else expected)
    try:
        number = float(value)
    except ValueError:
        return False
    return math.isclose(number, wanted, rel_tol=1e-9, abs_tol=1e-12) or (math.isnan(number) and math.isnan(wanted))


def _written(value: Any) -> str:
    return value if isinstance(value, str) else to_text(value)
