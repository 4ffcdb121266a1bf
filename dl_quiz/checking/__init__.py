"""Checking a course: what reading shows, what proofs show, and files to begin with."""
