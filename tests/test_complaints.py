"""Every sentence that the program composes in both languages is spelled out by a test.

`python -m tests.complaints --reached` tells besides whether a test reaches it.
"""

from tests.complaints import sentences, unknown


def test_every_sentence_is_known_to_a_test():
    assert len(sentences()) > 100
    assert list(map(str, unknown())) == []
