"""``walkabout report``: a workbook or JSON from files, without any server, or from a round in the database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from analysis.beside import Beside
    from analysis.report import Report

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def repeat_files(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, Path]:
    """Read NAME=FILE pairs."""
    files = {}
    for value in values:
        name, equals, file = value.partition("=")
        if not (name and equals and file):
            raise click.BadParameter(f"“{value}” is not of the form NAME=FILE.csv.")
        if name in files:
            raise click.BadParameter(f"the repeat “{name}” is given twice.")
        files[name] = Path(file)
    return files


@click.command()
@click.option(
    "--instrument",
    "instruments",
    multiple=True,
    help="Instrument file (YAML or XLSForm), or the form_id of one in the library; once for each version answered.",
)
@click.option("--responses", type=FILE, help="CSV with a row for each response, a column for each question.")
@click.option(
    "--repeat",
    "repeats",
    multiple=True,
    callback=repeat_files,
    metavar="NAME=FILE",
    help="CSV with a row for each entry of a repeat; may be given for several repeats.",
)
@click.option("--frame", type=FILE, help="CSV of who was asked: a column for each group, invited, answered.")
@click.option("--codings", type=FILE, help="CSV of coded comments: response_id, question, theme, stance.")
@click.option("--population", type=click.IntRange(min=1), help="How many were asked.")
@click.option("--at-least", is_flag=True, help="The population is at least that many; rates say “at most”.")
@click.option(
    "--policy",
    type=click.Choice(["default", "nhs", "dfe", "ten", "none"]),
    default="default",
    show_default=True,
    help="default hides counts of 1 to 4 people, nhs 1 to 7 and rounds to 5, dfe 1 to 4 with c and z, ten all below "
    "10; none hides nothing.",
)
@click.option("--policy-reason", default="", help="Why nothing is hidden; the report repeats it.")
@click.option("--decided-by", default="", help="Who decided that nothing is hidden.")
@click.option("--title", default="", help="Title of the report; the instrument's title if not given.")
@click.option("--partnership", default="", help="Files: name of the partnership. Rounds: its short name.")
@click.option("--round", "slug", help="Short name of a round in the database, instead of files.")
@click.option(
    "--against",
    metavar="SLUG|FILE",
    help="Compare with an earlier round: its short name with --round, the JSON of its report with files. A JSON then "
    "holds the comparison alone, a workbook the comparison beside the figures.",
)
@click.option("--actions", type=FILE, help="Files, into a workbook: CSV of actions and their recommendations.")
@click.option("--visits", type=FILE, help="Files, into a workbook: CSV of walkabout visits.")
@click.option("--group", metavar="BREAKDOWN=NAME", help="With --round: one group beside everybody else.")
@click.option("--all-rounds", is_flag=True, help="With --partnership: every round of the partnership in one report.")
@click.option(
    "--break-down-by", multiple=True, metavar="QUESTION", help="Files: a question to break the others down by."
)
@click.option("--working", is_flag=True, help="With --round: the unsuppressed working paper. Its reading is logged.")
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write: .xlsx or .json.",
)
def report(slug: str | None, out: Path, **options: Any) -> None:
    """Write a report of answers in CSV files, or of a round in the database.

    \b
    walkabout report --instrument FILE --responses FILE.csv [--frame FILE.csv] [--codings FILE.csv] -o OUT.xlsx
    walkabout report --round SLUG [--against SLUG] -o OUT.xlsx
    walkabout report --round SLUG --group BREAKDOWN=NAME -o OUT.json
    walkabout report --partnership SLUG --all-rounds -o OUT.json
    """
    from exports.command import ReportError

    try:
        if slug or options["all_rounds"]:
            _report_of_rounds(slug, out, options)
        else:
            _report_of_files(out, options)
    except ReportError as error:
        *lines, last = error.problems
        for line in lines:
            click.echo(line, err=True)
        raise click.ClickException(last) from error
    click.echo(str(out))


def say(sentence: str) -> None:
    """Progress goes to stderr, so that stdout holds only the name of the file written."""
    click.echo(sentence, err=True)


def _report_of_files(out: Path, options: dict[str, Any]) -> None:
    from exports.command import WHOEVER, FileReport, write_file_report

    if not options["instruments"] or not options["responses"]:
        raise click.UsageError("Give --instrument and --responses, or --round for a round in the database.")
    if options["working"]:
        raise click.UsageError("--working belongs to --round. For files, --policy none hides nothing.")
    if options["group"]:
        raise click.UsageError("--group belongs to --round.")
    if options["against"] and not Path(options["against"]).is_file():
        raise click.UsageError(f"--against: there is no file “{options['against']}”. A short name belongs to --round.")
    names = ("responses", "repeats", "frame", "codings", "population", "policy", "policy_reason", "break_down_by")
    request = FileReport(
        instruments=options["instruments"], out=out, population_known=not options["at_least"],
        decided_by=options["decided_by"] or WHOEVER, title=options["title"],
        partnership=options["partnership"], actions=options["actions"], visits=options["visits"],
        earlier=Path(options["against"]) if options["against"] else None, **{name: options[name] for name in names},
    )  # fmt: skip
    write_file_report(request, at=datetime.now(UTC).replace(second=0, microsecond=0), say=say)


def _report_of_rounds(slug: str | None, out: Path, options: dict[str, Any]) -> None:
    from analysis.beside import NOTHING
    from exports.command import check_format, write_output
    from survey_app.commands.application import database_session
    from survey_app.database import now
    from survey_app.results.services import Reader

    _check_choices(slug, out, options)
    check_format(out)
    reader = Reader(user_id=None, may_read_working=True)
    with database_session() as session:
        if slug and out.suffix.lower() == ".xlsx" and not options["group"]:
            found, beside = _read_with_beside(session, slug, options, reader, now())
        else:
            found, beside = _read_rounds(session, slug, options, reader, now()), NOTHING
    write_output(found, out, say=say, beside=beside)


def _read_with_beside(
    session: Any, slug: str, options: dict[str, Any], reader: Any, at: datetime
) -> tuple[Report, Beside]:
    """A round's report, and what stands beside it in a workbook."""
    from survey_app.results.beside import beside_of
    from survey_app.results.services import current_report
    from survey_app.rounds.services import find_round_anywhere

    round_ = find_round_anywhere(session, slug, partnership_slug=options["partnership"])
    against = options["against"]
    earlier = find_round_anywhere(session, against, partnership_slug=round_.partnership.slug) if against else None
    say(f"Computing the figures of “{round_.title}” …")
    report = current_report(session, round_, reader=reader, at=at, paper="working" if options["working"] else "release")
    return report, beside_of(session, round_, report, reader=reader, at=at, against=earlier)


