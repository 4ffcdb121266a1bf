"""Finding, reading and running the demos of a course."""
