"""Hostile input of every kind, at random: see `python -m tests.fuzz --help`."""
