"""Only plain files of a sane size are read, and what is not one gets its exact sentence, in both languages."""

import os
from pathlib import Path

import pytest

from dl_quiz.errors import CourseError
from dl_quiz.files import read
from dl_quiz.files.read import names_in, nearest_file, read_bytes, read_plain
from dl_quiz.nouns import Text


def test_a_plain_file_is_read(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    assert read_plain(tmp_path / "a", 3) == b"abc"


def test_one_that_is_too_large_is_not(tmp_path):
    (tmp_path / "a").write_bytes(b"abcd")
    assert read_plain(tmp_path / "a", 3) == Text(
        en="is larger than 3 bytes; split it, or check that it is the right file", zh="超过 3 字节；请拆分，或检查是否选错了文件"
    )


def a_folder(path):
    path.mkdir()


def a_pipe(path):
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("make", "en", "zh"),
    [
        (a_folder, "is a folder, not a file; put the file itself there", "是文件夹，不是文件；请换成文件本身"),
        (a_pipe, "is a pipe, not a file; put the file itself there", "是管道，不是文件；请换成文件本身"),
        (lambda path: None, "cannot be read (No such file or directory); check the path and its permissions", "无法读取（No such file or directory）；请检查路径和权限"),
    ],
    ids=["folder", "pipe", "nothing"],
)  # fmt: skip
def test_what_is_no_file_gets_its_sentence(tmp_path, make, en, zh):
    make(tmp_path / "a")
    assert read_plain(tmp_path / "a", 3) == Text(en=en, zh=zh)
    with pytest.raises(CourseError) as failure:
        read_bytes(tmp_path / "a", 3)
    (problem,) = failure.value.problems
    assert (problem.path, problem.line, problem.en, problem.zh) == (tmp_path / "a", 0, en, zh)


def test_a_device_is_not_read():
    assert read_plain(Path(os.devnull), 3) == Text(
        en="is a device, not a file; put the file itself there", zh="是设备，不是文件；请换成文件本身"
    )


def test_names_come_sorted_without_their_ending_and_hidden_ones_not_at_all(tmp_path):
    for name in ("b.yaml", "a.yaml", ".hidden.yaml", "c.txt"):
        (tmp_path / name).touch()
    assert names_in(tmp_path, ".yaml") == ("a", "b")
    assert names_in(tmp_path / "none", ".yaml") == ()


def test_a_folder_that_holds_too_much_gets_its_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(read, "MOST_FILES", 2)
    for name in "abc":
        (tmp_path / name).touch()
    with pytest.raises(CourseError) as failure:
        names_in(tmp_path, "")
    (problem,) = failure.value.problems
    assert problem.en == "holds more than 2 files; check that it is the right folder"
    assert problem.zh == "含有超过 2 个文件；请检查是否选错了文件夹"


def test_a_folder_that_cannot_be_listed_gets_its_sentence(tmp_path):
    (tmp_path / "a").touch()
    with pytest.raises(CourseError) as failure:
        names_in(tmp_path / "a", "")
    (problem,) = failure.value.problems
    assert problem.en == "cannot be listed (Not a directory); check its permissions"
    assert problem.zh == "无法列出（Not a directory）；请检查权限"


def test_a_mistyped_path_gets_the_nearest(tmp_path):
    (tmp_path / "answers.json").touch()
    assert nearest_file(tmp_path / "anwsers.json") == Text(
        en=f"; did you mean {tmp_path / 'answers.json'}?", zh=f"；是否想写 {tmp_path / 'answers.json'}？"
    )
    assert nearest_file(tmp_path / "zzz") == nearest_file(tmp_path / "none" / "answers.json") == Text(en="", zh="")
