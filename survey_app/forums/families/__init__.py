"""Children's and families' views: focus groups, written down by youth workers and cleared by a second person."""
