"""Serious incidents by reference alone, and the statutory clocks that run on them and at the front door."""
