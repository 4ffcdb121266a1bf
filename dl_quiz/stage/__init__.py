"""The stage: the words in which a demo's scene speaks, and the reading and playing of demos."""

from dl_quiz.stage.steps import (
    Ask,
    Check,
    Length,
    Plot,
    Range,
    Refusal,
    Say,
    Show,
    Step,
    T,
    at_least,
    at_most,
    differ,
    equal,
    less,
    more,
)

__all__ = [
    "Ask",
    "Check",
    "Length",
    "Plot",
    "Range",
    "Refusal",
    "Say",
    "Show",
    "Step",
    "T",
    "at_least",
    "at_most",
    "differ",
    "equal",
    "less",
    "more",
]
