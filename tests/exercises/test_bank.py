"""Every exercise of the bank: its solution is solved by any seed, and each wrong program is told from all others."""

import ast
from pathlib import Path

import pytest

from dl_quiz.exercises.judging import judge, trials, unlike
from dl_quiz.exercises.running import Program, run_here
from dl_quiz.exercises.signature import signature_of
from dl_quiz.render.exercise import learners_file
from tests.exercises import every

EVERY = every()
SLIPS = [(identity, slip.id) for identity, given in EVERY.items() for slip in given.exercise.slips]
MOST_SEEDS = 10


def judged(given, source, seed=0):
    return judge(given, Program(source, given.exercise.function, Path("/nowhere/mine.py")), seed)


@pytest.mark.parametrize("identity", EVERY)
def test_the_solution_is_solved(identity):
    given = EVERY[identity]
    assert judged(given, given.solution).sort == "solved"
    for seed in range(1, MOST_SEEDS):
        for trial, again in zip(
            trials(given, seed),
            run_here(Program(given.solution, given.exercise.function), [t.case for t in trials(given, seed)]),
            strict=True,
        ):
            assert unlike(trial, again) is None


@pytest.mark.parametrize(("identity", "slip"), SLIPS)
def test_a_wrong_program_is_recognised_as_what_it_is(identity, slip):
    given = EVERY[identity]
    wrong = next(one for one in given.exercise.slips if one.id == slip)
    judgement = judged(given, given.mutated(wrong))
    assert not judgement.solved
    assert judgement.recognised is not None
    assert judgement.recognised.id == slip


@pytest.mark.parametrize("identity", EVERY)
def test_an_exercise_is_whole(identity):
    given = EVERY[identity]
    assert len(given.exercise.slips) >= 3
    assert given.exercise.level in (2, 3)
    first = trials(given, 0)[0]
    assert first.case.name.en.startswith("by hand")
    for language in ("en", "zh"):
        text = learners_file(given, language, "dl-quiz implement it")
        (function,) = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
        assert function.name == given.exercise.function
        assert ast.unparse(function.args) == signature_of(given).parameters
        assert given.exercise.ask.of(language).split()[0] in ast.get_docstring(function)
        assert max(map(len, text.splitlines())) <= 120
    assert len(given.exercise.title.en) <= 40
    assert judged(given, learners_file(given, "en", "")).sort == "untouched"


@pytest.mark.parametrize("identity", EVERY)
def test_a_signature_tells_what_every_argument_is(identity):
    types = dict(signature_of(EVERY[identity]).types)
    assert all(kind and "Annotated" not in kind and "Array" not in kind for kind in types.values()), types


def test_functions_have_names_of_their_own():
    names = [given.exercise.function for given in EVERY.values()]
    assert len(names) == len(set(names))
