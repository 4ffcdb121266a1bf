"""Contracts that all content signs."""

from dl_quiz.course.course import open_course

COURSE = open_course()
READINGS = {topic: COURSE.read(topic) for topic in COURSE.topics}
QUESTIONS = {f"{topic}/{question.id}": (topic, question) for topic, reading in READINGS.items() for question in reading.topic.questions}
