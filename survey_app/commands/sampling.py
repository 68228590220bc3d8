"""``walkabout redraw`` and ``walkabout case-key``: a draw repeated, and a key opened, without any server."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("redraw")
@click.argument("record", metavar="RECORD.json", type=FILE)
@click.argument("frame", metavar="FRAME.csv", type=FILE)
def redraw(record: Path, frame: Path) -> None:
    """Draw a sample again from RECORD.json and FRAME.csv, and say whether it comes out the same.

    Both files are downloaded from the page of a draw. The list is checked against the hash in the record; then the
    cases are drawn anew by the seed, and replaced anew by the rule. The command ends with 1 where anything differs.
    """
    from analysis.sampling.frame_files import CannotRepeat, repeat_from_files

    try:
        repeated = repeat_from_files(record, frame)
    except CannotRepeat as error:
        raise click.ClickException(str(error)) from error
    draw, replacements = repeated.sample.draw, repeated.sample.replacements
    click.echo(f"The same: {draw.n} of {repeated.frame_size:,} cases, drawn again with the seed {draw.seed}.")
    for key in draw.drawn:
        click.echo(key)
    for one in replacements:
        click.echo(f"{one.unusable} could not be used; in its place {one.by or 'none, since its group has none left'}.")


@click.group("case-key")
def case_key() -> None:
    """The key of a case list: what each pseudonym stands for."""


@case_key.command("open")
@click.argument("file", metavar="FILE", type=FILE)
@click.option("--pseudonym", multiple=True, help="Only this one; may be given more than once.")
def open_(file: Path, pseudonym: tuple[str, ...]) -> None:
    """Open the exported key FILE with its passphrase, without any server, and print it as CSV.

    The passphrase is asked for and not shown. What is printed identifies children: do not leave it on a disk.
    """
    from analysis.formula_guard import guarded
    from analysis.sampling.pseudonyms import tidy_pseudonym
    from survey_app.case_audits.sampling.case_keys import CaseKeyRefused, open_case_key

    passphrase = click.prompt("Passphrase", hide_input=True, err=True)
    try:
        key = open_case_key(file.read_bytes(), passphrase)
    except CaseKeyRefused as error:
        raise click.ClickException(error.message) from error
    wanted = [tidy_pseudonym(one) for one in pseudonym] or sorted(key.cases)
    if unknown := [one for one in wanted if one not in key.cases]:
        raise click.ClickException(f"{unknown[0]} is not a pseudonym of this list.")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["pseudonym", *map(guarded, key.columns)])
    writer.writerows([one, *map(guarded, key.cases[one])] for one in wanted)


COMMANDS = (redraw, case_key)
