"""Exercises: functions that a learner writes, judged by cases and by known wrong programs."""
