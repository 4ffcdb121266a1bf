"""Sheets: tests on paper, written, read and graded."""
