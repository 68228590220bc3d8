"""What is made of what was heard: themes, the report to the Strategic Group, its replies, "you said, we did"."""
