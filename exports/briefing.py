"""What a short paper takes from a report: the figures to name, the themes, what changed, what is due, what to decide.

It chooses and words, and computes nothing: every figure is one that the report, or what stands beside it, shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.beside import ActionLine, Actions, Beside
from analysis.derived_reports.compared import Compared
from analysis.derived_reports.comparison import ComparedQuestion, ComparisonReport
from analysis.question_names import question_name
from analysis.report import OptionRow, QuestionBlock, Report, SectionBlock, Share, ThemeRow
from exports.formats import count_text, percent_text
from exports.plain_text import plain_text
from exports.wording import capital, counted, date_text, share_text, unit_nouns

MOST_FIGURES = 5
SHORT = 80  # characters of a label within a sentence, which is cut rather than the figure after it
FEW = 10
"""With a smaller base a count is said before its percentage, or instead of it."""
VERDICT_TITLES = {
    "reportable": "These figures may be reported.",
    "with care": "Read these figures with care.",
    "not reportable": "These figures do not carry a finding.",
}
ABOUT_TO = {"higher": "Up", "lower": "Down"}
_COUNTS_TO_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """One figure of a short paper: a share, of which question it is, and what changed since last time."""

    label: str
    answer: str  # "Strongly agree or Agree"
    nouns: tuple[str, str]  # "person", "people"
    share: Share
    block: QuestionBlock
    change: Compared | None = None

    @property
    def big(self) -> str:
        """As it stands out: a percentage, or the count where there are few."""
        count, base = count_text(self.share.count), count_text(self.share.base)
        if self.share.share is None or (self.share.base or 0) < FEW:
            return f"{count} of {base}"
        return percent_text(self.share.share)

    @property
    def base_text(self) -> str:
        """Its count and base: ``36 of 39 people``."""
        return f"{count_text(self.share.count)} of {counted(self.share.base, self.nouns)}"


def is_part(block: QuestionBlock) -> bool:
    """Whether the question belongs to a graded judgement without being the grade itself."""
    return block.part_of is not None and block.part_of != block.name


def favourable_blocks(report: Report) -> list[tuple[SectionBlock, QuestionBlock]]:
    """Every question with favourable answers whose share is shown, in form order."""
    return [
        (section, block)
        for section in report.sections
        for block in section.questions
        if block.favourable is not None and block.favourable.share is not None and not is_part(block)
        if not block.narrative_only
    ]


def key_figures(
    report: Report, comparison: ComparisonReport | None = None, most: int = MOST_FIGURES
) -> list[KeyFigure]:
    """The figures to name: all favourable shares if they are few, else the highest two and the lowest ones.

    Where there are fewer than three, the commonest answers of other closed questions follow.
    """
    changes = _changes(comparison)
    liked = [_of_favourable(section, block, changes.get(block.name)) for section, block in favourable_blocks(report)]
    if len(liked) > most:
        ranked = sorted(liked, key=lambda one: -(one.share.share or 0.0))
        return [*ranked[:2], *ranked[2 - most :]]
    if len(liked) >= 3:
        return liked
    return [*liked, *_commonest(report)][:most]


def _changes(comparison: ComparisonReport | None) -> dict[str, Compared]:
    if comparison is None:
        return {}
    return {one.name: one.favourable for one in comparison.questions if one.favourable is not None}


def _of_favourable(section: SectionBlock, block: QuestionBlock, change: Compared | None) -> KeyFigure:
    assert block.favourable is not None
    return KeyFigure(
        label=question_name(section, block),
        answer=block.favourable_label or "favourably",
        nouns=unit_nouns(section),
        share=block.favourable,
        block=block,
        change=change,
    )


def _commonest(report: Report) -> Iterator[KeyFigure]:
    """The commonest answer of each closed question without favourable ones, where all are shown and one stands out."""
    for section in report.sections:
        for block in section.questions:
            row = commonest_row(block)
            if row is not None and block.favourable is None and not is_part(block) and not block.narrative_only:
                yield KeyFigure(
                    label=block.label,
                    answer=row.label,
                    nouns=unit_nouns(section),
                    share=row.share,
                    block=block,
                )


def commonest_row(block: QuestionBlock) -> OptionRow | None:
    """The answer given most, where every share is shown and no other was given as often."""
    if block.kind not in ("single", "multiple", "scale") or any(row.share.share is None for row in block.rows):
        return None
    ranked = sorted(block.rows, key=lambda row: -(row.share.count or 0))
    if not ranked or not ranked[0].share.count:
        return None
    return None if len(ranked) > 1 and ranked[1].share.count == ranked[0].share.count else ranked[0]


def headline(report: Report) -> str:
    """The round in a sentence or two: who answered, and the best and the worst of what they said."""
    figures = [_of_favourable(section, block, None) for section, block in favourable_blocks(report)]
    who = f"The response rate is {report.response_rate.sentence}."
    if report.response_rate.rate is None:
        who = next(iter(report.summary), f"Of this round no response rate is given: {report.response_rate.sentence}.")
    if not figures:
        first = next((one for one in report.summary if "theme mentioned most" in one), "")
        return f"{who} {first}".strip()
    if report.verdict is not None and report.verdict.verdict == "not reportable":
        return f"{who} That is too few for a finding; what was answered is shown as it is."
    ranked = sorted(figures, key=lambda one: -(one.share.share or 0.0))
    best, worst = ranked[0], ranked[-1]
    if best is worst or best.share.share == worst.share.share:
        return f"{who} “{plain_text(best.label, SHORT)}”: {share_text(best.share)} answered {best.answer}."
    return (
        f"{who} Most favourable is “{plain_text(best.label, SHORT)}”, {share_text(best.share)}; least, "
        f"“{plain_text(worst.label, SHORT)}”, {share_text(worst.share)}."
    )


def verdict_texts(report: Report) -> tuple[str, str] | None:
    """What may be done with the figures, and why; None where no thresholds were set."""
    verdict = report.verdict
    if verdict is None:
        return None
    reasons = " ".join(verdict.reasons)
    said = capital(verdict.sentence.split(";")[0].strip())
    return VERDICT_TITLES[verdict.verdict], f"Answered: {said}. {reasons}".strip()


def change_text(compared: Compared | None) -> str:
    """What changed since the last round, with the earlier figure."""
    if compared is None:
        return "Not asked alike before"
    if compared.verdict == "not compared":
        return compared.why_not or "Not compared"
    went = ABOUT_TO.get(compared.verdict)
    return f"{went} from {share_text(compared.first)}" if went else f"No clear change from {share_text(compared.first)}"


def told_changes(comparison: ComparisonReport) -> list[ComparedQuestion]:
    """Questions compared with the last round: those that changed first, then the others as they were asked."""
    order = {"higher": 0, "lower": 0, "no clear difference": 1}
    found = [one for one in comparison.questions if one.favourable is not None and one.favourable.verdict in order]
    return sorted(found, key=lambda one: order[one.favourable.verdict] if one.favourable else 2)


def change_sentence(comparison: ComparisonReport) -> str:
    """How many questions rose and fell since the round before."""
    verdicts = [one.favourable.verdict for one in comparison.questions if one.favourable is not None]
    told = len(verdicts) - verdicts.count("not compared")
    before = f"“{plain_text(comparison.first.title, SHORT)}”"
    if not told:
        return f"No question can be compared with {before}: too few answers are shown on both sides."
    one = "1 question was" if told == 1 else f"{told} questions were"
    return (
        f"{one} compared with {before}: {_said(verdicts.count('higher'))} rose, {_said(verdicts.count('lower'))} fell, "
        f"and of {_said(verdicts.count('no clear difference'))} the difference may be chance."
    )


def _said(count: int) -> str:
    return _COUNTS_TO_WORDS[count] if count < len(_COUNTS_TO_WORDS) else str(count)


def ranked_themes(report: Report) -> list[ThemeRow]:
    """The themes whose mentions are shown, from the most mentioned."""
    rows = report.themes.rows if report.themes is not None else ()
    return sorted((row for row in rows if row.mentions), key=lambda row: -(row.mentions or 0))


def theme_text(row: ThemeRow, symbol: str) -> str:
    """How often, by how many, and as what: ``14 mentions by 11 people: 9 strengths, 4 concerns, 1 neutral``."""
    mentions = "1 mention" if row.mentions == 1 else f"{row.mentions:,} mentions"
    people = symbol if row.respondents is None else f"{row.respondents:,}"
    text = f"{mentions} by {people} {'person' if row.respondents == 1 else 'people'}"
    if row.strengths is None or row.concerns is None or row.neutral is None:
        return text
    stances = ((row.strengths, "strength"), (row.concerns, "concern"))
    words = [f"{count:,} {noun}{'' if count == 1 else 's'}" for count, noun in stances if count]
    words += [f"{row.neutral:,} neutral"] if row.neutral else []
    return f"{text}: {', '.join(words)}" if words else text


def themes_sentence(report: Report, symbol: str) -> str | None:
    """How many comments there were, and how many of them were coded."""
    table = report.themes
    if table is None or table.comments is None:
        return None
    written = counted(table.comments, ("comment", "comments"))
    people = symbol if table.respondents is None else f"{table.respondents:,}"
    coded = symbol if table.coded is None else f"{table.coded:,}"
    return f"{written} by {people} {'person' if table.respondents == 1 else 'people'}; {coded} coded to a theme."


def actions_due(actions: Actions) -> list[ActionLine]:
    """The actions that are not closed: overdue ones first, then by the day they are due; those without a day last."""
    open_ones = [line for line in actions.lines if line.closed_on is None]
    return sorted(
        open_ones,
        key=lambda line: (line.status != "Overdue", line.due_on is None, line.due_on or date.max, line.reference),
    )


def actions_sentence(actions: Actions) -> str:
    """How many actions are open, overdue and closed."""
    found = actions.figures
    total = "1 action" if found.n_actions == 1 else f"{found.n_actions:,} actions"
    return (
        f"{total} on {date_text(found.as_of)}: {found.n_closed:,} closed, {found.n_open:,} open, of which "
        f"{found.n_overdue:,} overdue."
    )


def decisions_asked(report: Report, beside: Beside) -> list[str]:
    """What a paper asks for, as far as it follows from what is shown. A QA group may say it in its own words."""
    return [*_about_the_findings(report), *_about_actions(beside.actions), *_about_the_answer(report)]


def _about_the_findings(report: Report) -> Iterator[str]:
    verdict = report.verdict.verdict if report.verdict is not None else "reportable"
    figures = favourable_blocks(report)
    if not report.responses:
        yield "Decide whether the round stays open longer or is repeated, since no figures can be shown."
    elif verdict == "not reportable":
        yield "Decide whether the round is repeated or extended, since too few answered to act on it alone."
    elif verdict == "with care":
        yield "Accept the findings with the limits stated here, and say which further evidence is wanted."
    else:
        yield "Accept the findings."
    if verdict != "not reportable" and len(figures) > 1:
        block = min((block for _, block in figures), key=lambda one: (one.favourable and one.favourable.share) or 0.0)
        yield f"Name who leads on “{plain_text(block.label, 110)}”, which was answered least favourably."


def _about_actions(actions: Actions | None) -> Iterator[str]:
    if actions is None:
        return
    overdue = actions.figures.n_overdue
    if overdue:
        yield (
            "Decide what happens to the action that is overdue."
            if overdue == 1
            else f"Decide what happens to the {overdue:,} actions that are overdue."
        )
    idle = len(actions.without_action)
    if idle:
        yield (
            "Name an owner for the recommendation that has no action yet."
            if idle == 1
            else f"Name an owner for the {idle:,} recommendations that have no action yet."
        )


def _about_the_answer(report: Report) -> Iterator[str]:
    who = {"people": "those who were asked", "organisations": "the agencies", "cases": "the agencies"}[report.unit]
    yield f"Agree what is said back to {who}, by whom, and by when."


def more_text(left: int, noun: Sequence[str], where: str) -> str:
    """A line on what a short list leaves out."""
    return f"{left:,} more {noun[0] if left == 1 else noun[1]} in {where}."
