"""How long scenes take, in processor time: the slowest, the median, and all that exceed half a second."""

import statistics
import time

from dl_quiz.course.course import open_course
from dl_quiz.stage.play import play


def main() -> None:
    """Play every scene twice, keep the faster, and print."""
    course = open_course()
    times: dict[str, float] = {}
    for demo in course.code.demos:
        for scene in course.demo(demo).scenes:
            for _ in range(2):
                start = time.process_time()
                for _step in play(course.code, demo, scene.name, {}):
                    pass
                taken = time.process_time() - start
                times[f"{demo} {scene.name}"] = min(taken, times.get(f"{demo} {scene.name}", taken))
    slowest = sorted(times.items(), key=lambda item: -item[1])
    print(
        f"{len(times)} scenes; median {statistics.median(times.values()) * 1000:.0f} ms; slowest {slowest[0][0]} {slowest[0][1] * 1000:.0f} ms"
    )
    for name, taken in slowest:
        if taken > 0.5:
            print(f"  {name}  {taken:.2f} s")


if __name__ == "__main__":
    main()
