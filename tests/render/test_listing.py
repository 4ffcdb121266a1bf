"""Lists of demos, scenes and options, and the source of kernels as it is to be copied."""

from dl_quiz.course.course import open_course
from tests.courses import SMALL
from tests.program import run_in_process

COURSE = open_course(SMALL)
THERE = ("--course", SMALL, "--trust")


def test_the_list_of_demos_names_every_scene():
    out = run_in_process("demo", *THERE, columns=120).out
    assert out.startswith("demo      title · scenes\n") and "add       Addition\n          count · luck\n" in out
    assert "lines · points · bars · histograms · regions · tables · claims" in out


def test_the_help_of_a_demo_names_every_scene_with_its_options_ranges_and_defaults():
    out = run_in_process("demo", "pictures", "--help", *THERE, columns=120).out
    for scene in COURSE.demo("pictures").scenes:
        assert f"dl-quiz demo pictures {scene.name} --course {SMALL}  {scene.title.en}" in " ".join(out.split("\n"))
    assert "--side   side of the square (-9–9; 3)" in out
    assert "--tilt   how far to tilt (0–0.5; 0.25)" in out
    assert "--sides  more sides (0–9; 1,2)" in out
    assert "--name   which square (plain | mirrored; plain)" in out
    assert "--show   show the areas (true)" in out


def test_the_help_of_a_scene_names_its_options_alone():
    out = run_in_process("demo", "add", "count", "--help", *THERE).out
    assert "--left" in out and "luck" not in out


def test_the_source_of_a_demo_s_kernels_runs():
    names = {}
    exec(run_in_process("demo", "add", "--source", *THERE, columns=200).out, names)
    assert names["add"](2, 3) == 5 and names["both"](2, 3) == (5, 6)
