"""A scrutiny programme: its year, changes between versions, how it was delivered, clashes, and what was covered."""
