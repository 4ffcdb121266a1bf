"""Ways of typing one thing are made one; clauses know what they deny."""

import pytest

from dl_quiz.text.spoken import Spoken, comparable, is_chinese, negations, squeezed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("batch norm", "BatchNorm"),
        ("batch-norm", "batchnorm"),
        ("cross-entropy", "Cross Entropy"),
        ("regularisation", "regularization"),
        ("neighbour", "neighbor"),
        ("∂L/∂W", "dL/dW"),
        ("xᵀ", "x^T"),
        ("1/(1−p)", "1 / (1 - p)"),
        ("optimizer.step()", "optimiser step"),
        ("γ", "gamma"),
        ("filters", "filter"),
        ("isn't flipped", "is not flipped"),
        ("全连接层", "全链接层"),
        ("梯度下降", "剃度下将"),
        ("卷积 层", "卷积层"),
        ("ＲｅＬＵ", "ReLU"),
        ("激活，函数", "激活函数"),
    ],
)
def test_spellings_of_one_thing_are_one(one, other):
    assert squeezed(one) == squeezed(other)


@pytest.mark.parametrize(("one", "other"), [("0.5", "0.05"), ("5", "50"), ("flip", "flop"), ("卷积", "池化")])
def test_other_things_stay_other_things(one, other):
    assert squeezed(one) != squeezed(other)


def test_an_alias_is_the_beginning_of_words_and_a_number_is_whole():
    (sentence,) = Spoken("Downsampling by 0.05 with 3 kernels").sentences
    assert sentence.places("downsampl") and sentence.places("kernel")
    assert not sentence.places("sampl")
    assert not sentence.places("05") and not sentence.places("5")


def test_sentences_and_clauses_are_pieces_of_the_answer():
    answer = "It slides, of course; then it adds. 然后求和，再加偏置。"
    spoken = Spoken(answer)
    assert [len(sentence.clauses) for sentence in spoken.sentences] == [2, 1, 2]
    assert spoken.piece(0, 1) == "It slides, of course"
    assert spoken.piece(3, 4) == "然后求和，再加偏置。"


@pytest.mark.parametrize(
    ("clause", "negated"),
    [
        ("the weights are not shared", True),
        ("the weights aren't shared", True),
        ("not only are weights shared", False),
        ("it is not true that the weights are shared", True),
        ("权重不共享", True),
        ("不同位置的权重共享", False),
        ("判别器的权重共享", False),
        ("没有共享", True),
        ("“权重共享”这种说法是错的", True),
    ],
)
def test_a_clause_knows_what_it_denies(clause, negated):
    (sentence,) = Spoken(clause).sentences
    (place,) = sentence.places("shared" if is_chinese(clause) is False else "共享")
    assert sentence.is_negated(place) is negated


def test_a_negation_ends_with_its_clause():
    (sentence,) = Spoken("It is not invariant, but equivariant").sentences
    assert sentence.is_negated(sentence.places("invarian")[0])
    assert not sentence.is_negated(sentence.places("equivarian")[0])


def test_negations_are_what_is_negated():
    assert negations(comparable("the kernel is not flipped")) == negations(comparable("it never flips"))
    assert negations(comparable("the kernel flips")) == frozenset()
