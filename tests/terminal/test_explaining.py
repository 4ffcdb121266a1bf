"""What explaining runs, and at whose door a failure is laid."""

import re

import pytest

from dl_quiz.checking.prove import prove_topic
from dl_quiz.course.course import open_course
from dl_quiz.errors import CourseError
from dl_quiz.terminal.explaining import run_proofs
from dl_quiz.terminal.terminal import Terminal
from tests.courses import SMALL, copy_of_small, edit
from tests.program import run_in_process


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
    assert heads[:5] == ["Proofs", "Two numbers become their sum.", "sum", "It gives the sum.", "Does the order matter?"]
    assert heads[-1] == "9 of 9 claims hold"
    assert [one.id for one in prove_topic(opened, "adding")][:3] == ["adding#answer.1.2", "adding#sum", "adding#follow_ups.1"]


def test_a_short_explanation_has_the_answer_and_the_key_points_alone():
    whole, short = (run_in_process("explain", "adding", *options, "--course", SMALL).out for options in ((), ("--short",)))
    for part in ("Answer", "Key points", "It gives the sum."):
        assert part in whole and part in short
    for part in ("Myth", "Follow-ups", "Sources", "→ dl-quiz"):
        assert part in whole and part not in short


def test_a_run_tells_what_each_claim_says_after_the_explanation_and_how_many_hold():
    out = run_in_process("explain", "adding", "--run", "--course", SMALL, "--trust").out
    assert out.index("Key points") < out.index("Proofs") < out.index("\nsum\nIt gives the sum.\n  ✓")
    held, all = re.findall(r"(\d+) of (\d+) claims hold", out)[-1]
    assert held == all == str(len(re.findall("✓", out.partition("Proofs")[2])))


def test_a_question_is_put_once_when_its_proof_is_run():
    out = run_in_process("explain", "adding/commutes", "--run", "--course", SMALL, "--trust").out
    asked = out.split("\n")[1]
    assert out.count(asked) == 1 and "✓" in out
