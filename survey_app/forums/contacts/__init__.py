"""The contact book of the Learning Hub: looked through, put right, merged, given out and erased."""
