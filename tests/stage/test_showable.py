"""A step that cannot be shown is told to its author: by reading where that can be seen, else when its scene is played, and never as our fault."""

import numpy as np
import pytest

from dl_quiz.nouns import Text
from dl_quiz.stage.showable import why_not_showable
from dl_quiz.stage.steps import Ask, Check, Plot, Say, Show, T, equal
from tests.courses import copy_of_small, edit
from tests.program import run_in_process

NO_TABLE = "Show 'x' shows what is no number, vector or matrix of numbers and words"
WRONG = [
    (5, "it yields 5, which is no step; yield Say, Show, Plot, Film, Ask or Check"),
    ("hello", "it yields 'hello', which is no step; yield Say, Show, Plot, Film, Ask or Check"),
    (Say(5), "Say 5 has no sentence; give it one"),
    (Show(None, 1), "Show None has no sentence; give it one"),
    (Show("x", object()), NO_TABLE),
    (Show("x", lambda: 1), NO_TABLE),
    (Show(T("x"), [1, object()]), NO_TABLE),
    (Show("x", np.zeros((2, 2, 2))), NO_TABLE),
    (Show("x", [[[1]]]), NO_TABLE),
    (Show("x", {"a": 1}), NO_TABLE),
    (Plot("x", {"a": [1]}, kind="pie"), "Plot 'x' is of no known kind; there is line, scatter, bars, histogram, regions"),
    (Plot("x", {}), "Plot 'x' has no series; give it one or more by name"),
    (Plot("x", [1, 2]), "Plot 'x' has no series; give it one or more by name"),
    (Plot("x", {"a": object()}), "Plot 'x' draws what are no numbers"),
    (Plot("x", {"a": ([1, 2], ["b", "c"])}), "Plot 'x' draws what are no numbers"),
    (Plot("x", {"a": None}), "Plot 'x' draws what are no numbers"),
    (Plot("x", {}, kind="regions"), "Plot 'x' has no matrix of scores with its extent"),
    (Plot("x", {}, kind="regions", grid=[1.0], extent=(0, 1, 0, 1)), "Plot 'x' has no matrix of scores with its extent"),
    (Ask("x", None), "Ask 'x' has the answer None, which is no finite number"),
    (Ask("x", float("nan")), "Ask 'x' has the answer nan, which is no finite number"),
    (Ask("x", np.array([1.0, 2.0])), "Ask 'x' has the answer array([1., 2.]), which is no finite number"),
    (Ask("x", 2, options=["a", "b"]), "Ask 'x' has the answer 2, which is the place of none of its options"),
    (Ask("x", 1, within=-0.1), "Ask 'x' is negative in its tolerance, so that no answer is right"),
    (Check("sum", "x", True), "Check 'sum' claims True; claim equal(…), less(…), at_least(…) or differ(…)"),
]
RIGHT = [
    Say("x"), Say(T("after {n} steps", n=3)), Say(Text(en="x", zh="y")), Show("x"), Show("x", 1), Show("x", [1, 2.5, True]), Show("x", [["a", 1], [T("b"), None]]), Show("x", np.eye(2)), Show("x", np.array(["a", "b"])), Show("x", range(3)),
    Show("x", rows={"a": [1, 2], "b": np.array([3, 4])}), Plot("x", {"a": [1.0, np.nan, np.inf]}), Plot("x", {"a": ([1, 2], [3, 4])}), Plot("x", {T("a"): 3}, kind="bars"), Plot("x", {}, kind="regions", grid=np.eye(3), extent=(0, 1, 0, 1)), Plot("x", {"a": range(3)}),
    Ask("x", 1), Ask("x", np.float64(0.5), within=0.1), Ask("x", np.array(2.0)), Ask("x", 1, options=["a", "b"]), Check("sum", "x", equal(1, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("step", "sentence"), WRONG, ids=[sentence for _, sentence in WRONG])
def test_what_cannot_be_shown_is_said(step, sentence):
    assert why_not_showable(step) == sentence


@pytest.mark.parametrize("step", RIGHT, ids=[type(step).__name__ for step in RIGHT])
def test_what_can_be_shown_is_let_through(step):
    assert why_not_showable(step) is None


SHOW = 'yield Show("The numbers", np.arange(left, left + right + 1), heat=True)'


@pytest.mark.parametrize(
    "command", [["check", "--run", "--jobs", "1"], ["demo", "add", "count", "--no-step"], ["demo", "add", "count", "--format", "json"]]
)
@pytest.mark.parametrize("step", ['Show("The numbers", object())', 'Ask("How many?", None)', 'Plot("Going on", {})', "object()"])
def test_playing_it_is_the_course_s_fault(tmp_path, command, step):
    course = edit(copy_of_small(tmp_path), SHOW, f"yield {step}", file="demos/add.py")
    done = run_in_process(*command, "--course", course, "--trust", home=tmp_path / "home")
    assert done.code == (1 if "check" in command else 3)
    assert "the scene `count` breaks off: " in done.out + done.err


READ = {
    "yield 5": (SHOW, "yield 5", "28: yields 5, which is no step; yield Say, Show, Plot, Film, Ask or Check"),
    "yield nothing": (SHOW, "yield", "28: yields nothing, which is no step; yield Say, Show, Plot, Film, Ask or Check"),
    "yield a text": (SHOW, 'yield f"{left}"', "28: yields f'{left}', which is no step; yield Say, Show, Plot, Film, Ask or Check"),
    "a negative tolerance": ('yield Ask("Where do we end?", left + right)', 'yield Ask("Where do we end?", left + right, within=-1)', "30: `within` is negative, so that nothing is near enough; give 0 or more"),
    "a reversed range": ("Range(0, 20), \"the first number\"", "Range(20, 0), \"the first number\"", '18: parameter left cannot be an option (Range(20, 0) is empty: the first number must not be above the second); write left: Annotated[int, Range(1, 9), "what it means"] = 5'),
    "a range that is computed": ("Range(0, 20), \"the first number\"", "Range(0, 4 * 5), \"the first number\"", '18: parameter left cannot be an option (Range(…) must be written out, not computed); write left: Annotated[int, Range(1, 9), "what it means"] = 5'),
    "a default out of range": ('"the first number"] = 2', '"the first number"] = 25', "18: parameter left has a default that it refuses: --left must lie in 0–20; 25 does not; mend the default or the range"),
    "a default that is computed": ('"the first number"] = 2', '"the first number"] = max(1, 2)', '18: parameter left cannot be an option (its default must be written out, not computed); write left: Annotated[int, Range(1, 9), "what it means"] = 5'),
    "no choices": ('Literal["fingers", "abacus"]', "Literal[()]", '20: parameter way cannot be an option (the choices of Literal[…] must be words in quotes); write way: Annotated[int, Range(1, 9), "what it means"] = 5'),
}  # fmt: skip


@pytest.mark.parametrize("flags", [[], ["--run", "--trust", "--jobs", "1"]], ids=["read", "run"])
@pytest.mark.parametrize(("old", "new", "sentence"), READ.values(), ids=READ)
def test_what_can_be_seen_is_found_by_reading(tmp_path, old, new, sentence, flags):
    course = edit(copy_of_small(tmp_path), old, new, file="demos/add.py")
    done = run_in_process("check", course, *flags, cwd=course, home=tmp_path / "home")
    assert done.code == 1
    assert f"demos/add.py:{sentence}" in done.out.splitlines()


def test_what_python_thinks_of_a_course_s_style_is_not_told(tmp_path, recwarn):
    course = edit(copy_of_small(tmp_path), "    if aloud:\n", "    if aloud is 1 or 1or aloud:\n", file="demos/add.py")
    for command in (["check", course], ["demo", "add", "count", "--no-step", "--course", course, "--trust"]):
        assert run_in_process(*command, home=tmp_path / "home").code == 0
    assert [one for one in recwarn if issubclass(one.category, SyntaxWarning | DeprecationWarning)] == []
