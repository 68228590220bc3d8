"""What audits have looked at in two years, and what never."""
