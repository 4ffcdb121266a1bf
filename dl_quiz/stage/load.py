"""Running a course's Python under a private name: a stranger's from the bytes that were read, and from nowhere else."""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import itertools
import sys
import warnings
import weakref
from collections.abc import Sequence
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, cast

from dl_quiz.bundled import bundled_root
from dl_quiz.files.code import EXERCISES, KERNELS, Code

if TYPE_CHECKING:
    from importlib.abc import Loader  # which would load half of the standard library

_numbers = itertools.count()
_packages: weakref.WeakKeyDictionary[Code, str] = weakref.WeakKeyDictionary()


def load_module(code: Code, name: str) -> ModuleType:
    """Import a module of a course (`conv`, `kernels.conv`); its siblings are imported as it asks for them, relatively.

    Raises whatever the module's own code raises while it is imported.
    """
    if code not in _packages:
        _packages[code] = f"_dl_quiz_course_{next(_numbers)}"
        sys.meta_path.insert(0, _Importer(code, _packages[code]))
    return importlib.import_module(f"{_packages[code]}.{name}")


class _Importer:
    """Finds the modules of one course in its `Code`: no path, no compiled file, no packages but `kernels` and `exercises` are looked at.

    Ours is a part of this package, and is loaded as all of it is: compiled once, not at each start.
    """

    def __init__(self, code: Code, package: str) -> None:
        self.code = code
        self.package = package
        self.ours = code.ours and code.folder == bundled_root() / "demos"

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return how a module of this course is loaded; of other modules nothing is known here."""
        package, _, name = fullname.partition(".")
        if package != self.package:
            return None
        is_package = name in ("", KERNELS, EXERCISES)
        if not is_package and name not in self.code.modules:
            return None
        origin = None if is_package else str(self.code.path(name))
        if self.ours and origin is not None:
            return importlib.util.spec_from_file_location(fullname, origin)
        return importlib.machinery.ModuleSpec(fullname, cast("Loader", self), origin=origin, is_package=is_package)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """Leave the making of the module to the import system."""

    def exec_module(self, module: ModuleType) -> None:
        """Compile and run the bytes of a module."""
        spec = module.__spec__
        if spec is not None and spec.origin is not None:
            module.__file__ = spec.origin
            source = self.code.source(module.__name__.partition(".")[2])
            with warnings.catch_warnings(action="ignore"):
                compiled = _compiled(source, spec.origin)
            exec(compiled, module.__dict__)


def _compiled(source: bytes, origin: str) -> CodeType:
    """Return compiled source. Raises SyntaxError for null bytes, too, for which Python before 3.11.4 has a ValueError."""
    try:
        return compile(source, origin, "exec", dont_inherit=True)
    except ValueError as error:
        raise SyntaxError(str(error)) from None
