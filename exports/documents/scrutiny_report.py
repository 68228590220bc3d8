"""The independent scrutineer's report as a paper: summary and recommendations first, then the areas and the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from exports.documents.furniture import Origin, furnish
from exports.documents.paper import Paper
from exports.documents.tables import NUMBER, STRONG, Cell, Column
from exports.documents.template import ENGLISH, open_document
from exports.wording import date_text

NO_REPLY = "No reply yet"
OTHERS = "Other recommendations"
REGISTER = (
    Column(head="Entry", share=38), Column(head="The partnership’s answer", share=42),
    Column(head="Where it stands", share=20),
)  # fmt: skip
DAYS = (Column(head="What the days were spent on", share=75), Column(head="Days", share=25, style=NUMBER))
ASSURANCE = (
    Column(head="Asked to be shown", share=48, style=STRONG), Column(head="Judged", share=18),
    Column(head="Because", share=34),
)  # fmt: skip
CHALLENGES = (
    Column(head="Challenge", share=46, style=STRONG), Column(head="By and to", share=30),
    Column(head="Outcome", share=24),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPart:
    """One section: heading, the area whose entries stand beneath it, and its text; blank lines part paragraphs."""

    heading: str
    area: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrutinyPaper:
    """Everything that the paper says.

    Attributes
    ----------
    facts : mapping
        Entries, recommendations, days, assurance, challenges and answers of the period, as the report keeps them.
    fingerprint : str
        Of the final report; empty for a draft.
    """

    title: str
    partnership: str
    author: str
    starts_on: date
    ends_on: date
    produced_at: datetime
    parts: Sequence[ReportPart]
    facts: Mapping[str, Any]
    fingerprint: str = ""


def write_scrutiny_report(
    report: ScrutinyPaper, out: Path | BinaryIO, *, template: Path | None = None, language: str = ENGLISH
) -> None:
    """Write the paper to ``out``; template and language are those of :func:`open_document`."""
    paper = Paper(open_document(template, language=language))
    furnish(paper, _origin(report), "Independent scrutiny")
    paper.paragraph(f"Independent scrutiny · {date_text(report.produced_at.date())}", "Walkabout Kicker")
    paper.paragraph(report.title, "Title")
    days = f"{date_text(report.starts_on)} to {date_text(report.ends_on)}"
    paper.paragraph(f"{report.partnership} · {days}", "Subtitle")
    if not report.fingerprint:
        paper.paragraph("Draft: not final, and not for circulation.", "Walkabout Callout")
    first, *others = report.parts or [ReportPart(heading="Executive summary", area="", text="")]
    last = others.pop() if others and not others[-1].area else None  # the conclusion stands after what it concludes
    _write_part(paper, first)
    _write_recommendations(paper, report)
    _write_days(paper, report.facts["days"])
    for part in others:
        _write_part(paper, part)
        _write_entries(paper, part.area, report.facts["entries"])
    _write_young(paper, report.facts["young"])
    _write_assurance(paper, report.facts["assurance"])
    _write_challenges(paper, report.facts["challenges"])
    if last is not None:
        _write_part(paper, last)
    _write_signature(paper, report)
    _write_record(paper, report.facts["entries"])
    paper.save(out)


def _origin(report: ScrutinyPaper) -> Origin:
    return Origin(
        title=report.title, partnership=report.partnership, made_of="the independent scrutineer’s register",
        release_class="release" if report.fingerprint else "working", release_number=None,
        produced_at=report.produced_at.isoformat(), instrument=None, policy=None,
        note="Names no child, no family and no member of staff",
    )  # fmt: skip


def _write_part(paper: Paper, part: ReportPart) -> None:
    paper.heading(part.heading)
    for block in part.text.split("\n\n"):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        points = [line[2:].strip() for line in lines if line.startswith("- ")]
        words = " ".join(line for line in lines if not line.startswith("- "))
        if words:
            paper.paragraph(words)
        if points:
            paper.bullets(points)


def _write_recommendations(paper: Paper, report: ScrutinyPaper) -> None:
    made: Sequence[Mapping[str, Any]] = report.facts["recommendations"]
    suggested = suggested_alone(report.facts)
    if not made and not suggested:
        return
    paper.heading("Recommendations")
    groups = grouped_recommendations(made, areas_of(report.parts))
    if made:
        paper.paragraph(counted_recommendations(groups))
    for head, ours in groups:
        paper.heading(head, 2)
        for one in ours:
            stands = [one["reply"]] if one["reply"] in (NO_REPLY, one["state"]) else [one["reply"], one["state"]]
            said = " · ".join((one["reference"], one["owner"], *stands))
            paper.paragraph(said, "Walkabout Kicker", keep_next=True)
            paper.paragraph(one["text"])
    if made and suggested:
        named = ", ".join(one["reference"] for one in suggested)
        paper.paragraph(f"Also suggested in the register, and not taken up as a recommendation of its own: {named}.")
    elif suggested:
        paper.paragraph("The partnership has not made recommendations of these suggestions yet.", keep_next=True)
        paper.bullets([f"{one['reference']}: {one['suggestion']}" for one in suggested])


def areas_of(parts: Sequence[ReportPart]) -> dict[str, str]:
    """The areas of a report in their order, each with the heading that its section has."""
    return {part.area: part.heading for part in parts if part.area}


def grouped_recommendations(
    made: Sequence[Mapping[str, Any]], areas: Mapping[str, str]
) -> list[tuple[str, Sequence[Mapping[str, Any]]]]:
    """Recommendations under headings: the areas in the order of the report, then by theme what belongs to none."""
    placed: dict[str, list[Mapping[str, Any]]] = {area: [] for area in areas}
    others: dict[str, list[Mapping[str, Any]]] = {}
    for one in made:
        if one["area"] in placed:
            placed[one["area"]].append(one)
        else:
            others.setdefault(one["area"] or one["theme"] or OTHERS, []).append(one)
    last = others.pop(OTHERS, [])
    headed = ((areas[area], ours) for area, ours in placed.items())
    return [(head, ours) for head, ours in (*headed, *others.items(), (OTHERS, last)) if ours]


def counted_recommendations(groups: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]) -> str:
    """How many there are under each heading, as a sentence: a reader sees at once to whom they go."""
    number = sum(len(ours) for _, ours in groups)
    counts = ", ".join(f"{head} {len(ours)}" for head, ours in groups)
    return f"{number} {'recommendation' if number == 1 else 'recommendations'}: {counts}."


def suggested_alone(facts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The entries that suggest something of which the partnership has made no recommendation."""
    taken_up = {one.get("entry", "") for one in facts["recommendations"]}
    return [one for one in facts["entries"] if one["suggestion"] and one["reference"] not in taken_up]


