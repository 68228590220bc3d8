"""Reading a review by others: a Word file, PDF, text file or pasted text becomes passages beneath their headings."""
