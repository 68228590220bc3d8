"""The list that an audit draws from, its key, the draws and the cases drawn."""
