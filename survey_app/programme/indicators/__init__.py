"""Indicators: what is measured, what agencies submit, its course, what is said of it, what partnerships share."""