def _write_days(paper: Paper, days: Mapping[str, Any]) -> None:
    if not days["by_activity"]:
        return
    paper.heading("Days of scrutiny")
    paper.paragraph(days["in_words"], keep_next=True)
    rows: list[list[Cell | str]] = [[name, f"{spent:g}"] for name, spent in days["by_activity"]]
    rows.append([Cell(text="Together", style=STRONG), f"{days['used']:g}"])
    paper.table(DAYS, rows, title="Days of scrutiny by what they were spent on", caption=False)


def _write_entries(paper: Paper, area: str, entries: Sequence[Mapping[str, Any]]) -> None:
    ours = [one for one in entries if area and one["area"] == area]
    if not ours:
        return
    for one in ours:
        paper.paragraph(f"{one['reference']} · {one['kind']} · {one['about']}", "Walkabout Kicker")
        paper.paragraph(one["text"], keep_next=bool(one["suggestion"]))
        if one["suggestion"]:
            paper.paragraph(f"Suggested: {one['suggestion']}", "Walkabout Callout")


def _write_young(paper: Paper, found: Sequence[Mapping[str, Any]]) -> None:
    if not found:
        return
    paper.heading("What young scrutineers found")
    for one in found:
        paper.paragraph(one["place"], "Walkabout Kicker")
        for head, name in (("Good", "good"), ("Could be better", "better"), ("Question", "question")):
            if one[name]:
                paper.paragraph(f"{head}: {one[name]}")
        for answer in one.get("answers", ()):
            paper.paragraph(f"The partnership’s answer: {answer}")


