"""Many small cases as few tests: all cases are tried, and a failure names each that failed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Any

import pytest


def folded(cases: Iterable[Any], by: Callable[[Any], Hashable]) -> Callable[[Callable[[Any], None]], Any]:
    """Let one test try all cases of which `by` says the same, where a test for each would take longer to collect and to report than to run.

    A failure is a group of what the failing cases raised, each with its case.
    """
    groups: dict[Hashable, list[Any]] = defaultdict(list)
    for case in cases:
        groups[by(case)].append(case)

    def fold(test: Callable[[Any], None]) -> Any:
        def test_each(group: list[Any]) -> None:
            failed = [failure for case in group if (failure := _failure(test, case))]
            if failed:
                raise BaseExceptionGroup(f"{len(failed)} of {len(group)} cases fail", failed)

        test_each.__name__, test_each.__doc__ = test.__name__, test.__doc__
        return pytest.mark.parametrize("group", [pytest.param(group, id=str(key)) for key, group in groups.items()])(test_each)

    return fold


def _failure(test: Callable[[Any], None], case: Any) -> BaseException | None:
    try:
        test(case)
    except (Exception, pytest.fail.Exception) as failure:
        failure.add_note(f"in the case {case!r}")
        return failure
    return None
