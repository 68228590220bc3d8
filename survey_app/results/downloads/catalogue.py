"""Every format in which a round's results can be taken away: one literal table.

A new format is one row here, and a writer in :mod:`survey_app.results.downloads.writers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from survey_app.results.downloads import writers
from survey_app.results.downloads.order import Order
from survey_app.results.services import Paper
from survey_app.rounds.models import Round

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
IN_BACKGROUND_FROM = 2_000  # single answers; fewer are written while one waits

Group = Literal["Figures", "Documents", "Single answers"]
GROUPS: Mapping[Group, str] = {
    "Figures": "",
    "Documents": "",
    "Single answers": "Each response in a row of its own. Personal data: for the named team, and each download is "
    "recorded.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format.

    ``name`` ends the name of its files, ``kind`` tells people what they are. ``single_answers`` are never given out of
    an anonymous round. ``offered`` says of which rounds there is one at all, ``slow`` that it is always made in the
    background.
    """

    key: str
    group: Group
    title: str
    purpose: str
    kind: str
    name: str
    mimetype: str
    write: Callable[[Order], None]
    permission: str = "results.download"
    single_answers: bool = False
    papers: tuple[Paper, ...] = ("working", "release")
    offered: Callable[[Round], bool] = lambda _: True
    slow: bool = False


FORMATS: Mapping[str, Format] = {
    one.key: one
    for one in (
        Format(
            key="workbook", group="Figures", title="Workbook",
            purpose="Summary, method, response rates, a table and a chart for each question, themes and codebook.",
            kind="Excel", name=".xlsx", mimetype=XLSX, write=writers.workbook,
        ),
        Format(
            key="figures-json", group="Figures", title="Figures for other programs",
            purpose="The same report as structured text.",
            kind="JSON", name=".json", mimetype="application/json", write=writers.figures_json,
        ),
        Format(
            key="answers-workbook", group="Single answers", title="Single answers",
            purpose="One row for each response and a sheet for each repeat; choices as names, labels and 0/1 columns.",
            kind="Excel", name="-answers.xlsx", mimetype=XLSX, write=writers.answers_workbook,
            permission="results.raw", single_answers=True, papers=("working",),
        ),
        Format(
            key="workbook-with-answers", group="Single answers", title="Workbook with single answers",
            purpose="The workbook above with these sheets in it.",
            kind="Excel", name="-with-answers.xlsx", mimetype=XLSX, write=writers.workbook_with_answers,
            permission="results.raw", single_answers=True, papers=("working",),
        ),
    )
}  # fmt: skip


def offered_formats(round_: Round, paper: Paper, held: Callable[[str], bool]) -> list[Format]:
    """What somebody with these permissions is offered of a paper of this round."""
    return [one for one in FORMATS.values() if held(one.permission) and is_offered(one, round_, paper)]


def is_offered(one: Format, round_: Round, paper: Paper) -> bool:
    """Whether there is such a file of this paper of the round, whoever asks."""
    return paper in one.papers and not (one.single_answers and round_.anonymous) and one.offered(round_)


def in_background(one: Format, answers: int) -> bool:
    """Whether the file takes so long to write that nobody should wait for it."""
    return one.slow or (one.single_answers and answers >= IN_BACKGROUND_FROM)