def _write_assurance(paper: Paper, asked: Sequence[Mapping[str, Any]]) -> None:
    if not asked:
        return
    paper.heading("Assurance asked for")
    for one in asked:
        due = date_text(date.fromisoformat(one["answer_by"]))
        paper.paragraph(f"{one['reference']}. {one['title']}", "Walkabout Lead", keep_next=True)
        paper.paragraph(f"Of {one['of_whom']} by {due}. {one['standing']}.", keep_next=True)
        rows: list[list[Cell | str]] = [
            [item["text"], item["verdict"], item["because"] or "–"] for item in one["items"]
        ]
        paper.table(ASSURANCE, rows, title=f"What was judged of {one['reference']}", caption=False)


def _write_challenges(paper: Paper, made: Sequence[Mapping[str, Any]]) -> None:
    if not made:
        return
    paper.heading("Challenges between partners")
    rows: list[list[Cell | str]] = [
        [f"{one['reference']}. {one['what']}", f"{one['by']} to {one['to']}", one["outcome"]] for one in made
    ]
    paper.table(CHALLENGES, rows, title="Challenges of the period and their outcomes", caption=False)


def _write_signature(paper: Paper, report: ScrutinyPaper) -> None:
    paper.paragraph(
        f"{report.author}, independent scrutineer" if report.author else "Independent scrutineer", "Walkabout Lead"
    )
    if report.fingerprint:
        final = f"Final on {date_text(report.produced_at.date())}. Fingerprint: {report.fingerprint}"
        paper.paragraph(final, "Walkabout Note")


def _write_record(paper: Paper, entries: Sequence[Mapping[str, Any]]) -> None:
    """The formal record: every entry of the period with the partnership's answer."""
    if entries:
        paper.heading("Formal record of what was raised and answered", new_page=True)
        paper.table(
            REGISTER,
            [row for one in entries for row in record_rows(one)],
            title="Entries, answers, standing",
            caption=False,
        )


def record_rows(one: Mapping[str, Any]) -> list[list[Cell | str]]:
    """One entry as rows of the formal record, one for each answer: what was raised, what came, where it stands.

    An answer that was not enough says so beneath it, and the next one stands on the row below.
    """
    raised = f"{one['kind']}, {date_text(date.fromisoformat(one['raised_on']))}, {one['about']}"
    entry = Cell(text=f"{one['reference']}. {one['text']}", detail=raised)
    if not one["answers"]:
        return [[entry, "No answer yet" if one["answer_by"] else "None asked for", one["standing"]]]
    rows: list[list[Cell | str]] = []
    for number, answer in enumerate(one["answers"], 1):
        late = " (late)" if answer["was_late"] else ""
        said = f"{date_text(date.fromisoformat(answer['answered_on']))}{late}: {answer['text']}"
        again = Cell(text=f"{one['reference']}, answer {number}")
        stands = one["standing"] if number == len(one["answers"]) else "Not enough"
        rows.append([entry if number == 1 else again, Cell(text=said, detail=_judged(answer)), stands])
    return rows


def _judged(answer: Mapping[str, Any]) -> str:
    """What the scrutineer said of an answer: the verdict, and why."""
    if not answer["verdict"] or not answer["because"]:
        return ""
    verdict = answer["verdict"].removesuffix(", because")
    return f"The scrutineer: {verdict[0].lower()}{verdict[1:]}. {answer['because']}"
