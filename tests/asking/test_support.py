"""What shows an answer, in words: a citation as people write it."""

import pytest

from dl_quiz.asking.support import support_of
from dl_quiz.nouns import Cite, FollowUp, Source, Text

SAID = Text(en="x", zh="x")


@pytest.mark.parametrize(
    ("authors", "written"),
    [
        ("Y. Kim", "Y. Kim"),
        ("Y. Wu, K. He", "Y. Wu, K. He"),
        ("K. He, X. Zhang, S. Ren, J. Sun", "K. He et al."),
        ("B. Jacob et al.", "B. Jacob et al."),
    ],
)
def test_of_many_authors_the_first_is_named(authors, written):
    source = Source(id="one", title="On depth", authors=authors, year=2016, where="CVPR", shows=SAID)
    item = FollowUp(level=1, ask=SAID, answer=SAID, cite=Cite(source="one", place="§3.2"))
    assert support_of(item, [source], {}).cited == f"{written} 2016, On depth, §3.2"
