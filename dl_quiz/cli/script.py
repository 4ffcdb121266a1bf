"""Commands for scripts."""

from __future__ import annotations

import typer


def sheet(context: typer.Context) -> None:
    raise NotImplementedError


def grade(context: typer.Context) -> None:
    raise NotImplementedError
