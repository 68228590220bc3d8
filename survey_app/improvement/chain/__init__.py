"""Findings with their evidence, reviews by others, recommendations with their replies, and the page of the chain."""
