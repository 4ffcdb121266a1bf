"""The body of `check`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dl_quiz.cli.setting import Setting
from dl_quiz.errors import CourseError
from dl_quiz.lint import lint


def inspect(setting: Setting, root: Path | None, topics: tuple[str, ...], *, run: bool) -> int:
    """Check a course; return the exit code."""
    setting = replace(setting, course_root=root or setting.course_root)
    course, terminal = setting.course(), setting.terminal()
    problems = [p for p in lint(course) if not topics or p.path.stem in topics]
    if run:
        from dl_quiz.proving import prove_topic
        for topic in course.topics:
            if topics and topic not in topics:
                continue
            try:
                for proven in prove_topic(course, topic):
                    problems += proven.problems
                    print(f"{proven.seconds:.2f}s {proven.id}")
            except CourseError:
                pass
    for problem in sorted(problems):
        terminal.write(f"{problem.place(course.root)}: {problem.en}\n")
    return 1 if problems else 0
