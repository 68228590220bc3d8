"""The meetings of a deep dive."""
