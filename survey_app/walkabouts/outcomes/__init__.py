"""What follows a visit: from each auditor's own notes to a final assessment, a letter and what is done about it."""
