"""Slides of what changed, of Section 11 standards, and of what is being done."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.beside import Beside
from exports.briefing import actions_due, actions_sentence, change_sentence, change_text, told_changes
from exports.plain_text import plain_text
from exports.slides.plans import ChartPlan, SlidePlan, TablePlan
from exports.wording import date_text, share_text


def change_slides(beside: Beside) -> Iterator[SlidePlan]:
    """Each compared question with both figures, those that changed first."""
    comparison = beside.comparison
    if comparison is None:
        return
    told = told_changes(comparison)
    sentence = change_sentence(comparison)
    notes = (sentence, *comparison.warnings)
    title = "What changed since last time"
    if not told:
        yield SlidePlan(title=title, words=(sentence,), notes=notes, rank=2)
        return
    rows = tuple(
        (one.label, share_text(one.favourable.second), change_text(one.favourable))
        for one in told
        if one.favourable is not None
    )
    table = TablePlan(
        heads=("Question", "Now", "Since last time"), shares=(48, 20, 32), rows=rows, description=sentence
    )
    yield SlidePlan(title=title, table=table, notes=notes, rank=2)


def standard_slides(beside: Beside) -> Iterator[SlidePlan]:
    """How many agencies have each grade, standard by standard."""
    standards = beside.standards
    if standards is None:
        return
    heat = standards.heat
    profiles = [one for one in heat.by_standard if one.n_used]
    if not profiles:
        return
    labels = [plain_text(standards.labels.get(one.name, one.name)) for one in profiles]
    series = tuple(
        (standards.grade_labels.get(grade, grade), tuple(float(one.counts[place]) for one in profiles))
        for place, grade in enumerate(heat.grades)
    )
    notes = [
        f"{label}: "
        + ", ".join(f"{count} {series[place][0].lower()}" for place, count in enumerate(one.counts))
        + f"; {one.n_used} graded, {one.n_not_applicable} not applicable, {one.n_missing} without a grade"
        for label, one in zip(labels, profiles, strict=True)
    ]
    chart = ChartPlan(
        categories=tuple(labels),
        series=series,
        description=f"Stacked bar chart of grades by standard. {'. '.join(notes)}.",
        percent=False,
        graded=True,
    )
    yield SlidePlan(
        title="Section 11: grades by standard",
        chart=chart,
        notes=(
            *([standards.note] if standards.note else []),
            "Counts are of agencies, all of which are shown.",
            *notes,
        ),
        rank=2,
    )


def action_slides(beside: Beside) -> Iterator[SlidePlan]:
    """The open actions, overdue ones first."""
    actions = beside.actions
    if actions is None:
        return
    sentence = actions_sentence(actions)
    due = actions_due(actions)
    figures = actions.figures
    notes = [sentence, *([actions.note] if actions.note else [])]
    in_time = figures.closed_in_time
    if in_time.estimate is not None:
        notes.append(f"Closed in time: {in_time.count} of {in_time.base}.")
    notes += [f"Without an action: {one}" for one in actions.without_action]
    if not due:
        yield SlidePlan(title="What is being done", words=(sentence,), notes=tuple(notes), rank=1)
        return
    rows = tuple(
        (
            f"{one.reference} {one.action}",
            one.owner,
            date_text(one.due_on, "No date set") + (", overdue" if one.status == "Overdue" else ""),
        )
        for one in due
    )
    table = TablePlan(heads=("Action", "Owner", "Due"), shares=(52, 26, 22), rows=rows, description=sentence)
    yield SlidePlan(title="What is being done", table=table, notes=tuple(notes), rank=1)
