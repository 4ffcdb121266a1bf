"""What tests of the bank share: a scene is played once for all the proofs and keys that look at it."""

import pytest

from tests.plays import shared_plays


@pytest.fixture(scope="session", autouse=True)
def plays():
    """Let proofs and keys play scenes as the tests of scenes do: each once."""
    with shared_plays():
        yield
