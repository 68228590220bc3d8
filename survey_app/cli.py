"""The command ``walkabout``. Each group of commands is a module of :mod:`survey_app.commands`."""

from __future__ import annotations

import os
import sys

import click

from survey_app.commands import (
    data,
    data_files,
    examples,
    importing,
    instruments,
    people,
    report,
    sampling,
    serving,
    template,
)
from survey_app.config import PRIVATE, ConfigError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def walkabout() -> None:
    """Audits and surveys for safeguarding children partnerships."""


for group in (serving, data, data_files, examples, people, instruments, importing, report, sampling, template):
    for command in group.COMMANDS:
        walkabout.add_command(command)


def main() -> None:
    """Run the command line; wrong settings are a message, not a traceback."""
    os.umask(PRIVATE)
    try:
        walkabout(prog_name="walkabout")
    except ConfigError as error:
        click.echo(str(error), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
