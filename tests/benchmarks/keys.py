"""What keys cost in processor time: of every question whose key runs code of the course, the dearest of a few draws, asked cold."""

import statistics
import time

from dl_quiz.asking import proofs
from dl_quiz.asking.keys import key_of, needs_code
from dl_quiz.asking.pose import pose
from tests.bank import COURSE, QUESTIONS, READINGS

LIMIT = 1.0
"""Seconds that no key may take."""


def main(draws: int = 3) -> None:
    """Ask for every key, and print those that take more than a fifth of the limit."""
    times: dict[str, float] = {}
    for name, (topic, question) in QUESTIONS.items():
        for seed in range(draws if question.draw else 1):
            posed = pose(READINGS[topic], question, seed)
            if needs_code(posed):
                proofs._judged.cache_clear()
                start = time.process_time()
                key_of(COURSE, posed)
                times[name] = max(time.process_time() - start, times.get(name, 0.0))
    slowest = sorted(times.items(), key=lambda item: -item[1])
    over = sum(taken > LIMIT for taken in times.values())
    print(f"{len(times)} keys run code; median {statistics.median(times.values()) * 1000:.1f} ms; {over} over {LIMIT:g} s")
    for name, taken in slowest:
        if taken > LIMIT / 5:
            print(f"  {taken:5.2f} s  {taken / LIMIT:4.0%}  {name}")


if __name__ == "__main__":
    main()
