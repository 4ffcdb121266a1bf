"""Every command on the small course, in two languages and at two widths: texts to read, a file a case."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from dl_quiz.cli.app import COMMANDS
from tests.attempts import NOON, remember
from tests.courses import SMALL
from tests.program import run_in_process

FOLDER = Path(__file__).with_name("commands")
SCREENS = tuple(product(("en", "zh"), (80, 40)))
DOCUMENTS = (("en", 80), ("zh", 80))
"""Documents do not hang on the width."""

_HASH = re.compile(r"\b[0-9a-f]{32}\b")
_SECONDS = re.compile(r"\bin \d\S* s of work; slowest: .*|共计算 \d\S* 秒；最慢：.*")


@dataclass(frozen=True)
class Case:
    """Commands whose output is held, one after another in one folder; `{}` stands for the global options of the small course."""

    name: str
    commands: tuple[str, ...]
    stdin: str = ""
    screens: tuple[tuple[str, int], ...] = SCREENS
    answered: tuple[tuple[str, float], ...] = ()
    parser: bool = False
    """Whether the words are in part the command-line parser's own, and change with its release."""

    @property
    def file(self) -> Path:
        """Return the file that holds the output."""
        return FOLDER / f"{self.name}.txt"

    def text(self) -> str:
        """Run the commands in each language and width; return all that was printed."""
        return (f"{parser()}\n\n" if self.parser else "") + "".join(_part(self, *screen) for screen in self.screens)


_ANSWERED = (("adding/name", 1.0), ("adding/commutes", 0.0), ("adding/which-sums", 0.5), ("adding/name", 1.0), ("charts/say-it", 1.0))
_PLAIN = "2\n9\n\n5\nA curve shows how something changes. It shows single numbers.\nsum\nabout a lot\n213\n1\n1 3\n"
_SPOKEN = """answers:
  adding: It counts pairs.
  charts: A curve shows how a value changes. A table, numbers, rows, columns, digits, cells, values, entries, figures, sums, counts, lists.
"""
_SCENES = ("lines", "points", "bars", "histograms", "regions", "tables", "claims")
_KINDS = ("sum-of-two", "commutes", "which-sums", "name", "counting-on", "what-prints", "what-falls")

