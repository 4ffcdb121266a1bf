"""The faults that `python -m tests.mutants` plants: each still finds its text once, and no kernel is without one."""

from tests.mutants import engine
from tests.mutants.__main__ import DEMOS, is_stale, kernels_of, mutants_of

FILES = sorted({path.stem for path in (*DEMOS.glob("*.py"), *engine.FAULTS.parent.glob("*.yaml"))} - {"engine", "guards", "shapes"})


def test_every_fault_finds_its_text_once():
    stale = [f"{mutant.kernel}: {mutant.entry.old}" for file in FILES for mutant in mutants_of(file) if is_stale(mutant)]
    stale += [f"{fault}: {fault.old}" for fault in engine.faults([]) if engine.is_stale(fault)]
    assert stale == []


def test_every_kernel_has_a_fault():
    kernels = {kernel for file in FILES if (DEMOS / f"{file}.py").exists() for kernel in kernels_of(file)}
    covered = {mutant.kernel for file in FILES for mutant in mutants_of(file)}
    assert len(covered) > 250 and kernels - covered == set()
