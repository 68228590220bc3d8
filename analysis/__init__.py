"""What it means: typed frames, statistics, themes, disclosure control and one Report."""
