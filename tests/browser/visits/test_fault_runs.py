"""Whatever the network, the server, the clock and the device do: nothing is lost, doubled or silently overwritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from survey_app.collect.attachments import attachments_of
from survey_app.collect.merging import same_answer
from survey_app.collect.models import Draft
from survey_app.collect.sync_state import conflict_json, open_conflicts
from survey_app.database import db
from tests.browser.visits.notes_server import Restarting, add_auditor, make_server, pictures
from tests.instruments.javascript import bundle
from tests.services.databases import SQLITE, Databases
from tests.services.web import running
from tests.survey_app.conftest import prepare, settings_for

CHUNK = 25
CHUNKS = 20
VISITS = 5  # of one auditor: what is asked for at every sign-in grows with them
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Runs:
    """A server for fault runs, and a page in which devices run."""

    server: Restarting
    address: str
    open_page: Callable[..., Page]
    script: str

    def run(self, first_seed: int, count: int) -> list[Json]:
        """Run seeds, a few visits to an auditor; each auditor has a browser profile of their own."""
        images, reports = pictures(2), []
        for first in range(first_seed, first_seed + count, VISITS):
            cookie, notes = add_auditor(self.server.app, min(VISITS, first_seed + count - first))
            page = self.open_page(f"{self.address}/app.webmanifest", storage_state={"cookies": [cookie]})
            page.evaluate(self.script)
            plans = [
                {"seed": seed, "pictures": images, "restarts": seed % 10 == 0, **one}
                for seed, one in enumerate(notes, first)
            ]
            reports += page.evaluate("plans => faults.runSeeds(plans)", plans)
            page.context.close()
        return sorted(reports, key=lambda report: report["seed"])


@pytest.fixture(scope="session")
def fault_script(tmp_path_factory: pytest.TempPathFactory) -> str:
    target = tmp_path_factory.mktemp("faults") / "faults.js"
    return bundle(Path(__file__).with_name("fault_runs.js"), "faults", target).read_text(encoding="utf-8")


@pytest.fixture
def runs(databases: Databases, tmp_path: Path, open_page: Callable[..., Page], fault_script: str) -> Iterator[Runs]:
    with databases.prepared(SQLITE, prepare) as url:
        server = make_server(settings_for(url, tmp_path))
        with running(server) as address:
            yield Runs(server, address, open_page, fault_script)
        server.close()


def test_generated_faults_lose_nothing(runs: Runs) -> None:
    met = check_runs(runs, first_seed=10_000, count=8)
    assert len(met) >= 6, "the runs meet most kinds of fault"


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_five_hundred_runs_lose_nothing(runs: Runs, chunk: int) -> None:
    check_runs(runs, first_seed=chunk * CHUNK + 1, count=CHUNK)


def check_runs(runs: Runs, *, first_seed: int, count: int) -> Counter[str]:
    """Run seeds and look at what is on the server and on both devices; the faults that were met."""
    reports = runs.run(first_seed, count)
    assert len(reports) == count
    with runs.server.app.app_context():
        problems = [f"seed {report['seed']}: {problem}" for report in reports for problem in problems_of(report)]
    assert not problems, "\n".join(problems)
    met: Counter[str] = Counter()
    for report in reports:
        met.update(report["met"])
    return met


def problems_of(report: Json) -> list[str]:
    """What is wrong at the end of a run, before and after the conflicts were decided."""
    if report["error"]:
        return [report["error"]]
    found = []
    for words, states in (("words", "undecided"), ("wordsDecided", "decided")):
        one, other = report[states]
        if not same_answer(one["document"], other["document"]):
            found.append(f"{states}: the devices hold different answers")
        if one["conflicts"] != other["conflicts"]:
            found.append(f"{states}: the devices know of different conflicts")
        found += [f"{states}: {problem}" for problem in Ledger(report[words], one).problems()]
        found += [f"{states}: {state['trouble']}" for state in (one, other) if state["trouble"]]
    return found + server_problems(report)


def server_problems(report: Json) -> list[str]:
    session = db.session()
    draft, (one, _) = session.get_one(Draft, report["draft"]), report["decided"]
    found = []
    if not same_answer(draft.document, one["document"]):
        found.append("the server holds other answers than the devices")
    if draft.revision != one["revision"]:
        found.append(f"the devices know of revision {one['revision']}, and it is {draft.revision}")
    if [conflict_json(conflict) for conflict in open_conflicts(session, draft.id)] or one["conflicts"]:
        found.append("a conflict that was decided is open")
    stored = sorted(attachments_of(session, draft.id))
    if stored != sorted(report["files"]):
        found.append(f"the server has the files {stored} of {sorted(report['files'])}")
    return found


class Ledger:
    """What has to be there, by the words that people saw and wrote, beside what is there."""

    def __init__(self, words: Json, state: Json) -> None:
        self.words, self.conflicts = words, state["conflicts"]
        self.texts: list[tuple[str, str]] = []
        self.entries: list[str] = []
        self._read(state["document"], [])

    def _read(self, answers: Json, path: list[str]) -> None:
        for name, value in answers.items():
            if name in ("_id", "_removed") or value is None:
                continue
            if isinstance(value, str):
                self.texts.append(("/".join([*path, name]), value))
                continue
            for entry in value:
                at = [*path, name, entry["_id"]]
                self.entries.append("/".join(at))
                self._read(entry, at)

    def problems(self) -> Iterator[str]:
        """Texts and entries that are lost, that are there twice, and that nobody wrote there."""
        others = [
            ("/".join(conflict["path"]), conflict["other"])
            for conflict in self.conflicts
            if isinstance(conflict["other"], str)
        ]
        there, doubtful = Counter([*self.texts, *others]), set(self.words["doubtful"])
        living = {(path, text) for path, texts in self.words["living"].items() for text in texts}
        yield from (f"lost: {text} at {path}" for path, text in sorted(living - there.keys()))
        yield from (f"twice: {text} at {path}" for (path, text), count in there.items() if count > 1)
        for path, text in there:
            if (path, text) not in living and text not in doubtful:
                yield f"replaced by somebody who saw it, and there again: {text} at {path}"
        counted = Counter(self.entries)
        yield from (f"twice: the entry {path}" for path, count in counted.items() if count > 1)
        for path, was_removed in self.words["entries"].items():
            if not was_removed and path not in counted and not self._is_within_a_removed(path):
                yield f"lost: the entry {path}"

    def _is_within_a_removed(self, path: str) -> bool:
        return any(was_removed and path.startswith(f"{outer}/") for outer, was_removed in self.words["entries"].items())
