"""Addition: put two numbers together."""


def add(left: float, right: float, carry: bool = True) -> float:
    """The sum of two numbers."""
    return left + right + (0 if carry else 1)


def both(left: float, right: float) -> tuple[float, float]:
    """The sum and the product of two numbers."""
    return left + right, left * right
