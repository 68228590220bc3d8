"""What it looks like: the Excel workbook and the charts. Renders a Report and computes nothing."""
