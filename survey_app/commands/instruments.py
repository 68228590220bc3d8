"""``walkabout instrument``: check instrument files, convert them between YAML and XLSForm, compare two versions."""

from __future__ import annotations

from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def instrument() -> None:
    """Instrument files: YAML and XLSForm."""


@instrument.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
def check(files: tuple[Path, ...]) -> None:
    """Check instrument FILES (.yaml, .xlsx, .xls) and list every problem with its place."""
    from instruments.command import CommandError, check_lines, read_file

    failed = 0
    for file in files:
        try:
            reading = read_file(file)
        except CommandError as error:
            raise _failure(error) from error
        failed += reading.instrument is None
        for line in check_lines(file, reading):
            click.echo(line)
    if failed:
        raise click.ClickException(f"{failed} of {len(files)} files cannot be used.")


@instrument.command()
@click.argument("source", metavar="IN", type=FILE)
@click.argument("out", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path))
def convert(source: Path, out: Path) -> None:
    """Convert IN (.yaml, .xlsx, .xls) to OUT (.yaml, .xlsx)."""
    from instruments.command import CommandError
    from instruments.command import convert as convert_file

    try:
        warnings = convert_file(source, out)
    except CommandError as error:
        raise _failure(error) from error
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)
    click.echo(str(out))


@instrument.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
def diff(old: Path, new: Path) -> None:
    """Say what changed from OLD to NEW, and what that means for comparing rounds.

    Each is a file, or the form_id of an instrument in the library.
    """
    from instruments.command import CommandError, difference_lines

    try:
        lines = difference_lines(old, new)
    except CommandError as error:
        raise _failure(error) from error
    for line in lines:
        click.echo(line)


def _failure(error: Exception) -> click.ClickException:
    """All but the last sentence on stderr, the last as click's own message."""
    *lines, last = str(error).splitlines() or [""]
    for line in lines:
        click.echo(line, err=True)
    return click.ClickException(last)


COMMANDS = (instrument,)
