"""dl-quiz: quizzes, grades and explains deep-learning interview questions, and proves each answer."""

__version__ = "0.1.0"
