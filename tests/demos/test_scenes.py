"""Every scene keeps its claims, whatever the seed; speaks both languages; and keeps to the width."""

import re

from rich.cells import cell_len

from dl_quiz.stage import Ask, Film, Plot, Say, Show
from dl_quiz.stage.play import Judged
from tests.golden.scenes import READ, SEEDS, printed

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


def test_every_claim_holds(shared):
    for seed in SEEDS:
        judged = shared.judged(seed)
        assert judged, "a scene without a check"
        failed = [(one.check.name, one.check.claim) for one in judged if one.standing == "fails"]
        assert failed == [], f"with seed {seed}"
        assert any(one.standing == "holds" for one in judged), f"with seed {seed}"


def test_every_step_speaks_both_languages(shared):
    steps = [one for step in shared.steps() for one in (step, *(step.frames if isinstance(step, Film) else ()))]
    for step in steps:
        spoken = step.check if isinstance(step, Judged) else step
        assert isinstance(spoken, Say | Show | Plot | Film | Ask) or isinstance(step, Judged)
        assert spoken.text.en.strip() and spoken.text.zh.strip()
        assert CHINESE.search(spoken.text.zh) or not SENTENCE.search(spoken.text.en), spoken.text  # a formula is the same in both
        assert not CHINESE.search(spoken.text.en), spoken.text.en


def test_check_names_are_unique_and_declared(shared):
    names = [one.check.name for one in shared.judged()]
    assert len(set(names)) == len(names)
    assert set(names) <= set(shared.course.demo(shared.demo).scene(shared.scene).checks)


def test_a_walkthrough_keeps_to_the_width_and_its_claims(shared):
    for variant in READ:
        done = printed(shared.demo, shared.scene, variant)
        assert (done.code, done.err) == (0, ""), str(variant)
        assert "\x1b" not in done.out, str(variant)
        too_wide = [line for line in done.out.splitlines() if cell_len(line) > variant.columns]
        assert too_wide == [], str(variant)
