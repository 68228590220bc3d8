"""Lists of the chain by agency, theme, source and age; saved views, bulk edit, figures and the workbook."""
