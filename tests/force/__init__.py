"""Proof by force: what was said to be saved is there, whatever happens to the program and to its files."""
