"""What may be taken away of a round: a list of formats, made at once or, where they are large, in the background."""
