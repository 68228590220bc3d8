"""The case-resolution log: who disagrees with whom, at which stage, for how many days, and how it ended."""
