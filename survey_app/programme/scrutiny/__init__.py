"""The scrutineer's desk: the register with its answers, challenges, assurance, days, conversations, reports."""
