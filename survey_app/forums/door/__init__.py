"""At the door of a forum: checking people in with and without a network, who came, and certificates of attendance."""
