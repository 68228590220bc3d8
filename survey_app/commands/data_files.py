"""``walkabout data``: single answers, figures and codebooks as data files, from files or from a round."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from survey_app.commands.report import repeat_files, say

if TYPE_CHECKING:
    from exports.data_files.command import DataOrder

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
KINDS = ("csv", "parquet", "sav", "dta")


@click.command("data")
@click.argument("files", metavar="FORM... RESPONSES", nargs=-1)
@click.option("--round", "slug", help="Short name of a round in the database, instead of files.")
@click.option("--partnership", default="", help="Files: name of the partnership. Rounds: its short name.")
@click.option(
    "--repeat", "repeats", multiple=True, callback=repeat_files, metavar="NAME=FILE",
    help="CSV with a row for each entry of a repeat; may be given for several repeats.",
)  # fmt: skip
@click.option("--as", "kind", type=click.Choice(KINDS), help="What is in a zip: csv, parquet, sav (SPSS), dta (Stata).")
@click.option("--figures", is_flag=True, help="The figures of the report, a row each, instead of single answers.")
@click.option("--working", is_flag=True, help="With --round: figures of the unsuppressed working paper. It is logged.")
@click.option("--frame", type=FILE, help="Figures and codebook: CSV of who was asked, with invited and answered.")
@click.option("--codings", type=FILE, help="Figures and codebook: CSV of coded comments.")
@click.option("--population", type=click.IntRange(min=1), help="Figures and codebook: how many were asked.")
@click.option("--at-least", is_flag=True, help="The population is at least that many; rates say “at most”.")
@click.option(
    "--policy", type=click.Choice(["default", "nhs", "dfe", "ten", "none"]), default="default", show_default=True,
    help="Figures and codebook: which small counts are hidden.",
)  # fmt: skip
@click.option("--policy-reason", default="", help="Why nothing is hidden, for the policy none.")
@click.option("--decided-by", default="", help="Who decided that nothing is hidden.")
@click.option("--break-down-by", multiple=True, metavar="QUESTION", help="Figures: a question to break others down by.")
@click.option("--title", default="", help="Files: title of the round; the form's title if not given.")
@click.option("--remark", default="", help="A sentence that stands with single answers, such as “Constructed”.")
@click.option(
    "-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write: .csv, .parquet, .sav, .dta, .zip (a form with repeats) or .xml (a DDI codebook).",
)  # fmt: skip
def data_command(files: tuple[str, ...], slug: str | None, out: Path, **options: Any) -> None:
    """Write the single answers of a round as data files, its figures as rows, or its codebook.

    \b
    walkabout data FORM RESPONSES.csv -o OUT.sav
    walkabout data FORM RESPONSES.csv --repeat visit=VISITS.csv --as dta -o OUT.zip
    walkabout data FORM RESPONSES.csv --figures -o FIGURES.csv
    walkabout data FORM RESPONSES.csv -o CODEBOOK.xml
    walkabout data --round SLUG -o OUT.parquet

    FORM is an instrument file or the form_id of one in the library; give each version that was answered. RESPONSES may
    be a zip that this command wrote as csv.
    """
    from exports.command import ReportError
    from exports.data_files.command import DataOrder

    order = DataOrder(out=out, kind=options["kind"], figures=options["figures"])
    try:
        order.check()
        if slug:
            _data_of_round(order, slug, files, options)
        else:
            _data_of_files(order, files, options)
    except ReportError as error:
        *lines, last = error.problems
        for line in lines:
            click.echo(line, err=True)
        raise click.ClickException(last) from error
    click.echo(str(out))


def _data_of_files(order: DataOrder, files: tuple[str, ...], options: dict[str, Any]) -> None:
    from exports.command import WHOEVER, FileReport
    from exports.data_files.command import write_file_data

    if len(files) < 2:
        raise click.UsageError("Give FORM and RESPONSES, or --round for a round in the database.")
    if options["working"]:
        raise click.UsageError("--working belongs to --round. For files, --policy none hides nothing.")
    *forms, responses = files
    names = ("repeats", "frame", "codings", "population", "policy", "policy_reason", "break_down_by", "title")
    request = FileReport(
        instruments=tuple(forms), responses=Path(responses), out=order.out, partnership=options["partnership"],
        population_known=not options["at_least"], decided_by=options["decided_by"] or WHOEVER,
        **{name: options[name] for name in names},
    )  # fmt: skip
    at = datetime.now(UTC).replace(second=0, microsecond=0)
    write_file_data(order, request, remark=options["remark"], at=at, say=say)


def _data_of_round(order: DataOrder, slug: str, files: tuple[str, ...], options: dict[str, Any]) -> None:
    from exports.data_files.command import round_answers, write_answers, write_from_report
    from survey_app.commands.application import database_session
    from survey_app.database import now
    from survey_app.results.services import Paper, Reader, current_report, form_asked, log_reading, refuse_blind
    from survey_app.results.snapshot import round_data
    from survey_app.rounds.services import find_round_anywhere

    if files:
        raise click.UsageError("--round takes the form and the answers from the database: leave the files out.")
    reader = Reader(user_id=None, may_read_working=True)
    with database_session() as session:
        round_ = find_round_anywhere(session, slug, partnership_slug=options["partnership"])
        if order.needs_report:
            say(f"Computing the figures of “{round_.title}” …")
            paper: Paper = "working" if options["working"] else "release"
            report = current_report(session, round_, reader=reader, at=now(), paper=paper)
            write_from_report(order, report, form_asked(session, round_), say=say)
            return
        refuse_blind(round_)
        answers = round_answers(round_data(session, round_, produced_at=now()), remark=options["remark"])
        log_reading(session, "raw answers read", round_, reader)
        write_answers(order, answers, say=say)


COMMANDS = (data_command,)
