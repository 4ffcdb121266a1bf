"""The faults that `python -m tests.mutants` plants: each still finds its text in a kernel, and no kernel is without one."""

import pytest

from tests.mutants.__main__ import DEMOS, kernels_of, mutants_of

FILES = sorted(path.stem for path in DEMOS.glob("*.py") if path.stem not in ("guards", "shapes"))


@pytest.mark.parametrize("file", FILES)
def test_every_fault_finds_its_text_once_and_every_kernel_has_one(file: str) -> None:
    source = (DEMOS / f"{file}.py").read_text(encoding="utf-8")
    mutants = mutants_of(file)
    assert [mutant.entry.old for mutant in mutants if source.count(mutant.entry.old) != 1] == []
    assert set(kernels_of(file)) <= {mutant.kernel for mutant in mutants}
