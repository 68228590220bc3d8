"""What is asked: the model of an instrument, its readers, expressions, validation and versions."""
