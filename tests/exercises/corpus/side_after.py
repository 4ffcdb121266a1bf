# right: layer after layer


def side_after(side, layers):
    for kernel, stride, padding in layers:
        side = (side + 2 * padding - kernel) // stride + 1
    return side


# right: windows counted


def side_after(side, layers):
    for kernel, stride, padding in layers:
        side = len(range(0, side + 2 * padding - kernel + 1, stride))
    return side


# right: a recursion


def side_after(side, layers):
    if len(layers) == 0:
        return side
    kernel, stride, padding = layers[0]
    return side_after(int((side - kernel + 2 * padding + stride) / stride), layers[1:])


# right: fractions are carried on, and cut off at the end


def side_after(side, layers):
    for kernel, stride, padding in layers:
        side = (side + 2 * padding - kernel) / stride + 1
    return int(side)


# wrong: the padding on one side


def side_after(side, layers):
    for kernel, stride, padding in layers:
        side = (side + padding - kernel) // stride + 1
    return side


# wrong: rounded up


def side_after(side, layers):
    for kernel, stride, padding in layers:
        side = -(-(side + 2 * padding - kernel) // stride) + 1
    return side


# wrong: the 1 is forgotten


def side_after(side, layers):
    for kernel, stride, padding in layers:
        side = (side + 2 * padding - kernel) // stride
    return side


# wrong: the 1 is divided too


def side_after(side, layers):
    for kernel, stride, padding in layers:
        side = (side + 2 * padding - kernel + 1) // stride
    return side


# wrong: divided by the stride alone


def side_after(side, layers):
    for kernel, stride, padding in layers:
        side = side // stride
    return side


# wrong: stride and padding swapped


def side_after(side, layers):
    for kernel, padding, stride in layers:
        side = (side + 2 * padding - kernel) // max(stride, 1) + 1
    return side


# wrong: rounded to the nearest


def side_after(side, layers):
    for kernel, stride, padding in layers:
        side = round((side + 2 * padding - kernel) / stride) + 1
    return side


# wrong: every layer from the first side


def side_after(side, layers):
    result = side
    for kernel, stride, padding in layers:
        result = (side + 2 * padding - kernel) // stride + 1
    return result


# wrong: the padding is subtracted


def side_after(side, layers):
    for kernel, stride, padding in layers:
        side = (side - 2 * padding - kernel) // stride + 1
    return side


# wrong: from the last layer on


def side_after(side, layers):
    for kernel, stride, padding in reversed(layers):
        side = (side + 2 * padding - kernel) // stride + 1
    return side


# wrong: the number of pixels


def side_after(side, layers):
    for kernel, stride, padding in layers:
        side = (side + 2 * padding - kernel) // stride + 1
    return side * side
