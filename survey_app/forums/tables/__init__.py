"""What tables and the room say at a forum: taken down, shown on a wall, and read afterwards."""
