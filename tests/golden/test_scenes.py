"""Every scene prints what it printed when somebody last looked: the same bytes, on any day, in any process."""

import pytest

from tests.golden.scenes import NOT_HELD, READ, SUITE, arithmetic, demos, hash_of, printed, read, scenes_of, words_of

TAKEN_WITH, HELD = read()
LOOK = "python -m tests.golden {} --against CHECKOUT shows the difference; --update takes it"


@pytest.mark.skipif(arithmetic() != TAKEN_WITH, reason=f"last digits were taken with {TAKEN_WITH}; here is {arithmetic()}")
def test_a_scene_prints_what_it_printed(shared):
    hashes = HELD[shared.demo, shared.scene].hashes
    held = {str(variant): hashes[variant] for variant in SUITE if hashes[variant] != NOT_HELD}
    assert {str(one): hash_of(printed(shared.demo, shared.scene, one)) for one in SUITE if str(one) in held} == held, LOOK.format(
        shared.demo
    )


def test_a_scene_says_what_it_said(shared):
    words = tuple(words_of(printed(shared.demo, shared.scene, variant)) for variant in READ)
    assert words == HELD[shared.demo, shared.scene].words, LOOK.format(shared.demo)


def test_every_scene_is_held():
    assert set(HELD) == {(demo, scene) for demo in demos() for scene in scenes_of(demo)}
