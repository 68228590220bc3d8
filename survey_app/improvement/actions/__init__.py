"""What is done about recommendations: planned, noted, escalated when late, judged for what came of it."""
