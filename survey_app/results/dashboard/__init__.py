"""The dashboard: a partnership at a glance, each round, each agency and each standard, from reports that are kept."""
