"""What leaders promised in "you said, we did", in the improvement chain."""
