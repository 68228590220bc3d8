"""The figures of an audit: read through the one door to returns, worked out, shown as a page and as a workbook."""
