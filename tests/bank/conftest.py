"""What tests of the bank share: a scene is played once for all the proofs and keys that look at it."""

import pytest

from tests.plays import shared_plays


@pytest.fixture(scope="session", autouse=True)
def plays():
    """Let proofs and keys play scenes as the tests of scenes do: each once."""
    with shared_plays():
        yield


def pytest_collection_modifyitems(items):
    """Put the tests of one topic side by side, so that they run in one process and share its plays."""
    here = [place for place, item in enumerate(items) if item.path.parent.name == "bank"]
    for place, item in zip(here, sorted((items[place] for place in here), key=_topic_of), strict=True):
        items[place] = item


def _topic_of(item):
    return str(item.callspec.params.get("topic") or item.callspec.id).partition("/")[0] if hasattr(item, "callspec") else ""