CASES = (
    Case("home", ("{}",)),
    Case("home-with-a-history", ("{}",), answered=_ANSWERED),
    Case("topics", ("topics {}",)),
    Case("topics-with-a-history", ("topics {}",), answered=_ANSWERED),
    Case("topics-of-one", ("topics adding {}", "topics 2 {}", "topics pictures {}")),
    Case("explain-a-topic", ("explain adding {}", "explain charts {}")),
    Case("explain-a-question", tuple(f"explain adding/{slug} {{}}" for slug in _KINDS)),
    Case("explain-charts", tuple(f"explain charts/{slug} {{}}" for slug in ("say-it", "side-and-area", "what-shows-where"))),
    Case("explain-run", ("explain adding --run {}", "explain charts --run {}", "explain adding/commutes --run {}")),
    Case("demo-list", ("demo {}",)),
    Case("demo", ("demo add --no-step {}",)),
    *(Case(f"demo-{scene}", (f"demo pictures {scene} --no-step {{}}",)) for scene in _SCENES),
    Case(
        "demo-options",
        (
            "demo pictures claims --side 1 --tilt 0.5 --sides 1,2,3 --no-show --no-step {}",
            "demo pictures claims --side=0 --name=plain --show=false --no-step {}",
            "demo pictures claims --side=-3 --name mirrored --no-step {}",
            "demo add luck --seed 5 --no-step {}",
        ),
    ),
    Case("demo-help", ("demo --help {}", "demo add --help {}", "demo pictures claims --help {}"), parser=True),
    Case("demo-source", ("demo add --source {}", "demo pictures --source {}")),
    Case("demo-json", ("demo add --format json {}", "demo pictures claims --format json {}"), screens=DOCUMENTS),
    Case(
        "implement",
        (
            "implement {}",
            "implement running {}",
            "implement running {}",
            "implement running --hint {}",
            "implement running --hint {}",
            "implement running --hint {}",
            "implement running --solution {}",
            "implement adding -o made.py {}",
        ),
    ),
    Case("implement-json", ("implement --format json {}",), screens=DOCUMENTS),
    Case("sheet", ("sheet --seed 3 {}", "sheet -n 3 --seed 4 --level 1 --level 3 --kind number --kind phrase {}"), screens=DOCUMENTS),
    Case("sheet-json", ("sheet adding --seed 3 --format json {}", "sheet adding/name charts/say-it --format json {}"), screens=DOCUMENTS),
    Case("quiz-answers", ("quiz --seed 1 --answers - {}", "quiz --seed 1 --answers - --reveal --pass 0.9 {}"), stdin=_PLAIN),
    *(
        Case(f"quiz-answers-{form}", (f"quiz --seed 1 --answers - --format {form} {{}}",), stdin=_PLAIN, screens=DOCUMENTS)
        for form in ("json", "junit", "tap")
    ),
    Case("interview-answers", ("interview --answers - {}", "interview charts adding --answers - --pass 0.9 {}"), stdin=_SPOKEN),
    Case("interview-answers-json", ("interview --answers - --format json {}",), stdin=_SPOKEN, screens=DOCUMENTS),
    Case("grade", ("grade filled.yaml {}", "grade filled.yaml --reveal --pass 0.95 {}"), screens=SCREENS),
    *(
        Case(f"grade-{form}", (f"grade filled.yaml --format {form} {{}}", f"grade filled.yaml --format {form} --reveal {{}}"), screens=DOCUMENTS)
        for form in ("json", "junit", "tap")
    ),
    Case("grade-many", ("grade filled.yaml other.json {}", "grade many.jsonl {}", "grade many.jsonl --jobs 2 {}"), screens=DOCUMENTS),
    Case("check", ("check small", "check small --topic adding", "check small --run --trust")),
    Case("check-json", ("check small --format json", "check small --run --trust --format json"), screens=DOCUMENTS),
    Case("check-a-broken-course", ("check broken", "check broken --format json", "check broken --run --trust", "topics --course broken", "explain adding --course broken", "quiz --course broken --answers - --trust")),
    Case("export", ("export gift adding {}", "export anki adding -o small.txt {}", "export moodle charts {}", "export markdown adding --no-pictures {}", "export html charts -o book.html {}"), screens=DOCUMENTS),
    Case("new", ("new course light", "new topic weighing --course light", "new question weighing/middle --kind phrase --course light", "check light", "explain weighing --course light", "new course mine --both", "new topic weighing --demo weighing --course mine", "check mine --run --trust", "new demo floating --course mine", "check mine", "new topic weighing --course mine", "new topic weighing"), screens=DOCUMENTS),
    Case("help", ("--help", *(f"{command} --help" for command in COMMANDS)), parser=True),
    Case("plan", ("plan --by 2026-12-08 --minutes 2 {}", "{}", "plan --minutes 20 {}", "plan --by 2026-11-24 {}", "plan --by 2027-06-01 {}", "plan --clear {}", "plan {}"), answered=_ANSWERED),
    Case("plan-json", ("plan --by 2026-11-27 --minutes 2 --format json {}", "review --format json {}"), answered=_ANSWERED, screens=DOCUMENTS),
    Case("progress", ("progress {}", "progress adding/name {}", "progress export", "progress undo {}", "progress import small/questions/adding.yaml", "progress reset")),
    Case(
        "errors",
        (
            "topics subtracting {}",
            "explain adding/counting-in {}",
            "demo pictures lnies {}",
            "demo ddd {}",
            "demo add count --left 30 {}",
            "demo add count --lefft 3 {}",
            "demo add count --left 0 --right 0 --no-step {}",
            "quiz --kind numbers {}",
            "quiz {}",
            "sheet --level 3 --kind phrase {}",
            "interview adding {}",
            "interview --last {}",
            "interview --last --resume {}",
            "grade nowhere.yaml {}",
            "demo add count",
            "demo add count --course small",
            "topics --course nowhere",
            "check --schema nothing",
        ),
    ),
    Case("errors-of-the-parser", ("topcs", "quiz -n none", "quiz --cuont 3", "--lang fr topics", "grade --pass 2 filled.yaml", "explain"), parser=True),
)  # fmt: skip


