# right: from the input on


def receptive_field_of(kernels, strides):
    field, jump = 1, 1
    for kernel, stride in zip(kernels, strides):
        field += (kernel - 1) * jump
        jump *= stride
    return field


# right: from the last layer back


def receptive_field_of(kernels, strides):
    field = 1
    for kernel, stride in zip(reversed(kernels), reversed(strides)):
        field = (field - 1) * stride + kernel
    return field


# right: the closed form


def receptive_field_of(kernels, strides):
    import math

    return 1 + sum((kernel - 1) * math.prod(strides[:layer]) for layer, kernel in enumerate(kernels))


# right: the pixels themselves


def receptive_field_of(kernels, strides):
    seen = {0}
    for kernel, stride in list(zip(kernels, strides))[::-1]:
        seen = {place * stride + offset for place in seen for offset in range(kernel)}
    return max(seen) - min(seen) + 1


# wrong: a layer's own stride counts for its own kernel


def receptive_field_of(kernels, strides):
    field, jump = 1, 1
    for kernel, stride in zip(kernels, strides):
        jump *= stride
        field += (kernel - 1) * jump
    return field


# wrong: strides are ignored


def receptive_field_of(kernels, strides):
    return 1 + sum(kernel - 1 for kernel in kernels)


# wrong: kernels without the minus 1


def receptive_field_of(kernels, strides):
    field, jump = 0, 1
    for kernel, stride in zip(kernels, strides):
        field += kernel * jump
        jump *= stride
    return field


# wrong: it begins at 0


def receptive_field_of(kernels, strides):
    field, jump = 0, 1
    for kernel, stride in zip(kernels, strides):
        field += (kernel - 1) * jump
        jump *= stride
    return field


# wrong: the layers in the wrong order


def receptive_field_of(kernels, strides):
    field = 1
    for kernel, stride in zip(kernels, strides):
        field = (field - 1) * stride + kernel
    return field


# wrong: only the stride just before


def receptive_field_of(kernels, strides):
    field, before = 1, 1
    for kernel, stride in zip(kernels, strides):
        field += (kernel - 1) * before
        before = stride
    return field


# wrong: strides are added up


def receptive_field_of(kernels, strides):
    field, jump = 1, 1
    for kernel, stride in zip(kernels, strides):
        field += (kernel - 1) * jump
        jump += stride - 1
    return field


# wrong: the field times the stride


def receptive_field_of(kernels, strides):
    field = 1
    for kernel, stride in zip(reversed(kernels), reversed(strides)):
        field = field * stride + kernel - 1
    return field


# wrong: the area


def receptive_field_of(kernels, strides):
    field, jump = 1, 1
    for kernel, stride in zip(kernels, strides):
        field += (kernel - 1) * jump
        jump *= stride
    return field**2


# wrong: the last layer is left out


def receptive_field_of(kernels, strides):
    field, jump = 1, 1
    for layer in range(len(kernels) - 1):
        field += (kernels[layer] - 1) * jump
        jump *= strides[layer]
    return field
