"""Settings at which a scene once failed its claim or wrote what it should not, each with the number of the audit's list."""

from pathlib import Path

import pytest

from dl_quiz.files.code import Code
from dl_quiz.stage.play import Judged, play
from tests.program import run_in_process

DEMOS = Code(Path(__file__).parents[2] / "demos")


@pytest.mark.parametrize(
    ("demo", "scene", "arguments", "seed"),
    [
        pytest.param("cnn", "moved", {}, 23, id="S2"),
        pytest.param("freeze", "sweep", {}, 24, id="S3"),
        pytest.param("freeze", "sweep", {}, 83, id="S3"),
        pytest.param("gan", "dirac", {"rate": 0.5, "penalty": 0.1}, 0, id="S6"),
        pytest.param("transfer", "shift", {"samples": 1000}, 7, id="S7"),
        pytest.param("cnn", "budget", {}, 36, id="S11"),
        pytest.param("filters", "learn", {}, 66, id="S14"),
        pytest.param("shift", "noise", {}, 102, id="S16"),
    ],
)
def test_the_claim_holds_now(demo, scene, arguments, seed):
    judged = [step for step in play(DEMOS, demo, scene, arguments, seed) if isinstance(step, Judged)]
    assert [one.check.name for one in judged if one.standing == "fails"] == []


def test_no_minus_before_a_zero_in_a_sentence():
    done = run_in_process("demo", "filters", "edges", "--angle", "-180", "--no-step", language="en", columns=80)  # S8
    assert "Gy = 0.00" in " ".join(done.out.split())
    assert "-0.00" not in done.out
