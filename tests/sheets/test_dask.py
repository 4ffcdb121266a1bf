"""The README's example for Dask runs as it stands, and gives what `dl-quiz grade` gives."""

import csv
import io
import re
import runpy

import msgspec
import pytest

from dl_quiz.asking.choose import Selection, choose_questions
from dl_quiz.course.course import open_course
from dl_quiz.sheets.write import write_sheet
from tests.program import ROOT, run_in_process

dask = pytest.importorskip("dask", reason="dask is in the extra 'dev'")


def example(readme):
    (code,) = (
        code for code in re.findall(r"```python\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL) if "dask" in code
    )
    return code


@pytest.fixture
def there(tmp_path, monkeypatch):
    course = open_course()
    sheet = write_sheet(course, choose_questions(course, Selection(topics=("conv-operation",), kinds=("choose",), count=3)), 0, "en")
    (tmp_path / "answers").mkdir()
    for name, answers in (("a", "12"), ("b", "34")):
        lines = []
        for answer in answers:
            items = tuple(msgspec.structs.replace(item, answer=answer) for item in sheet.items)
            lines.append(msgspec.json.encode(msgspec.structs.replace(sheet, items=items)).decode() + "\n")
        (tmp_path / "answers" / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_example_gives_the_mean_of_all_scores(there, capsys, readme):
    (there / "example.py").write_text(example(readme), encoding="utf-8")
    with dask.config.set(scheduler="synchronous"):
        runpy.run_path(str(there / "example.py"), run_name="__main__")
    done = run_in_process("grade", "answers/a.jsonl", "answers/b.jsonl", "--format", "csv", cwd=there)
    scores = [float(row["score"]) for row in csv.DictReader(io.StringIO(done.out))]
    assert len(scores) == 4 and sum(scores) > 0
    assert float(capsys.readouterr().out) == pytest.approx(sum(scores) / 4, abs=1e-6)


def test_a_process_of_dask_that_reads_the_example_begins_nothing_of_its_own(there, capsys):
    (there / "example.py").write_text(example("README.md"), encoding="utf-8")
    runpy.run_path(str(there / "example.py"), run_name="__mp_main__")
    assert capsys.readouterr().out == ""
