"""A codeframe as a comma-separated file, a line a theme."""

from __future__ import annotations

from analysis.coding.codeframe.frame import Codeframe
from analysis.coding.codeframe.problems import CodeframeInvalid
from analysis.coding.codeframe.theme import ThemeText
from analysis.coding.exchange.csv_cells import read_rows, written_rows
from analysis.coding.exchange.refusals import ExchangeRefused, refuse

TEXTS = ("name", "label", "definition", "include", "exclude", "example", "parent")
COLUMNS = ("codeframe", "version", *TEXTS)


def write_codeframe_csv(codeframe: Codeframe) -> bytes:
    """The codeframe, its title and version on every line.

    Raises
    ------
    ExchangeRefused
        Where the codeframe has no theme, so that no line could say its title.
    """
    if not len(codeframe):
        raise refuse("The codeframe has no theme, so there is no line to write.")
    head = (codeframe.title, str(codeframe.version))
    rows = ((*head, *(getattr(theme, name) or "" for name in TEXTS)) for theme in codeframe)
    return written_rows(COLUMNS, rows)


def read_codeframe_csv(data: bytes, *, title: str = "Imported codeframe") -> Codeframe:
    """A codeframe from a comma-separated file.

    Parameters
    ----------
    data : bytes
        With the columns ``name`` and ``label``; the others may be left out.
    title : str
        What it is called where the file does not say; its version is then 1.

    Raises
    ------
    ExchangeRefused
        Where the file cannot be read or is no codeframe; every reason at once.
    """
    rows = [row for _, row in read_rows(data, "themes", ("name", "label"))]
    if not rows:
        raise refuse("The file of themes has no themes.")
    titles = {row.get("codeframe", "") for row in rows}
    versions = {row.get("version", "") for row in rows}
    if len(titles) > 1 or len(versions) > 1:
        raise refuse("The file of themes names more than one codeframe or version.")
    version = versions.pop() or "1"
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise refuse(f"The version '{version}' in the file of themes is no whole number.")
    themes = tuple(
        ThemeText(
            name=row["name"],
            label=row["label"],
            definition=row.get("definition", ""),
            include=row.get("include", ""),
            exclude=row.get("exclude", ""),
            example=row.get("example", ""),
            parent=row.get("parent") or None,
        )
        for row in rows
    )
    try:
        return Codeframe(title=titles.pop() or title, version=int(version), themes=themes)
    except CodeframeInvalid as error:
        raise ExchangeRefused(error.problems) from error
