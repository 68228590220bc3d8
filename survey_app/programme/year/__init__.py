"""The year: its scrutiny programme and calendar, what was looked at, priorities, and the annual report's pack."""
