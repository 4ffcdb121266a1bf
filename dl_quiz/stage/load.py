"""Importing a course's demos under a private name."""

from __future__ import annotations

import hashlib
import importlib
import sys
from pathlib import Path
from types import ModuleType


def load_demo(folder: Path, name: str) -> ModuleType:
    """Import the demo `name` from `folder`; siblings import each other relatively, and no other demo is run.

    Raises whatever the demo's own code raises while it is imported.
    """
    return importlib.import_module(f"{_package(folder)}.{name}")


def _package(folder: Path) -> str:
    """Register `folder` as a package under a name of its own, so that nothing in site-packages is called `demos`."""
    folder = folder.resolve()
    name = f"_dl_quiz_demos_{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    if name not in sys.modules:
        package = ModuleType(name, f"The demos in {folder}.")
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    return name
