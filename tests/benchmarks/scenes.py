"""How long scenes take, in processor time: at their defaults, and at the dearest ends of their parameters.

OMP_NUM_THREADS=1 python -m tests.benchmarks.scenes [DEMO…]
"""

import statistics
import sys
import time

from dl_quiz.errors import QuizError
from dl_quiz.stage.outline import DemoOutline, Scene
from dl_quiz.stage.performance import Performance, steps_of
from tests.seeds import COURSE, ends

LIMIT = 2.0
"""Seconds that no scene may take, whatever its arguments."""


def cost(outline: DemoOutline, scene: Scene, arguments: dict) -> float:
    """Return the processor time of a scene; what it refuses costs what the refusal costs."""
    start = time.process_time()
    try:
        for _step in steps_of(Performance(COURSE.code, outline, (scene,), arguments), scene):
            pass
    except QuizError as error:
        if error.exit_code != 2:
            raise
    return time.process_time() - start


def dearest(outline: DemoOutline, scene: Scene) -> tuple[float, dict, float]:
    """Return the time at the defaults, and the arguments and the time of the dearest: one end at a time, then all dear ends together."""
    default = min(cost(outline, scene, {}) for _ in range(2))
    found, chosen = {(): default}, {}
    for parameter in scene.parameters:
        times = {value: cost(outline, scene, {parameter.name: value}) for value in ends(parameter)}
        found |= {((parameter.name, value),): taken for value, taken in times.items()}
        if times and max(times.values()) > 1.2 * default:
            chosen[parameter.name] = max(times, key=times.__getitem__)
    if len(chosen) > 1:
        found[tuple(chosen.items())] = cost(outline, scene, chosen)
    worst = max(found, key=found.__getitem__)
    return default, dict(worst), found[worst]


def main() -> None:
    """Play every scene, and print those that take more than a quarter of the limit."""
    demos = sys.argv[1:] or COURSE.code.demos
    times = {(demo, scene.name): dearest(COURSE.demo(demo), scene) for demo in demos for scene in COURSE.demo(demo).scenes}
    over = sum(taken > LIMIT for _, _, taken in times.values())
    print(
        f"{len(times)} scenes; median {statistics.median(t for t, _, _ in times.values()) * 1000:.0f} ms; {over} over {LIMIT:g} s at an end"
    )
    for (demo, scene), (default, arguments, taken) in sorted(times.items(), key=lambda item: -item[1][2]):
        if taken > LIMIT / 4:
            options = " ".join(f"--{name.replace('_', '-')} {value}" for name, value in arguments.items())
            print(f"  {taken:5.2f} s  {taken / LIMIT:4.0%}  {demo} {scene} {options}  ({default:.2f} s at its defaults)")


if __name__ == "__main__":
    main()
