"""The entry point, before anything else is imported."""

import os
import subprocess
import sys

import pytest

SHOW = """
import os, sys
from dl_quiz.__main__ import main
sys.argv = ["dl-quiz", "--version"]
try:
    main()
finally:
    print("numpy" in sys.modules, os.environ["OMP_NUM_THREADS"])
"""


@pytest.mark.parametrize(("given", "kept"), [({}, "1"), ({"OMP_NUM_THREADS": "3"}, "3")])
def test_numpy_works_on_one_thread_unless_its_user_says_otherwise(given: dict[str, str], kept: str) -> None:
    surroundings = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"} | given
    shown = subprocess.run([sys.executable, "-c", SHOW], env=surroundings, check=True, capture_output=True, text=True)
    assert shown.stdout.endswith(f"\nFalse {kept}\n")
