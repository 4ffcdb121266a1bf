"""What explaining runs, and at whose door a failure is laid."""

import pytest

from dl_quiz.course.course import open_course
from dl_quiz.errors import CourseError
from dl_quiz.terminal.explaining import run_proofs
from dl_quiz.terminal.terminal import Terminal
from tests.courses import copy_of_small, edit


def test_a_point_s_proof_that_cannot_run_is_laid_at_the_point_although_a_question_has_its_name(tmp_path):
    course = edit(
        copy_of_small(tmp_path),
        "zh: [[数对]]}\n    proof: {demo: add, scene: count, check: sum}",
        "zh: [[数对]]}\n    proof: {demo: add, scene: count, check: none}",
    )
    edit(course, "- id: what-prints", "- id: sum")
    with pytest.raises(CourseError) as failure:
        run_proofs(Terminal("en"), open_course(course, trusted=True), "adding")
    (problem,) = failure.value.problems
    assert (problem.line, problem.en) == (16, "the scene `add count` yields no check `none` with these arguments")
