"""Small courses for tests: one that is right, and ways to break it."""

import shutil
from pathlib import Path

SMALL = Path(__file__).parent / "small"


def copy_of_small(folder: Path) -> Path:
    """Copy the small course into `folder`, to be broken."""
    return Path(shutil.copytree(SMALL, folder / "course"))


def edit(course: Path, old: str, new: str, file: str = "questions/adding.yaml") -> Path:
    """Replace text that must be there exactly once."""
    path = course / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return course
