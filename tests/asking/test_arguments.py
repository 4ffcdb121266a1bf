"""Arguments with what was drawn in the place of its names, and the command that carries them."""

import pytest

from dl_quiz.asking.arguments import SceneCall, resolve, scene_call
from dl_quiz.asking.support import command_of
from dl_quiz.nouns import Predict, Proof

DRAWN = {"size": 7, "name": "relu"}


@pytest.mark.parametrize(
    ("arguments", "values"),
    [
        ({"size": None}, {"size": 7}),
        ({"width": "size"}, {"width": 7}),
        ({"way": "fingers"}, {"way": "fingers"}),
        ({"way": "name"}, {"way": "relu"}),
        ({"size": 3}, {"size": 3}),
        ({"missing": None}, {}),
        ({"sizes": (1, 2)}, {"sizes": (1, 2)}),
        ({"flag": False}, {"flag": False}),
    ],
)
def test_names_of_what_was_drawn_become_its_values(arguments, values):
    assert resolve(arguments, DRAWN) == values


@pytest.mark.parametrize("link", [Proof, Predict])
def test_a_proof_and_a_prediction_lead_to_a_scene_alike(link):
    call = scene_call(link(demo="conv", scene="slide", check="equal", arguments={"size": None}), DRAWN)
    assert call == SceneCall("conv", "slide", "equal", {"size": 7})


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        ({}, ""),
        ({"size": 7}, " --size 7"),
        ({"learning_rate": 0.1}, " --learning-rate 0.1"),
        ({"shift": -2}, " --shift=-2"),
        ({"aloud": True}, " --aloud"),
        ({"aloud": False}, " --no-aloud"),
        ({"rates": (0.5, 2.0)}, " --rates 0.5,2"),
        ({"rates": (-0.5, 2)}, " --rates=-0.5,2"),
    ],
)
def test_a_command_can_be_typed_as_it_is_printed(arguments, typed):
    assert command_of(SceneCall("conv", "slide", "equal", arguments)) == f"dl-quiz demo conv slide{typed}"
