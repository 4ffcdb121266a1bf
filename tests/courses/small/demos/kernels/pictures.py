"""Pictures: the arithmetic under them."""


def square(side: float) -> float:
    """The area of a square."""
    return side * side
