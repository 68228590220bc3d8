"""Peer reviews: reviewers from outside, interviews, findings with two sources, and what the reviewed area sees when."""
