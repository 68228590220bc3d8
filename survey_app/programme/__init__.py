"""The year of a partnership: its programme and clocks, the scrutineer's desk, the Executive, members, indicators."""
