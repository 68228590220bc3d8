"""What things cost, shown by ``make bench``: never a test, since no two machines are equally fast."""
