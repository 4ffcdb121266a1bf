"""The terminal: the one place that prints and reads keys."""
