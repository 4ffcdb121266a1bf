"""A file is written whole or not at all, and never over another without leave."""

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dl_quiz.errors import UsageError
from dl_quiz.files.write import require_free, whole_file, write_whole


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
    with pytest.raises(UsageError, match="exists; choose another name"):
        require_free(path, force=False)  # before there is anything to write
    require_free(path, force=True)
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


def test_a_name_of_any_length_is_written(tmp_path):
    path = tmp_path / ("n" * 254)
    write_whole(path, "x")
    write_whole(path, "y", force=True)
    assert path.read_text() == "y" and [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_a_file_that_is_written_over_keeps_its_mode(tmp_path, mode):
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(mode)
    write_whole(path, "new", force=True)
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", mode)


def test_a_link_stays_a_link_and_what_it_leads_to_is_written(tmp_path):
    (tmp_path / "deep").mkdir()
    target, link, chain = tmp_path / "deep" / "target", tmp_path / "link", tmp_path / "chain"
    link.symlink_to("deep/target")
    chain.symlink_to("link")
    write_whole(chain, "new")  # it led nowhere so far
    assert target.read_text() == "new" and link.is_symlink() and chain.is_symlink()
    with pytest.raises(UsageError, match="exists; choose another name"):
        write_whole(link, "newer")
    write_whole(link, "newer", force=True)
    assert target.read_text() == "newer" and link.is_symlink() and not target.is_symlink()


def test_a_ring_of_links_gets_its_sentence(tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    for force in (False, True):
        with pytest.raises(UsageError, match=r"a cannot be written \(Too many levels of symbolic links\)"):
            write_whole(tmp_path / "a", "x", force=force)


@pytest.mark.parametrize("force", [False, True])
def test_a_device_is_written_to_and_stays_one(force):
    write_whole(Path("/dev/null"), "x", force=force)
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    with pytest.raises(UsageError, match="/dev/full cannot be written"):
        write_whole(Path("/dev/full"), "x", force=force)


@pytest.mark.parametrize("force", [False, True])
def test_a_pipe_is_written_to_and_stays_one(tmp_path, force):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    require_free(path, force=force)
    write_whole(path, "through", force=force)
    assert os.read(reader, 100) == b"through" and stat.S_ISFIFO(path.stat().st_mode)
    os.close(reader)


def test_what_the_shell_has_opened_is_written_to_as_it_is(tmp_path):
    with (tmp_path / "out").open("w") as out:
        write_whole(Path(f"/dev/fd/{out.fileno()}"), "x")
    assert (tmp_path / "out").read_text() == "x"


def test_of_six_who_write_at_once_one_wins(tmp_path):
    path, here = tmp_path / "a.txt", threading.Barrier(6)

    def write(number):
        try:
            with whole_file(path) as file:
                here.wait()
                file.write(str(number))
        except UsageError as error:
            return error.text.en
        return number

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(write, range(6)))
    (winner,) = (one for one in outcomes if isinstance(one, int))
    assert path.read_text() == str(winner)
    assert outcomes.count(f"{path} exists; choose another name, or add --force to write over it") == 5
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_a_name_is_taken_once_where_files_cannot_have_two_names(tmp_path, monkeypatch):
    def cannot(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", cannot)
    with pytest.raises(UsageError), whole_file(tmp_path / "a.txt") as file:
        file.write("late")
        (tmp_path / "a.txt").write_text("early")
    assert (tmp_path / "a.txt").read_text() == "early"
    write_whole(tmp_path / "b.txt", "x")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.txt", "b.txt"]
