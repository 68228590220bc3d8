"""Two worlds whose release is the same: every file that can be made of it is the same in both, part by part.

Beside workbook, documents, slides and data files made of a report, the commands are tried that read the single answers
themselves: ``walkabout report`` and ``walkabout data``.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

import pytest

from analysis.beside import Beside
from analysis.beside.courses import courses
from analysis.beside.quotes import ClearedQuote, quotes_for
from analysis.beside.visits import visits_beside
from analysis.comparison import comparable_questions
from analysis.derived_reports import agency_report, comparison_report, partnership_report
from analysis.disclosure import report_to_json
from analysis.report import Report
from analysis.report_schema import AnyReport, any_report_to_json
from exports.charts import question_chart_svg, response_rate_chart_svg, themes_chart_svg
from exports.command import FileReport, write_file_report
from exports.data_files import write_figures
from exports.data_files.command import DataOrder, write_file_data
from exports.ddi import write_ddi
from exports.documents import write_brief, write_feedback_letter, write_forum_feedback, write_full_report
from exports.slides import write_slides
from exports.workbook import write_workbook
from instruments.versions import dump_yaml
from tests.analysis.disclosure.two_worlds import World, form, worlds
from tests.exports.beside import make_actions, make_standards, make_visits

AT = datetime(2026, 4, 30, 12, 0)
# Rounds of which a world is found that looks the same; all have tables by group, with hidden figures in them.
ROUNDS = (("default", 3), ("nhs", 0), ("nhs", 1), ("ten", 2))
STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
Write = Callable[[World, BinaryIO], None]


@cache
def two_worlds(policy: str, seed: int) -> tuple[World, World]:
    first, second = islice(worlds(policy, seed), 2)
    return first, second


def earlier(report: Report) -> Report:
    """The round before: what it shows is known in both worlds, and hides what this one hides."""
    return replace(report, slug="before", title="The round before", closes_on=date(2025, 4, 30))


def beside(world: World) -> Beside:
    """All that a document may show, each part made as it is for a real round."""
    report = world.report
    alike = comparable_questions(form().instrument, form().instrument)
    before = earlier(report)
    cleared = [
        ClearedQuote(themes=(theme,), text=f"A made-up quotation about {theme}.", treatment="as written")
        for theme in ("time", "voice", "pay")
    ]
    return Beside(
        comparison=comparison_report(before, report, alike, produced_at=AT),
        courses=courses([before, report], [alike]),
        standards=make_standards(4),
        quotes=quotes_for(report, cleared),
        actions=make_actions(),
        visits=visits_beside(report, make_visits()),
    )


def write_derived(world: World, out: BinaryIO) -> None:
    """Every report that is made of this one, as JSON."""
    alike = comparable_questions(form().instrument, form().instrument)
    found: list[AnyReport] = [
        comparison_report(earlier(world.report), world.report, alike, produced_at=AT),
        partnership_report("Example partnership", [world.report], produced_at=AT),
        *(agency_report(world.report, "sector", name, produced_at=AT) for name in ("health", "schools", "police")),
    ]
    out.write("\n".join(map(any_report_to_json, found)).encode())


def write_letters(world: World, out: BinaryIO) -> None:
    """The letters to all groups, one file after another."""
    with zipfile.ZipFile(out, "w") as letters:
        for name in ("health", "schools", "police"):
            letter = io.BytesIO()
            write_feedback_letter(agency_report(world.report, "sector", name, produced_at=AT), letter)
            letters.writestr(f"{name}.docx", letter.getvalue())


def write_charts(world: World, out: BinaryIO) -> None:
    report = world.report
    blocks = [block for section in report.sections for block in section.questions]
    charts = [
        *(question_chart_svg(block) for block in blocks),
        *(response_rate_chart_svg(table) for table in report.breakdowns),
        themes_chart_svg(report.themes) if report.themes is not None else None,
    ]
    out.write("\n".join(chart or "none" for chart in charts).encode())


OUTPUTS: Mapping[str, Write] = {
    "report.json": lambda world, out: write_text(out, report_to_json(world.report)),
    "derived.json": write_derived,
    "workbook.xlsx": lambda world, out: write_workbook(world.report, out, beside=beside(world)),
    "brief.docx": lambda world, out: write_brief(world.report, out, beside=beside(world)),
    "full-report.docx": lambda world, out: write_full_report(world.report, out, beside=beside(world)),
    "forum-feedback.docx": lambda world, out: write_forum_feedback(world.report, out, beside=beside(world)),
    "letters.zip": write_letters,
    "slides.pptx": lambda world, out: write_slides(world.report, out, beside=beside(world)),
    "figures.csv": lambda world, out: write_figures(world.report, "csv", out),
    "figures.parquet": lambda world, out: write_figures(world.report, "parquet", out),
    "codebook.xml": lambda world, out: write_ddi(world.report, out, form=world.data.instrument),
    "charts.svg": write_charts,
}


def write_text(out: BinaryIO, text: str) -> None:
    out.write(text.encode())


def parts_of(content: bytes, place: str = "") -> dict[str, bytes]:
    """A file by its parts, packages within packages opened too; without the moments at which they were written."""
    if not content.startswith(b"PK\x03\x04"):
        return {place: STAMP.sub(rb"\1", content)}
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            found |= parts_of(package.read(name), f"{place}/{name}")
    return found


def written(write: Write, world: World) -> dict[str, bytes]:
    out = io.BytesIO()
    write(world, out)
    return parts_of(out.getvalue())


def what_differs(write: Write, worlds: tuple[World, World]) -> list[str]:
    """The parts of a file that are not the same in both worlds."""
    first, second = (written(write, world) for world in worlds)
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


@pytest.mark.parametrize(("policy", "seed"), ROUNDS)
def test_the_worlds_differ_and_their_releases_do_not(policy: str, seed: int) -> None:
    first, second = two_worlds(policy, seed)
    assert first.truth != second.truth
    assert first.report == second.report
    assert any(table.mark == "c" or any(g.withheld for g in table.groups) for table in first.report.cross_tables)
    assert any(row.mark == "c" for table in first.report.breakdowns for row in table.rows)


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize(("policy", "seed"), ROUNDS)
def test_nothing_written_of_a_release_tells_the_worlds_apart(policy: str, seed: int, output: str) -> None:
    assert what_differs(OUTPUTS[output], two_worlds(policy, seed)) == []


def peeking(world: World, out: BinaryIO) -> None:
    """A workbook made by somebody who looked at the answers, though only to count what is to be read of them."""
    read = sum(crc32(repr(sorted(one.document.items())).encode()) for one in world.data.responses)
    stances = sum(one.stance == "strength" for one in world.data.codings)
    frame = world.data.frame
    answered = () if frame is None else tuple(frame["answered"])
    report = replace(world.report, title=f"{world.report.title} ({read}, {stances}, {answered})")
    write_workbook(report, out)


@pytest.mark.parametrize(("policy", "seed"), ROUNDS)
def test_a_writer_that_looks_at_what_is_hidden_is_found_out(policy: str, seed: int) -> None:
    assert what_differs(peeking, two_worlds(policy, seed)) != []


def files_of(world: World, policy: str, folder: Path, name: str) -> FileReport:
    """The round as files that the commands read, and what is asked of them."""
    folder.mkdir(exist_ok=True)
    (folder / "form.yaml").write_text(dump_yaml(form().instrument), encoding="utf-8")
    columns = [item.name for item in form().items]
    rows = [
        [" ".join(value) if isinstance(value, list) else value for value in map(one.document.get, columns)]
        for one in world.data.responses
    ]
    ids = [one.response_id for one in world.data.responses]
    write_csv(
        folder / "responses.csv", ["response_id", *columns], [[i, *row] for i, row in zip(ids, rows, strict=True)]
    )
    codings = [[c.response_id, c.question, c.theme, c.stance] for c in world.data.codings]
    write_csv(folder / "codings.csv", ["response_id", "question", "theme", "stance"], codings)
    assert world.data.frame is not None
    world.data.frame.to_csv(folder / "frame.csv", index=False)
    return FileReport(
        instruments=(str(folder / "form.yaml"),), responses=folder / "responses.csv", out=folder / name,
        frame=folder / "frame.csv", codings=folder / "codings.csv", policy=policy, break_down_by=("sector",),  # type: ignore[arg-type]
    )  # fmt: skip


def write_csv(path: Path, head: list[str], rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])


@pytest.mark.parametrize(("policy", "seed"), ROUNDS)
@pytest.mark.parametrize("name", ["round.xlsx", "round.json", "figures.csv", "figures.parquet", "codebook.xml"])
def test_nor_does_what_the_commands_write_who_read_every_answer(
    policy: str, seed: int, name: str, tmp_path: Path
) -> None:
    found, said = [], []
    for place, world in enumerate(two_worlds(policy, seed)):
        request = files_of(world, policy, tmp_path / str(place), name)
        heard: list[str] = []
        if name.startswith("round"):
            write_file_report(request, at=AT, say=heard.append)
        else:
            order = DataOrder(out=request.out, figures=name.startswith("figures"))
            write_file_data(order, request, at=AT, say=heard.append)
        found.append(parts_of(request.out.read_bytes()))
        said.append([line.replace(str(tmp_path / str(place)), "") for line in heard])
    assert found[0] == found[1]
    assert said[0] == said[1]
