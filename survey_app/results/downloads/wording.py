"""What the page says of files: their names, their sizes, and how far they are."""

from __future__ import annotations

from survey_app.application import moment
from survey_app.results.downloads.catalogue import Format
from survey_app.results.downloads.models import ExportJob
from survey_app.rounds.models import Round


def file_name(round_: Round, one: Format, paper: str, release: int | None) -> str:
    """The name under which a file arrives: round, paper or number of the release, format."""
    which = "" if one.single_answers else "-working-paper" if paper == "working" else f"-release-{release}"
    return f"{round_.slug}{which}{one.name}"


def size_text(size: int) -> str:
    """A size as people say it: “3.4 MB”, “120 KB”."""
    return f"{size / 1_000_000:,.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1_000)):,} KB"


def state_sentence(job: ExportJob) -> str:
    """How far a file is, or how it ended."""
    if job.state == "queued":
        return "Waits for its turn."
    if job.state == "running":
        if not job.total:
            return "Is being made."
        if job.done >= job.total:
            return f"All {job.total:,} answers are read; the file is being put together."
        return f"{job.done:,} of {job.total:,} answers read."
    if job.state == "ready" and job.expires_at is not None:
        return f"Ready: {size_text(job.size)}. Kept until {moment(job.expires_at)}."
    if job.state == "failed":
        return f"Not made. {job.problem}"
    if job.state == "cancelled":
        return "Called off."
    return f"Deleted. {job.problem or 'Its days are over; ask for it again.'}"
