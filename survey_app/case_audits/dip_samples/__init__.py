"""Dip samples of the front door: clocks in opening hours, weighted figures, and the trend of repeated draws."""
