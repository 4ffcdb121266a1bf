"""Sheets: tests on paper, written, read and graded."""

from dl_quiz.sheets.sheets import Terms, grade_text

__all__ = ["Terms", "grade_text"]
