"""A scrutiny programme: its year, what changed between versions, how it was delivered, clashes, and what was covered."""
