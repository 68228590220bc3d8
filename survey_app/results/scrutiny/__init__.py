"""For whoever scrutinises: copies of pages as they were seen, and who has read what."""
