"""A file is written whole or not at all, and never over another without leave."""

import os
import stat

import pytest

from dl_quiz.errors import UsageError
from dl_quiz.files.write import whole_file, write_whole


def test_what_is_written_is_there_whole(tmp_path):
    write_whole(tmp_path / "a.txt", "加法\nline\n")
    assert (tmp_path / "a.txt").read_bytes() == "加法\nline\n".encode()


def test_nobody_sees_a_file_before_it_is_whole(tmp_path):
    with whole_file(tmp_path / "a.txt") as file:
        file.write("half")
        file.flush()
        assert not (tmp_path / "a.txt").exists()
    assert (tmp_path / "a.txt").read_text() == "half"


def test_what_breaks_off_leaves_nothing(tmp_path):
    (tmp_path / "old.txt").write_text("old")
    for name, force in (("new.txt", False), ("old.txt", True)):
        with pytest.raises(RuntimeError), whole_file(tmp_path / name, force=force) as file:
            file.write("half")
            raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["old.txt"]
    assert (tmp_path / "old.txt").read_text() == "old"


def test_a_file_is_not_written_over_without_leave(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("mine")
    with pytest.raises(UsageError) as failure:
        write_whole(path, "yours")
    assert failure.value.text.en == f"{path} exists; choose another name, or add --force to write over it"
    assert failure.value.text.zh == f"{path} 已存在；请换个名称，或加 --force 覆盖"
    assert path.read_text() == "mine"
    write_whole(path, "yours", force=True)
    assert path.read_text() == "yours"


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(UsageError) as failure:
        write_whole(tmp_path, "x", force=True)
    assert (failure.value.text.en, failure.value.text.zh) == (f"{tmp_path} is a folder; name a file", f"{tmp_path} 是文件夹；请指定文件名")


def test_a_folder_that_is_not_there_gets_its_sentence(tmp_path):
    path = tmp_path / "none" / "a.txt"
    with pytest.raises(UsageError) as failure:
        write_whole(path, "x")
    assert failure.value.text.en == f"{path} cannot be written (No such file or directory); check the folder and its permissions"
    assert failure.value.text.zh == f"{path} 无法写入（No such file or directory）；请检查文件夹和权限"


def test_a_file_may_be_read_by_whom_the_mask_lets(tmp_path):
    mask = os.umask(0o027)
    try:
        write_whole(tmp_path / "a.txt", "x")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o640
