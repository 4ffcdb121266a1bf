"""A file of a course that is no file, or no text, is refused in bounded time, by a sentence that names it; what does not need it works."""

import contextlib
import os
import signal
import time

import pytest

from dl_quiz.errors import CourseError
from dl_quiz.files.read import MOST_FILES, names_in, read_plain
from dl_quiz.nouns import Text
from tests.courses import SMALL, copy_of_small
from tests.program import run_in_process


@contextlib.contextmanager
def seconds(most):
    """Fail where something takes longer, even where it would never come back."""

    def late(*_):
        raise TimeoutError(f"longer than {most} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(most)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def a_pipe(path):
    os.mkfifo(path)


def a_device(path):
    path.symlink_to("/dev/zero")


def a_folder(path):
    path.mkdir()


def a_loop(path):
    path.symlink_to(path.name)


def a_dangling_link(path):
    path.symlink_to("nowhere")


def a_huge_file(path):
    with path.open("wb") as file:
        file.truncate(1_000_000_000)


def not_text(path):
    path.write_bytes(b"\xff\xfe\x00" * 100)


def null_bytes(path):
    path.write_bytes(b"\0" * 1000)


DAMAGES = [a_pipe, a_device, a_folder, a_loop, a_dangling_link, a_huge_file, not_text, null_bytes]
FILES = ["questions/adding.yaml", "questions/course.yaml", "demos/add.py", "demos/kernels/add.py", "demos/zh/add.yaml"]
COMMANDS = [[], ["topics"], ["topics", "adding"], ["explain", "adding"], ["explain", "adding/sum-of-two"], ["quiz", "--answers", "-"], ["sheet"], ["check"], ["check", "--run", "--jobs", "1"], ["demo"], ["demo", "add", "count", "--no-step"], ["demo", "add", "--source"], ["demo", "add", "--help"]]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("file", FILES)
def test_what_is_no_file_is_refused_by_name_and_never_waited_for(tmp_path, file, damage):
    course = copy_of_small(tmp_path)
    (course / file).unlink()
    damage(course / file)
    for command in COMMANDS:
        with seconds(20):
            done = run_in_process(*command, "--course", course, "--trust", home=tmp_path / "home")
        assert done.code in ((0, 1, 3) if "check" in command else (0, 3)), (command, done)
        if done.code:
            assert file.rpartition("/")[2] in done.out + done.err, (command, done)
        assert len(done.err) < 2000, command
    assert run_in_process("check", "--course", course, home=tmp_path / "home").code in (1, 3)


@pytest.mark.parametrize("folder", ["questions", "demos", "demos/kernels", "demos/zh"])
@pytest.mark.parametrize("name", [b"\xff", "new\nline", "\x1b[31m", "two words", "中文", "\u202e"], ids=repr)
def test_a_name_that_cannot_be_typed_is_named_or_left_alone(tmp_path, folder, name):
    course = copy_of_small(tmp_path)
    ending = "py" if folder in ("demos", "demos/kernels") else "yaml"
    name = name if isinstance(name, bytes) else name.encode()
    (course / folder / os.fsdecode(name + b"." + ending.encode())).write_text("x")
    for command in COMMANDS:
        with seconds(20):
            done = run_in_process(*command, "--course", course, "--trust", home=tmp_path / "home")
        assert done.code in (0, 1, 3), (command, done)
        if folder == "questions":
            assert done.code == 3
            assert "has a name that is no topic's; use lower-case words joined by hyphens" in done.err


def test_hidden_files_and_other_endings_are_left_alone(tmp_path):
    course = copy_of_small(tmp_path)
    for name in (
        "questions/.#adding.yaml",
        "questions/._adding.yaml",
        "questions/notes.txt",
        "questions/adding.yaml~",
        "demos/.hidden.py",
        "demos/add.pyc",
    ):
        (course / name).symlink_to("nowhere")
    done, ours = (run_in_process("topics", "--course", root, home=tmp_path / "home") for root in (course, SMALL))
    assert (done.code, done.out) == (0, ours.out)


def test_a_folder_of_too_many_files_is_refused(tmp_path):
    course = copy_of_small(tmp_path)
    for turn in range(MOST_FILES + 1):
        (course / "questions" / f"t{turn}.txt").touch()
    done = run_in_process("topics", "--course", course, home=tmp_path / "home")
    assert (done.code, done.err) == (3, f"{course}/questions: holds more than 2,000 files; check that it is the right folder\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list everything")
def test_a_folder_that_may_not_be_listed_is_named(tmp_path):
    (tmp_path / "locked").mkdir(mode=0)
    with pytest.raises(CourseError) as failure:
        names_in(tmp_path / "locked", ".yaml")
    assert failure.value.text.en == f"{tmp_path}/locked: cannot be listed (Permission denied); check its permissions"


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (a_pipe, "is a pipe, not a file; put the file itself there"),
        (a_device, "is a device, not a file; put the file itself there"),
        (a_folder, "is a folder, not a file; put the file itself there"),
        (a_loop, "cannot be read (Too many levels of symbolic links); check the path and its permissions"),
        (a_dangling_link, "cannot be read (No such file or directory); check the path and its permissions"),
        (a_huge_file, "is larger than 100 bytes; split it, or check that it is the right file"),
    ],
)
def test_why_there_is_nothing_to_read(tmp_path, damage, sentence):
    damage(tmp_path / "it")
    start = time.monotonic()
    read = read_plain(tmp_path / "it", 100)
    assert isinstance(read, Text) and read.en == sentence and read.zh
    assert time.monotonic() - start < 10  # a pipe that is waited for never comes


def test_a_name_that_no_file_can_have_is_no_fault(tmp_path):
    assert isinstance(read_plain(tmp_path / ("x" * 5000), 100), Text)
    assert isinstance(read_plain(tmp_path / "a\0b", 100), Text)


def test_an_empty_file_has_no_bytes(tmp_path):
    (tmp_path / "it").touch()
    assert read_plain(tmp_path / "it", 0) == b""
