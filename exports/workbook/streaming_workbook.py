"""A workbook that takes streamed sheets: their rows go from their files straight into the finished one.

Everything else is put together by xlsxwriter. Streamed sheets are left out of that and added at the end, which spares
a second copy of their rows and lets them be compressed less hard: they are long and much alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from exports.workbook.streamed_sheet import StreamedSheet

LEVEL = 3  # half the time of the usual 6, for a quarter more bytes


class StreamingWorkbook(Workbook):
    """A workbook of ordinary and streamed sheets."""

    def _get_packager(self) -> Packager:
        return _PackagerOfTheRest()

    def _store_workbook(self) -> None:
        super()._store_workbook()
        with ZipFile(self.filename, "a", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
            for name, sheet in _named(self):
                if isinstance(sheet, StreamedSheet):
                    with archive.open(name, "w") as out:
                        sheet.write_to(out)


class _PackagerOfTheRest(Packager):
    """Writes the parts of a workbook without its streamed sheets."""

    def _write_worksheet_files(self) -> None:
        for name, sheet in _named(cast("Workbook", self.workbook)):
            if isinstance(sheet, StreamedSheet):
                sheet.prepare()
            else:
                sheet._set_xml_writer(self._filename(name))  # type: ignore[no-untyped-call]
                sheet._assemble_xml_file()


def _named(workbook: Workbook) -> Iterator[tuple[str, Worksheet]]:
    """The worksheets, by the names of their parts."""
    sheets = (sheet for sheet in workbook.worksheets() if not sheet.is_chartsheet)
    for number, sheet in enumerate(sheets, start=1):
        yield f"xl/worksheets/sheet{number}.xml", sheet
