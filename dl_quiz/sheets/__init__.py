"""Sheets: tests on paper, written, read and graded."""

from dl_quiz.sheets.grade import Terms, grade_text

__all__ = ["Terms", "grade_text"]
