"""PDF files: typeset by Typst with a typeface that comes along, tagged for screen readers (PDF/UA-1)."""
