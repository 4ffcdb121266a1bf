"""What runs of a stranger's course is what was read; our own course is loaded as the rest of this package is."""

import importlib.util
import os
import py_compile
from importlib.machinery import SourceFileLoader

from dl_quiz.files.code import Code
from dl_quiz.stage.load import load_module
from tests.courses import copy_of_small, edit
from tests.plays import our_code


def test_a_strangers_compiled_file_is_never_run(tmp_path):
    course = copy_of_small(tmp_path)
    page = course / "demos" / "add.py"
    source, times = page.read_bytes(), (page.stat().st_atime, page.stat().st_mtime)
    edit(course, '"""Addition:', '"""Multiply:', "demos/add.py")
    assert len(page.read_bytes()) == len(source)
    os.utime(page, times)
    compiled = py_compile.compile(str(page), cfile=importlib.util.cache_from_source(str(page)))
    page.write_bytes(source)
    os.utime(page, times)
    assert "Multiply: put two numbers together." in SourceFileLoader("add", str(page)).get_code("add").co_consts, (
        f"Python itself would run {compiled}"
    )
    assert load_module(Code(course / "demos"), "add").__doc__.startswith("Addition")


def test_our_own_code_is_compiled_as_the_rest_of_this_package_is():
    for name in ("conv", "kernels.conv"):
        assert isinstance(load_module(our_code(), name).__spec__.loader, SourceFileLoader)
