"""The log of an interview that cannot be written is told in one sentence."""

import pytest

from dl_quiz.errors import JournalError
from dl_quiz.learner.interviews import Record, reopen


def test_an_interview_whose_log_is_gone_cannot_go_on(tmp_path):
    path = tmp_path / "gone.jsonl"
    with pytest.raises(JournalError) as failure:
        reopen(Record(path, setting=None, events=(), card=None, size=0))
    assert failure.value.text.en == f"{path} cannot be written (No such file or directory); check its permissions"
