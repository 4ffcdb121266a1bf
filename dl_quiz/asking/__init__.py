"""Asking: questions drawn and posed, answers graded, keys computed."""
