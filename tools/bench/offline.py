"""What visits cost a slow phone: the first load over a slow line, a keystroke among conversations, a long draft.

The phone is Chromium slowed down four times, its line one of 1.6 Mbit/s that answers after 150 ms.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from instruments.compiled import CompiledInstrument, Item, Section
from instruments.loading import library
from survey_app.collect.bundle import form_bundle
from survey_app.collect.wording import Speaker
from survey_app.designer.services import compile_source
from tools.bench.measuring import Measure
from tools.bench.visit_site import SLUG, WALKABOUT, Site, visit_site
from tools.chromium import find_chromium

KILOBYTE = 1024
LARGEST_LOAD = 300  # KB, compressed
LOAD_LIMIT = 3000.0
KEYSTROKE_LIMIT = 50.0
OPENING_LIMIT = 2000.0
CONVERSATIONS = 30
ANSWERS = 5000
SLOWDOWN = 4
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
ROUNDS = 5
ROOT = Path(__file__).parents[2]
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PHONE: Any = {"viewport": {"width": 360, "height": 740}, "locale": "en-GB"}
APP = f"/p/{SLUG}/walkabouts/notes/app"

# Types into a box of an open conversation, letter by letter; the times in milliseconds, each with the layout after it,
# beside those of an input event that writes one text.
TYPING = """rounds => {
  const box = document.querySelector("textarea");
  const written = document.createElement("p");
  const plain = document.createElement("input");
  document.body.append(plain, written);
  plain.addEventListener("input", () => { written.textContent = plain.value; });
  const timed = (control, text) => {
    control.value = text;
    const start = performance.now();
    control.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.offsetHeight;
    return performance.now() - start;
  };
  const times = { form: [], plain: [] };
  for (let at = 1; at <= rounds; at += 1) {
    times.form.push(timed(box, "Constructed words ".repeat(at)));
    times.plain.push(timed(plain, "x".repeat(at)));
  }
  return times;
}"""
OPENING = """rounds => {
  const timed = (work) => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
  const open = () => {
    const form = new visits.VisitForm(bundle, answers);
    form.pages();
    form.open(document.getElementById("page"), "conversation", [answers.conversation.at(-1)._id]);
    document.body.offsetHeight;
  };
  const copy = () => JSON.parse(JSON.stringify(answers));
  const times = { open: [], copy: [] };
  for (let at = 0; at < rounds; at += 1) {
    times.open.push(timed(open));
    times.copy.push(timed(copy));
  }
  return times;
}"""


def measures() -> Iterator[Measure]:
    """The first load of a visit, a keystroke with 30 conversations, opening a draft of 5,000 answers."""
    with sync_playwright() as playwright, visit_site() as site, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=OPTIONS)
        yield from _first_load(browser, site)
        page = _page_with_forms(browser, site, Path(folder))
        yield _keystroke(page)
        yield _opening(page)
        browser.close()


# The first load


def _first_load(browser: Browser, site: Site) -> Iterator[Measure]:
    """A browser that has never been here: until my visits can be used, and until the visit has come and is open."""
    _warm_up(site)
    context = _signed_in(browser, site)
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    site.sent.clear()
    page.goto(f"{site.address}{APP}", wait_until="commit")
    page.locator("[data-part=ready]:visible").wait_for()
    shown = page.evaluate("performance.now()")
    page.locator("[data-part=ready]:visible").click()
    page.locator("[data-part=open]:visible").wait_for()
    page.locator("[data-part=open]:visible").click()
    page.locator("[data-part=add]:visible").wait_for()
    opened = page.evaluate("performance.now()") - shown
    size = sum(count for _, count in site.sent) / KILOBYTE
    compared = _transfer(page, size)
    context.close()
    reference = "fetching as many KB over the same line"
    yield Measure(
        name=f"a visit loaded for the first time, {size:.0f} KB in all (allowed: {LARGEST_LOAD}): until it can be used",
        milliseconds=shown, compared_with=reference, times=shown / compared, limit=LOAD_LIMIT,
    )  # fmt: skip
    yield Measure(
        name="from “Make ready” until the visit is on the phone and open", milliseconds=opened,
        compared_with=reference, times=opened / compared, limit=LOAD_LIMIT,
    )  # fmt: skip


def _warm_up(site: Site) -> None:
    """Ask for everything once: the server has been running for a while."""
    client = site.app.test_client()
    client.set_cookie(site.app.config["SESSION_COOKIE_NAME"], site.cookie)
    notes = APP.rpartition("/")[0]
    for address in (APP, f"{notes}/hello", f"{notes}/{site.draft_id}/bundle"):
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status}")


def _signed_in(browser: Browser, site: Site) -> BrowserContext:
    context = browser.new_context(**PHONE)
    context.add_cookies([{"name": site.app.config["SESSION_COOKIE_NAME"], "value": site.cookie, "url": site.address}])
    return context


def _transfer(page: Page, size: float) -> float:
    """What fetching so many KB over the page's line takes, in milliseconds: the app's own script as often as needed."""
    return float(
        page.evaluate(
            """async (wanted) => {
              const address = document.querySelector("script[src]").src;
              const start = performance.now();
              for (let fetched = 0; fetched < wanted; ) {
                const response = await fetch(`${address}?${fetched}`, { cache: "no-store" });
                await response.arrayBuffer();
                fetched += performance.getEntriesByName(response.url).at(-1).encodedBodySize || wanted;
              }
              return performance.now() - start;
            }""",
            size * KILOBYTE,
        )
    )


# The form


def _page_with_forms(browser: Browser, site: Site, folder: Path) -> Page:
    """A page with the walkabout's form and its styles, on the slow phone."""
    page = browser.new_context(**PHONE).new_page()
    page.set_content('<main id="page"></main>')
    page.add_style_tag(content=_styles())
    page.add_script_tag(content=_script(folder))
    compiled = compile_source(library()[WALKABOUT].read_text(encoding="utf-8"), "walkabout.yaml")
    speaker = Speaker(compiled, compiled.instrument.settings.default_language, key="bench")
    partnership: Any = SimpleNamespace(urgent_route="", urgent_phone="", out_of_hours_phone="")
    with site.app.test_request_context():
        page.evaluate("json => { window.bundle = JSON.parse(json); }", json.dumps(form_bundle(speaker, partnership)))
    page.evaluate("json => { window.talks = JSON.parse(json); }", json.dumps(_document(compiled, CONVERSATIONS)))
    page.evaluate("json => { window.answers = JSON.parse(json); }", json.dumps(_long_document(compiled)))
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    return page


