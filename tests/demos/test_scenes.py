"""Every scene keeps its claims, whatever the seed; speaks both languages; and plays the same twice."""

import re

import pytest

from dl_quiz.course.course import open_course
from dl_quiz.stage import Ask, Plot, Say, Show
from dl_quiz.stage.play import Judged, play
from dl_quiz.terminal.scene import play_scenes
from dl_quiz.terminal.terminal import Terminal
from tests.demos import DEMOS

COURSE = open_course()
SCENES = [(demo, scene.name) for demo in COURSE.code.demos for scene in COURSE.demo(demo).scenes]
every_scene = pytest.mark.parametrize(("demo", "scene"), SCENES, ids=[f"{demo}-{scene}" for demo, scene in SCENES])
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@every_scene
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_claim_holds(demo, scene, seed):
    judged = [step for step in play(DEMOS, demo, scene, {}, seed) if isinstance(step, Judged)]
    assert judged, "a scene without a check"
    failed = [(one.check.name, one.check.left, one.check.relation, one.check.right) for one in judged if one.standing == "fails"]
    assert failed == []
    assert any(one.standing == "holds" for one in judged)


@every_scene
def test_every_step_speaks_both_languages(demo, scene):
    for step in play(DEMOS, demo, scene, {}):
        spoken = step.check if isinstance(step, Judged) else step
        assert isinstance(spoken, Say | Show | Plot | Ask) or isinstance(step, Judged)
        assert spoken.en.strip() and spoken.zh.strip()
        assert not CHINESE.search(spoken.en), spoken.en


@every_scene
def test_check_names_are_unique_and_declared(demo, scene):
    names = [step.check.name for step in play(DEMOS, demo, scene, {}) if isinstance(step, Judged)]
    assert len(set(names)) == len(names)
    assert set(names) <= set(COURSE.demo(demo).scene(scene).checks)


@pytest.mark.parametrize("demo", COURSE.code.demos)
@pytest.mark.parametrize(("language", "columns"), [("en", "80"), ("zh", "40")])
def test_a_walkthrough_prints_the_same_bytes_twice_and_keeps_to_the_width(demo, language, columns, capsys, monkeypatch):
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", columns)
    printed = []
    for _ in range(2):
        outline = COURSE.demo(demo)
        assert play_scenes(Terminal(language, plain=True), COURSE, outline, outline.scenes, {}, 7, step=False)
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert "\x1b" not in printed[0]
    too_wide = [line for line in printed[0].splitlines() if cell_len(line) > int(columns)]
    assert too_wide == []
