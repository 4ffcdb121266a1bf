"""Every scene prints what it printed when somebody last looked: the same bytes, on any day, in any process."""

import pytest

from tests.golden.scenes import NOT_HELD, READ, SUITE, arithmetic, demos, hash_of, printed, read, scenes_of, words_of

TAKEN_WITH, HELD = read()
LOOK = "python -m tests.golden {} --against CHECKOUT shows the difference; --update takes it"


@pytest.mark.skipif(arithmetic() != TAKEN_WITH, reason=f"last digits were taken with {TAKEN_WITH}; here is {arithmetic()}")
@pytest.mark.parametrize("variant", SUITE, ids=str)
def test_a_scene_prints_what_it_printed(shared, variant):
    held = HELD[shared.demo, shared.scene].hashes[variant]
    assert hash_of(printed(shared.demo, shared.scene, variant)) == held or held == NOT_HELD, LOOK.format(shared.demo)


@pytest.mark.parametrize(("place", "variant"), list(enumerate(READ)), ids=[str(variant) for variant in READ])
def test_a_scene_says_what_it_said(shared, place, variant):
    assert words_of(printed(shared.demo, shared.scene, variant)) == HELD[shared.demo, shared.scene].words[place], LOOK.format(shared.demo)


def test_every_scene_is_held():
    assert set(HELD) == {(demo, scene) for demo in demos() for scene in scenes_of(demo)}
