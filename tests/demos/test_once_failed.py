"""Settings at which a scene once failed its claim or wrote what it should not, each with the number of the audit's list."""

from pathlib import Path

import pytest

from dl_quiz.stage import Say
from dl_quiz.stage.play import Judged, play

DEMOS = Path(__file__).parents[2] / "demos"


@pytest.mark.parametrize(
    ("demo", "scene", "arguments", "seed"),
    [
        pytest.param("filters", "learn", {}, 66, id="S14"),
        pytest.param("shift", "noise", {}, 102, id="S16"),
    ],
)
def test_the_claim_holds_now(demo, scene, arguments, seed):
    judged = [step for step in play(DEMOS, demo, scene, arguments, seed) if isinstance(step, Judged)]
    assert [one.check.name for one in judged if one.standing == "fails"] == []


@pytest.mark.parametrize(("demo", "scene", "arguments"), [pytest.param("filters", "edges", {"angle": -180.0}, id="S8")])
def test_no_minus_before_a_zero_in_a_sentence(demo, scene, arguments):
    said = [step.en for step in play(DEMOS, demo, scene, arguments, 0) if isinstance(step, Say)]
    assert any("0.00" in sentence for sentence in said)
    assert not any("-0.00" in sentence for sentence in said)
