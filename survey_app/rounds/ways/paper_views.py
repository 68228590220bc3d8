"""Pages for forms on paper: the sheet to type them into, and two typings compared."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField

from survey_app.accounts.permissions import permission
from survey_app.designer.services import compiled_version
from survey_app.rounds.lists.reading import ListUnreadable, Sheet, read_file
from survey_app.rounds.pages import blueprint, round_or_404
from survey_app.rounds.ways import double_entry


class TwoTypingsForm(FlaskForm):
    """Two typings of the same papers, or one of which some are to be typed again."""

    first = FileField("First typing", description="Excel or CSV, with the column “paper_number”.")
    second = FileField(
        "Second typing, of all papers or of a sample", description="Leave it out to have a sample drawn."
    )


@blueprint.get("/<slug>/ways-in/typing.csv")
@permission("rounds.manage")
def typing_sheet(slug: str) -> ResponseReturnValue:
    """The columns to type paper forms into."""
    round_ = round_or_404(slug)
    response = Response(double_entry.typing_sheet(compiled_version(round_.version)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="typing-{round_.slug}.csv"'
    return response


@blueprint.route("/<slug>/ways-in/typing", methods=["GET", "POST"])
@permission("rounds.manage")
def typing(slug: str) -> ResponseReturnValue:
    """Compare two typings, or draw which papers to type again. Nothing is stored."""
    round_, form = round_or_404(slug), TwoTypingsForm()
    comparison: double_entry.Comparison | None = None
    sample: tuple[str, ...] = ()
    if form.validate_on_submit() and (first := _read(form.first)) is not None:
        second = _read(form.second) if form.second.data else None
        try:
            if second is not None:
                comparison = double_entry.compare(first, second)
            elif not form.second.errors:
                sample = double_entry.sample_of(double_entry.numbers_of(first), seed=f"{round_.id}")
        except ListUnreadable as error:
            form.first.errors = [error.message]
    page = render_template(
        "ways/typing.html", round=round_, form=form, comparison=comparison, sample=sample,
        most=double_entry.MOST_DIFFERENCES,
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _read(field: FileField) -> Sheet | None:
    """The sheet of a field; an error on it where there is none or it cannot be read."""
    if not field.data:
        field.errors = ["Choose a file."]
        return None
    try:
        return read_file(field.data.stream)
    except ListUnreadable as error:
        field.errors = [error.message]
        return None
