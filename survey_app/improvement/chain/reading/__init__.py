"""Reading a review by others: a Word file, a text file or pasted text becomes passages beneath their headings."""
