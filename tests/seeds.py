"""Play every scene with many seeds and at the ends of each parameter, and print every claim that fails: for a night, or for one demo.

python -m tests.seeds [DEMO [SCENE]] [--seeds 100] [--jobs 2]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from dl_quiz.course.course import open_course
from dl_quiz.errors import QuizError
from dl_quiz.stage.outline import Scene
from dl_quiz.stage.parameters import Parameter
from dl_quiz.stage.performance import Performance, steps_of
from dl_quiz.stage.play import Judged

COURSE = open_course()


def ends(parameter: Parameter) -> tuple[Any, ...]:
    """Return the values of a parameter that are most likely to break a claim: both ends of its range, or each of its choices."""
    if parameter.choices:
        return parameter.choices
    if parameter.kind == "bool":
        return (True, False)
    if parameter.low is None or parameter.high is None:
        return ()
    if parameter.kind == "floats":
        sizes = {parameter.shortest or 1, parameter.longest or 3}
        return tuple((end,) * size for end in (parameter.low, parameter.high) for size in sizes)
    return (parameter.low, parameter.high)


def settings(scene: Scene, seeds: int) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield arguments and seeds: the defaults with every seed, each end alone with the first three."""
    yield from (({}, seed) for seed in range(seeds))
    for parameter in scene.parameters:
        for value in ends(parameter):
            yield from (({parameter.name: value}, seed) for seed in range(3))


def failures(demo: str, name: str, seeds: int) -> tuple[int, list[str]]:
    """Return how often a scene was played, and what failed."""
    outline = COURSE.demo(demo)
    scene = next(scene for scene in outline.scenes if scene.name == name)
    found, count = [], 0
    for arguments, seed in settings(scene, seeds):
        count += 1
        options = " ".join(f"--{key.replace('_', '-')} {value}" for key, value in arguments.items())
        try:
            for step in steps_of(Performance(COURSE.code, outline, (scene,), arguments, seed), scene):
                if isinstance(step, Judged) and step.standing == "fails":
                    found.append(f"{demo} {name} {options} --seed {seed}: {step.check.name} fails by {step.difference}")
        except QuizError as error:
            if error.exit_code != 2:  # a refusal is an answer
                found.append(f"{demo} {name} {options} --seed {seed}: {error}")
    return count, found


def main() -> int:
    """Return 0 where every claim held."""
    parser = argparse.ArgumentParser(prog="python -m tests.seeds", description="Play scenes with many seeds and at the ends of parameters.")
    parser.add_argument("demo", nargs="?")
    parser.add_argument("scene", nargs="?")
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    demos = [options.demo] if options.demo else COURSE.code.demos
    wanted = [(demo, scene.name) for demo in demos for scene in COURSE.demo(demo).scenes if options.scene in (None, scene.name)]
    played, failed = 0, 0
    with ProcessPoolExecutor(options.jobs) as pool:
        for count, found in pool.map(failures, *zip(*wanted, strict=True), [options.seeds] * len(wanted)):
            played, failed = played + count, failed + len(found)
            print(*found, sep="\n", end="\n" if found else "", flush=True)
    print(f"{len(wanted)} scenes played {played} times: {failed} claims failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
