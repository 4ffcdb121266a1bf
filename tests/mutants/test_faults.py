"""Every fault that somebody wrote down can still be planted."""

from tests.mutants import __main__ as kernels
from tests.mutants import engine


def test_no_fault_is_stale():
    files = sorted(path.stem for path in engine.FAULTS.parent.glob("*.yaml") if path != engine.FAULTS)
    mutants = [mutant for demo in files for mutant in kernels.mutants_of(demo)]
    stale = [f"{mutant.kernel}: {mutant.entry.old}" for mutant in mutants if kernels.is_stale(mutant)]
    stale += [f"{fault}: {fault.old}" for fault in engine.faults([]) if engine.is_stale(fault)]
    assert len(mutants) > 500 and stale == [], "the text of these does not occur exactly once in their file"
