"""What a keystroke costs in the browser: the form worked out again and the page brought up to date, in Chromium.

The page has all 300 questions at once, which is the worst that a form can ask for, and the script of the real pages.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from instruments.compiled import CompiledInstrument, Item, compile_instrument
from instruments.form_json import form_json
from instruments.paths import find_path
from tools.bench.big_form import EXPRESSIONS, QUESTIONS, big_document, big_form
from tools.bench.measuring import Measure
from tools.chromium import find_chromium

KEYSTROKE_LIMIT = 16.0
ROUNDS = 7
ROOT = Path(__file__).parents[2]
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
REFERENCE = "an input event that writes one text"

# Types into every control in turn; the times in milliseconds, each with the layout that the browser does after it.
TYPING = """rounds => {
  const page = document.getElementById("answers");
  const typed = (control, text) => {
    control.value = text;
    const start = performance.now();
    control.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.offsetHeight;
    return performance.now() - start;
  };
  const times = { form: {}, plain: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const control of page.querySelectorAll("input[type=text]")) {
      (times.form[control.name] ??= []).push(typed(control, String(round + 1)));
      times.plain.push(typed(document.getElementById("plain"), `${round} ${control.name}`));
    }
  }
  return times;
}"""


def measures() -> Iterator[Measure]:
    """A keystroke in the usual question, and in the one on which most hangs."""
    compiled = compile_instrument(big_form())
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=OPTIONS)
        page = browser.new_page()
        page.set_content(_html(compiled))
        page.add_script_tag(content=_script(Path(folder)))
        times = _typed(page)
        browser.close()
    plain = _quarter(times["plain"])
    found = sorted(_quarter(one) for one in times["form"].values())
    what = f"all {QUESTIONS} questions on one page, {EXPRESSIONS} expressions"
    for name, taken in (
        (f"a keystroke in Chromium ({what})", found[len(found) // 2]),
        ("a keystroke in the question on which most hangs", found[-1]),
    ):
        yield Measure(
            name=name, milliseconds=taken, compared_with=REFERENCE, times=taken / plain if plain else 0.0,
            limit=KEYSTROKE_LIMIT,
        )  # fmt: skip


def _typed(page: Page) -> dict[str, Any]:
    page.evaluate("live.startConditions(document)")
    page.evaluate(
        """() => document.getElementById("plain").addEventListener("input", ({ target }) => {
          document.getElementById("written").textContent = target.value;
        })"""
    )
    page.evaluate(TYPING, 1)  # until the browser has compiled what it runs often
    return page.evaluate(TYPING, ROUNDS)  # type: ignore[no-any-return]


def _script(folder: Path) -> str:
    """The page's own script, made into one."""
    made = folder / "live.js"
    command = [ROOT / "node_modules" / "esbuild" / "bin" / "esbuild", ROOT / "survey_app" / "browser" / "conditions.js"]
    options = ["--bundle", "--minify", "--format=iife", "--global-name=live", "--log-level=error", f"--outfile={made}"]
    subprocess.run([*command, *options], check=True, timeout=120)
    return made.read_text(encoding="utf-8")


def _html(compiled: CompiledInstrument) -> str:
    document = big_document(compiled.instrument, entries=1)
    path = find_path(compiled, document)
    questions = "".join(_question(item, not path.has(item.name, (0,) * len(item.repeats))) for item in compiled.items)
    data: dict[str, Any] = {"form": form_json(compiled), "document": document, "entry": [], "username": None}
    embedded = json.dumps(data).replace("<", "\\u003c")
    return (
        f'<form id="answers"><div data-block>{questions}</div></form>'
        f'<input id="plain"><p id="written"></p><script type="application/json" id="conditions">{embedded}</script>'
    )


def _question(item: Item, hidden: bool) -> str:
    """A question much as templates/collect/ writes it."""
    name = escape(item.name)
    entry = ' data-entry="0"' if item.repeats else ""
    start = f'<div data-question="{name}"{entry}{" hidden" if hidden else ""}>'
    if not item.question.is_seen:
        return f'{start}<p>Worked out: <span data-output="{name}"></span></p></div>'
    controls = [f'<input type="text" name="q.{name}" inputmode="numeric" value="12">']
    if item.choices:
        controls = [
            f'<input type="radio" name="q.{name}" value="{choice.name}"><label>{escape(choice.label)}</label>'
            for choice in item.choices
        ]
    mark = f'<input type="hidden" name="shown" value="{name}"{" disabled" if hidden else ""}>'
    return f"{start}{mark}<label>{escape(item.question.label or '')}</label>{''.join(controls)}</div>"


def _quarter(times: list[float]) -> float:
    """A time that a quarter of the rounds stay under: what is over it is mostly the machine doing something else."""
    return sorted(times)[len(times) // 4]