def _check_choices(slug: str | None, out: Path, options: dict[str, Any]) -> None:
    chosen = [name for name in ("against", "group", "all_rounds") if options[name]]
    if len(chosen) > 1:
        raise click.UsageError("Choose one of --against, --group and --all-rounds.")
    if options["all_rounds"] and slug:
        raise click.UsageError("--all-rounds is for a whole partnership: leave --round out.")
    if options["all_rounds"] and not options["partnership"]:
        raise click.UsageError("--all-rounds needs --partnership with the short name of the partnership.")
    if options["actions"] or options["visits"]:
        raise click.UsageError("--actions and --visits are for files; those of a round are in the database.")
    if chosen and chosen != ["against"] and out.suffix.lower() != ".json":
        raise click.UsageError(f"--{chosen[0].replace('_', '-')} writes JSON: give -o a name that ends in .json.")


def _read_rounds(session: Any, slug: str | None, options: dict[str, Any], reader: Any, at: datetime) -> Any:
    from survey_app.partnership.services import find_partnership
    from survey_app.results import derived
    from survey_app.results.services import current_report
    from survey_app.rounds.services import find_round_anywhere

    if slug is None:
        partnership = find_partnership(session, options["partnership"])
        say(f"Putting the rounds of {partnership.name} together …")
        return derived.report_of_partnership(session, partnership, reader=reader, at=at)
    round_ = find_round_anywhere(session, slug, partnership_slug=options["partnership"])
    say(f"Computing the figures of “{round_.title}” …")
    how: dict[str, Any] = {"reader": reader, "at": at, "paper": "working" if options["working"] else "release"}
    if options["against"]:
        earlier = find_round_anywhere(session, options["against"], partnership_slug=round_.partnership.slug)
        return derived.compare_rounds(session, earlier, round_, **how)
    if options["group"]:
        breakdown, equals, name = options["group"].partition("=")
        if not (breakdown and equals):
            raise click.UsageError(f"“{options['group']}” is not of the form BREAKDOWN=NAME, such as agency=Police.")
        return derived.report_for_agency(session, round_, breakdown, name, **how)
    return current_report(session, round_, **how)


COMMANDS = (report,)
