"""Elected members: their briefings, their questions, and the partnership's answers."""