def _styles() -> str:
    built = ROOT / "survey_app" / "static" / "build"
    names = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    return (built / str(names["styles.css"])).read_text(encoding="utf-8")


def _script(folder: Path) -> str:
    made = folder / "visits.js"
    source = ROOT / "survey_app" / "browser" / "visits" / "form_page.js"
    options = ["--bundle", "--minify", "--format=iife", "--global-name=visits", "--log-level=error"]
    esbuild = ROOT / "node_modules" / "esbuild" / "bin" / "esbuild"
    subprocess.run([esbuild, source, *options, f"--outfile={made}"], check=True, timeout=120)
    return made.read_text(encoding="utf-8")


def _keystroke(page: Page) -> Measure:
    page.evaluate(
        """() => {
          window.form = new visits.VisitForm(bundle, talks);
          form.open(document.getElementById("page"), "conversation", [talks.conversation[14]._id]);
        }"""
    )
    page.evaluate(TYPING, 2)  # until the browser has compiled what it runs often
    times = page.evaluate(TYPING, 10 * ROUNDS)
    taken, plain = _most(times["form"]), _most(times["plain"])
    return Measure(
        name=f"a keystroke with {CONVERSATIONS} conversations, nine out of ten", milliseconds=taken,
        compared_with="an input event that writes one text", times=taken / plain if plain else 0.0,
        limit=KEYSTROKE_LIMIT,
    )  # fmt: skip


def _opening(page: Page) -> Measure:
    times = page.evaluate(OPENING, ROUNDS)
    others = page.evaluate("Object.keys(answers).length - 1")
    count = others + page.evaluate("answers.conversation.reduce((sum, one) => sum + Object.keys(one).length - 1, 0)")
    taken, copying = times["open"][0], min(times["copy"])
    return Measure(
        name=f"a draft of {count:,} answers opened, its pages listed and one shown", milliseconds=taken,
        compared_with="copying the document through JSON", times=taken / copying if copying else 0.0,
        limit=OPENING_LIMIT,
    )  # fmt: skip


def _most(times: list[float]) -> float:
    """A time that nine out of ten stay under."""
    return sorted(times)[len(times) * 9 // 10]


def _long_document(compiled: CompiledInstrument) -> dict[str, Any]:
    """As many conversations as make so many answers, with those of the other pages."""
    one = _document(compiled, 1)
    each, others = len(one["conversation"][0]) - 1, len(one) - 1
    return _document(compiled, -(-(ANSWERS - others) // each))


def _document(compiled: CompiledInstrument, conversations: int) -> dict[str, Any]:
    """An answer to every question of a walkabout, with so many conversations."""
    found: dict[str, Any] = {}
    for section in compiled.children_of(None):
        if section.repeat is None:
            found |= _answers(section)
        else:
            found[section.name] = [{"_id": f"e{at}", **_answers(section)} for at in range(conversations)]
    return found | {"assessed_elsewhere": "no"}


def _answers(section: Section) -> dict[str, Any]:
    asked = [item for item in section.items if item.question.is_answered and not item.is_calculated]
    return {item.name: _answer(item) for item in asked}


def _answer(item: Item) -> Any:
    kind = item.question.kind
    if item.part == "safety":
        return "no"
    if item.choices:
        return [item.choices[0].name] if kind in ("select_multiple", "rank") else item.choices[0].name
    made = {"integer": 3, "decimal": 2.5, "date": "2026-03-27", "time": "09:30", "dateTime": "2026-03-27T09:30"}
    return None if kind in ("image", "file") else made.get(kind, "Constructed words of an answer")
