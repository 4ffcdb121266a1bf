"""What became of each finding of the content audit stands in a table that goes with the bank."""

from collections import Counter
from pathlib import Path

import yaml

from dl_quiz.course.course import open_course

TABLE = yaml.safe_load((Path(__file__).parent / "audit.yaml").read_text(encoding="utf-8"))
FINDINGS = {
    "A": {"W": 8, "M": 9, "A": 4, "P": 11, "D": 9, "S": 8, "Z": 9, "G": 1, "T": 6},
    "B": {"W": 10, "M": 15, "A": 6, "P": 13, "S": 7, "Z": 9, "G": 2, "ST": 4},
    "C": {"W": 8, "M": 13, "A": 5, "P": 17, "S": 4, "Z": 8, "G": 3, "MI": 10, "ST": 4},
}


def test_every_finding_is_settled_once():
    wanted = [f"{part}-{kind}{number}" for part, kinds in FINDINGS.items() for kind, most in kinds.items() for number in range(1, most + 1)]
    assert Counter(line["id"] for line in TABLE) == Counter(wanted)
    assert [line["id"] for line in TABLE if line["done"] not in ("mended", "replaced", "refuted") or not line["how"].strip()] == []


def test_each_speaks_of_what_is_in_the_bank():
    course = open_course(caches=None)
    there = {outline.id for outline in course.outlines} | {"bank"}
    there |= {f"{outline.id}/{question.id}" for outline in course.outlines for question in outline.questions}
    assert [f"{line['id']}: {line['at']}" for line in TABLE if line["at"] not in there] == []
