"""The Excel workbook of a Report."""

from exports.workbook.raw_data import RawDataRefused
from exports.workbook.writer import write_workbook

__all__ = ["RawDataRefused", "write_workbook"]
