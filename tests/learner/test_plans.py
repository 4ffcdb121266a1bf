"""A plan is kept for its course, whole or not at all, and a damaged file is told and not written over."""

from datetime import date

import pytest

from dl_quiz.errors import UsageError
from dl_quiz.learner.plans import Plan, keep_plan, kept_plan

PLAN, OTHER = Plan(date(2026, 12, 10), 30), Plan(date(2027, 1, 5), 5)


def test_a_plan_is_kept_for_its_course_alone_and_dropped_alone(tmp_path):
    home = tmp_path / "new" / "home"
    assert kept_plan(home, "") is None
    keep_plan(home, "", PLAN)
    keep_plan(home, "/course", OTHER)
    assert (kept_plan(home, ""), kept_plan(home, "/course"), kept_plan(home, "/third")) == (PLAN, OTHER, None)
    keep_plan(home, "", OTHER)
    assert kept_plan(home, "") == OTHER
    keep_plan(home, "", None)
    assert (kept_plan(home, ""), kept_plan(home, "/course")) == (None, OTHER)
    assert [path.name for path in home.iterdir()] == ["plan.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"": {"by": "soon", "minutes": 30}}', '{"": {"by": "2026-12-10"}}', "[" * 100_000])
def test_a_damaged_file_is_told_and_kept(tmp_path, text):
    file = tmp_path / "plan.json"
    file.write_text(text)
    for act in (lambda: kept_plan(tmp_path, ""), lambda: keep_plan(tmp_path, "", PLAN)):
        with pytest.raises(UsageError) as failure:
            act()
        assert failure.value.text.en == f"{file} is damaged and holds no plan; delete it, and plan again"
        assert failure.value.text.zh == f"{file} 已损坏，读不出计划；请删除它，再重新制定计划"
    assert file.read_text() == text


def test_a_plan_that_cannot_be_written_is_told_and_the_old_one_stays(tmp_path):
    keep_plan(tmp_path, "", PLAN)
    (tmp_path / "file").touch()
    with pytest.raises((UsageError, OSError)):
        keep_plan(tmp_path / "file", "", OTHER)
    assert kept_plan(tmp_path, "") == PLAN
