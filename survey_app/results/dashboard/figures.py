"""What stands behind a figure: its definition, count, base, intervals, and the release that it is from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analysis.derived_reports.references import blocks_of
from analysis.report import Definition, Mark, QuestionBlock, Report, Share
from exports.formats import count_text, percent_text
from exports.wording import date_text, interval_text, release_text, versions_text
from survey_app.results.crossed import bounds_sentence
from survey_app.results.dashboard.standing import rate_of
from survey_app.results.dashboard.theme_changes import theme_share
from survey_app.results.presentation import mark_sign, own_marks

TERMS = {
    "response": ("Response rate", "Reportable"),
    "question": (
        "Favourable", "Asked, and base", "The kinds of absence", "Median", "95% interval",
        "Interval for a finite population", "What no interval covers", "At least, at most",
    ),
    "group": ("Response rate", "By group"),
    "theme": ("Themes",),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """One figure and all that it rests on; ``lines`` are a name and a text each."""

    title: str
    value: str
    count: str
    lines: tuple[tuple[str, str], ...]
    definitions: tuple[Definition, ...]
    sources: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A figure of the whole partnership: what it counts, of what, and where it is from."""

    title: str
    what: str
    base: str
    source: str
    page: str  # the part of the first page that shows it


EXPLAINED = {
    "coverage": Explained(
        title="Coverage of agencies by standards",
        what="The age of the newest dated evidence of each agency and standard, whether from a self-assessment or a "
        "walkabout. Evidence is current for 12 months, counted back from today; older evidence is old. Evidence "
        "without a date is counted apart, since its age is not known.",
        base="All standards of all agencies of the partnership, but for duties that an agency does not have. An agency "
        "that works in several partnerships counts once.",
        source="Self-assessments and walkabouts received by the partnership. These are of organisations, so that every "
        "cell is shown.",
        page="coverage",
    ),
    "grades": Explained(
        title="Grades by standard",
        what="How many agencies have each grade. Grades have no distances, so there is no average of them.",
        base="Agencies with a grade. “Not applicable” and missing grades are in no base; where two records of the same "
        "day differ, neither is counted.",
        source="The newest self-assessment of each agency; where nobody has assessed itself, the newest walkabout. "
        "These are of organisations, so that every count is shown.",
        page="grades",
    ),
    "grade-change": Explained(
        title="Change of grades",
        what="For each agency and standard graded in both cycles on the same wording: whether the grade improved, "
        "stayed or fell. A change is called one only of ten pairs or more, and where an exact sign test, corrected by "
        "Holm’s method for all standards together, finds it too large for chance at 5%.",
        base="Pairs: the same agency, the same standard, the same wording, a grade in both cycles.",
        source="The two newest cycles of self-assessments or, where there is only one, of walkabouts.",
        page="grades",
    ),
    "three-ways": Explained(
        title="Three views of a standard, and the flag",
        what="What agencies say of themselves, what walkabouts found, and what staff say, on one scale. An agency is "
        "flagged, green on paper and amber on the floor, where its own grade is one of the better ones and the "
        "walkabout’s is not, or its staff are below the line. A gap is counted in steps of the scale, never averaged.",
        base="Agencies with a grade; staff who gave an answer that counts.",
        source="Self-assessments, walkabouts, and the released report of a staff survey. Counts of staff pass the "
        "disclosure policy.",
        page="standards",
    ),
    "themes": Explained(
        title="Themes rising and falling",
        what="The share of those who wrote a comment who mention a theme, in the two newest rounds coded to the same "
        "codeframe. A theme is called rising or falling only with ten people or more on both sides, where both counts "
        "are shown, and where the difference is too large for chance at 5% though all themes were looked at (Holm’s "
        "correction).",
        base="People who wrote a comment.",
        source="The released reports of both rounds.",
        page="themes",
    ),
    "alerts": Explained(
        title="What needs attention",
        what="Entries of the duty list that nobody has taken on, for those who may see it. Open rounds past their "
        "closing date. Open rounds half of whose time has passed, or two weeks where they have no closing date, if "
        "their figures could be reported only with care or not at all. Rounds closed in the last year that are not "
        "reportable. Actions past the day they are due. Standards that are green on paper and amber on the floor. "
        "Whether a round may be reported is decided by the partnership’s own thresholds, and its report gives the "
        "reasons.",
        base="All that the filters leave in.",
        source="The plan of each round, its released report, and the records of actions and grades.",
        page="alerts",
    ),
    "actions": Explained(
        title="Actions and overdue actions",
        what="An action is overdue from the day after it is due until it is closed. One without a due date is never "
        "overdue, and is counted apart.",
        base="All actions opened by today.",
        source="The partnership’s action records.",
        page="actions",
    ),
}