def parser() -> str:
    """Return the release of the command-line parser."""
    return f"typer {version('typer')}"


def _part(case: Case, language: str, columns: int) -> str:
    with TemporaryDirectory() as folder:
        here = Path(folder)
        _furnish(here, case, language)
        return "".join(_run(case, command, language, columns, here) for command in case.commands)


def _run(case: Case, command: str, language: str, columns: int, here: Path) -> str:
    words = command.format("--course small --trust").split()
    with mock.patch("dl_quiz.learner.clock.now", lambda: NOON):
        done = run_in_process(*words, language=language, columns=columns, stdin=case.stdin, home=here / "home", cwd=here)
    said = _HASH.sub("HASH", done.out)
    said = _SECONDS.sub("[times]", said) + ("".join(f"2> {line}\n" for line in done.err.splitlines()))
    shown = said.replace(str(here.resolve()), "HERE").replace(str(here), "HERE")
    ended = "" if shown.endswith("\n") or not shown else "\n[no new line at the end]\n"
    return f"──── {language}, {columns} columns ──── $ dl-quiz {' '.join(words)}\n{shown}{ended}──── exit code {done.code}\n\n"


def _furnish(here: Path, case: Case, language: str) -> None:
    """Put into a folder what the commands read: the small course, a broken one, filled-in sheets and a history."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(SMALL, here / "small", ignore=ignored)
    if "broken" in case.name:
        _break(Path(shutil.copytree(SMALL, here / "broken", ignore=ignored)))
    if case.name.startswith(("grade", "errors")):
        _fill(here, language)
    if case.answered:
        remember(here / "home", *case.answered)


def _break(course: Path) -> None:
    """Break a course in many places."""
    topic = course / "questions" / "adding.yaml"
    text = topic.read_text(encoding="utf-8")
    for old, new in (
        ("title: {en: Adding, zh: 加法}", "title: {en: yes, zh: 加法}"),
        ("    hint: {en: Count on., zh: 往后数。}", "    hnt: {en: Count on., zh: 往后数。}"),
        ("  - id: name\n    level: 1", "  - id: name\n    level: 7"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    topic.write_text(text, encoding="utf-8")
    charts = course / "questions" / "charts.yaml"
    text = charts.read_text(encoding="utf-8")
    charts.write_text(
        text.replace("scene: tables, check: ordered", "scene: tabels, check: ordered").replace(
            "key: pictures.square", "key: pictures.squared"
        ),
        encoding="utf-8",
    )


_FILLED = {
    "adding/sum-of-two": "1000",
    "adding/commutes": "1",
    "adding/which-sums": "1 2",
    "adding/name": "product",
    "adding/counting-on": "132",
    "adding/what-prints": "9",
    "adding/what-falls": "none of them",
    "charts/say-it": "A curve shows how something changes. It is no table.",
    "charts/side-and-area": "4*5",
}


def _fill(here: Path, language: str) -> None:
    """Write sheets with right, wrong, unreadable and missing answers."""
    printed = run_in_process("sheet", "--seed", 3, "--format", "json", "--course", "small", language=language, cwd=here)
    sheet = json.loads(printed.out)
    for item in sheet["items"]:
        item["answer"] = _FILLED.get(item["question"])
        item["seconds"] = 2.5
    (here / "filled.yaml").write_text(json.dumps(sheet, ensure_ascii=False, indent=1), encoding="utf-8")
    other = {**sheet, "name": "Ann", "items": sheet["items"][:3]}
    (here / "other.json").write_text(json.dumps(other), encoding="utf-8")
    (here / "many.jsonl").write_text("\n".join([json.dumps(other), "{", json.dumps(other)]) + "\n", encoding="utf-8")
