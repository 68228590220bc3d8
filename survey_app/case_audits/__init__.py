"""Multi-agency case audits: cases drawn fairly, graded blind by each agency, moderated together."""
