"""Looking again: re-tests are set, placed where they fit, read when the result is in, and judged."""
