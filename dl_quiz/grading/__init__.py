"""Grading: an answer key and a response give a verdict; one module a kind, all pure."""
