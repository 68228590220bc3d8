"""Moderation: a panel sees all agencies' returns on a case, settles one grade for each question, and signs it off."""
