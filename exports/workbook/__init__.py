"""The Excel workbook of a Report."""

from exports.workbook.raw_data import RawDataRefused
from exports.workbook.raw_workbook import write_raw_workbook
from exports.workbook.writer import write_workbook

__all__ = ["RawDataRefused", "write_raw_workbook", "write_workbook"]