def round_figure(report: Report, kind: str, name: str) -> FigureView | None:
    """One figure of a report; None where it has none of this name.

    ``kind`` is "response", "question", "theme", or "group", whose name is a breakdown and a label: "agency:Police".
    """
    made = {"response": _response, "question": _question, "group": _group, "theme": _theme}.get(kind)
    found = made(report, name) if made is not None else None
    if found is None:
        return None
    title, value, count, lines, notes = found
    terms = (*TERMS[kind], f"{report.policy.symbol} and {report.policy.symbol_z}")
    named = {definition.term: definition for definition in report.definitions}
    return FigureView(
        title=title,
        value=own_marks(value, report.policy),
        count=own_marks(count, report.policy),
        lines=tuple((key, own_marks(text, report.policy)) for key, text in lines if text),
        definitions=tuple(named[term] for term in terms if term in named),
        sources=tuple(sources_of(report)),
        notes=tuple(own_marks(note, report.policy) for note in notes if note),
    )


_Parts = tuple[str, str, str, list[tuple[str, str]], list[str]]


def _response(report: Report, _: str) -> _Parts:
    rate = report.response_rate
    verdict = report.verdict
    lines = [
        ("Population", rate.note or ""),
        ("Known in full?", "Yes" if rate.population_known else "No, so the rate can only be lower"),
        ("May it be reported?", f"{verdict.sentence}. {' '.join(verdict.reasons)}" if verdict is not None else ""),
    ]
    value = mark_sign(rate.mark, report.policy) if rate.rate is None else percent_text(rate.rate)
    return (
        "Response rate",
        f"at most {value}" if rate.at_most and rate.rate is not None else value,
        rate.sentence,
        lines,
        [],
    )


def _question(report: Report, name: str) -> _Parts | None:
    block = next((block for block in blocks_of(report) if block.name == name), None)
    if block is None or block.favourable is None:
        return None
    share = block.favourable
    lines = [
        ("Counted as favourable", block.favourable_label or ""),
        ("Asked", count_text(block.asked)),
        *_interval_lines(share),
        ("Everybody asked", bounds_sentence(block)),
        ("Median", block.median or ""),
        ("Left out of the base", _absences(block)),
    ]
    return block.label, _percent(share, report), _count(share), lines, [*block.notes, *block.remarks, share.note or ""]


def _group(report: Report, name: str) -> _Parts | None:
    breakdown, _, label = name.partition(":")
    table = next((table for table in report.breakdowns if table.name == breakdown), None)
    row = rate_of(table, label) if table is not None else None
    if table is None or row is None:
        return None
    value = mark_sign(row.mark, report.policy) if row.rate is None else percent_text(row.rate)
    lines = [("Group", f"{table.label}: {row.label}")]
    count = f"{count_text(row.answered)} of {count_text(row.invited)}"
    return f"Response rate of {row.label}", value, count, lines, [table.note or ""]


def _theme(report: Report, name: str) -> _Parts | None:
    table = report.themes
    row = next((row for row in table.rows if row.name == name), None) if table is not None else None
    if table is None or row is None:
        return None
    share = theme_share(table, row)
    lines = [
        ("What it stands for", row.definition),
        ("Mentions", count_text(row.mentions)),
        ("As a strength, a concern, neither", ", ".join(map(count_text, (row.strengths, row.concerns, row.neutral)))),
        ("Comments coded", f"{count_text(table.coded)} of {count_text(table.comments)}"),
    ]
    return (
        f"Theme: {row.label}",
        _percent(share, report),
        _count(share, "who wrote a comment"),
        lines,
        [table.note or ""],
    )


def _percent(share: Share, report: Report) -> str:
    mark: Mark | None = share.mark
    return mark_sign(mark, report.policy) if share.share is None else percent_text(share.share)


def _count(share: Share, of: str = "") -> str:
    return f"{count_text(share.count)} of {count_text(share.base)} {of}".strip()


def _interval_lines(share: Share) -> Iterator[tuple[str, str]]:
    for interval in (share.interval, share.population_interval):
        if interval is not None:
            yield f"Interval ({interval.method})", interval_text(interval)


def _absences(block: QuestionBlock) -> str:
    kinds = {
        "not asked": block.absences.not_asked, "not answered": block.absences.not_answered,
        "not applicable": block.absences.not_applicable, "don’t know": block.absences.dont_know,
    }  # fmt: skip
    return "; ".join(f"{name} {count_text(number)}" for name, number in kinds.items() if number != 0)


def sources_of(report: Report) -> Iterator[tuple[str, str]]:
    """Where the figures of a report are from: round, release, what was asked, and the policy."""
    yield "Round", report.title
    yield "Dates", f"{date_text(report.opens_on)} to {date_text(report.closes_on, 'still open')}"
    yield "Release", f"{release_text(report)}, {date_text(date.fromisoformat(report.produced_at[:10]))}"
    hashed = report.instrument.content_hash[:12]
    yield "Asked", f"{report.instrument.title}, {versions_text(report.instrument)} (content {hashed})"
    yield (
        "Answers",
        f"{own_marks(count_text(report.responses), report.policy)}{', anonymous' if report.anonymous else ''}",
    )
    yield "Small numbers", report.policy.description
    if report.policy.decided_by:
        on = f" on {date_text(report.policy.decided_on)}" if report.policy.decided_on else ""
        yield "Decided by", f"{report.policy.decided_by}{on}"
