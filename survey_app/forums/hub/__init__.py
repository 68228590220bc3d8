"""A cycle from its theme to what was answered: where it stands, newsletters, report, replies."""
