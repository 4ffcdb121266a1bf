"""Benchmarks: scripts that print figures, never tests that fail by the clock."""
