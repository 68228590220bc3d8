"""The workbook of a dip sample."""

from exports.workbook.dip_sample.writer import DipPaper, write_dip_workbook

__all__ = ["DipPaper", "write_dip_workbook"]
