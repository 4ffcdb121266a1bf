"""What explaining runs, and at whose door a failure is laid."""

import pytest

from dl_quiz.checking.prove import prove_topic
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


def test_the_answer_is_proved_sentence_by_sentence_and_so_are_the_follow_ups(tmp_path, capsys):
    course = edit(
        copy_of_small(tmp_path),
        """  en: Addition puts two numbers together into their sum, and the order makes no difference.
  zh: |-
    加法把两个数合成它们的和，与顺序无关。
""",
        """  - - {en: Now to the point., zh: 说重点。}
    - {en: Two numbers become their sum., zh: 两个数合成它们的和。, proof: {demo: add, scene: count, check: sum}}
""",
    )
    edit(course, 'answer: {en: "No.", zh: 没有。}', 'answer: {en: "No.", zh: 没有。}\n    proof: {demo: add, scene: count, check: sum}')
    opened = open_course(course, trusted=True)
    assert run_proofs(Terminal("en"), opened, "adding") == 0
    heads = [line for line in capsys.readouterr().out.splitlines() if line and not line.startswith(" ")]
    assert heads[:3] == ["Two numbers become their sum.", "sum", "Does the order matter?"]
    assert [one.id for one in prove_topic(opened, "adding")][:3] == ["adding#answer.1.2", "adding#sum", "adding#follow_ups.1"]
