"""``walkabout import``: an export of another program becomes answers in Walkabout's own CSV, without any server."""

from __future__ import annotations

from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("form", metavar="FORM")
@click.argument("file", metavar="FILE", type=FILE)
@click.option("--mapping", type=FILE, help="The mapping (YAML); without it the one that FILE and FORM suggest.")
@click.option("--suggest", type=OUT, help="Write the suggested mapping to this file and stop.")
@click.option("--sheet", default="", help="The sheet with a row for each response; by default the first one.")
@click.option("--anonymous", is_flag=True, help="As for an anonymous round: nothing personal, and no dates.")
@click.option("--leave-out-unmatched", is_flag=True, help="Write the answers although something is left out.")
@click.option("--refusals", type=OUT, help="Write everything that is left out to this CSV file.")
@click.option("-o", "--out", type=OUT, help="The CSV file to write; repeats are written beside it.")
def import_(form: str, file: Path, mapping: Path | None, sheet: str, *, anonymous: bool, **options: object) -> None:
    """Read FILE, an export of Microsoft Forms, SurveyMonkey or Kobo, as answers to FORM.

    FORM is an instrument file (YAML or XLSForm) or the form_id of one in the library. Everything that does not fit is
    listed; then nothing is written unless --leave-out-unmatched is said.

    \b
    walkabout import FORM FILE --suggest mapping.yaml
    walkabout import FORM FILE --mapping mapping.yaml -o responses.csv
    """
    from analysis.importing import ImportRefused
    from analysis.importing.command import FileImport

    request = FileImport(instrument=form, file=file, mapping=mapping, sheet=sheet, anonymous=anonymous)
    try:
        _run(request, options)
    except ImportRefused as error:
        *lines, last = error.problems
        for line in lines:
            click.echo(line, err=True)
        raise click.ClickException(last) from error


def _run(request: object, options: dict[str, object]) -> None:
    from analysis.importing.command import FileImport, first_mapping, mapping_text, plan_lines, plan_of, write_plan

    assert isinstance(request, FileImport)
    suggest, out, refusals = options["suggest"], options["out"], options["refusals"]
    if isinstance(suggest, Path):
        suggest.write_text(mapping_text(first_mapping(request)), encoding="utf-8")
        click.echo(str(suggest))
        return
    if not isinstance(out, Path):
        raise click.UsageError("Give -o with the file to write, or --suggest.")
    plan = plan_of(request)
    for line in plan_lines(plan):
        click.echo(line, err=True)
    if not plan.is_clean and not options["leave_out_unmatched"]:
        raise click.ClickException(
            "Something would be left out, so nothing has been written. Map it, or say --leave-out-unmatched."
        )
    written = write_plan(plan, out, refusals if isinstance(refusals, Path) else None)
    for path in (written.main, *written.repeats.values()):
        click.echo(str(path))


COMMANDS = (import_,)
