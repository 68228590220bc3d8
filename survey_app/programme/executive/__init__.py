"""The Executive: agendas of what needs a decision, decisions with their day, briefs and their acknowledgement."""
