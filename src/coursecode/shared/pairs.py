"""What a network is made of, for those who know no framework: a list of (kernel, bias) pairs."""

import numpy as np

__all__ = ["linked", "matching"]


def linked(pairs):
    """Return the pairs as arrays if each layer fits the next one and they form one network.

    Raises
    ------
    ValueError
        Naming the first layer that does not fit.
    """
    pairs = [(np.asarray(kernel), np.asarray(bias)) for kernel, bias in pairs]
    for layer, (kernel, bias) in enumerate(pairs):
        inputs = pairs[layer - 1][1].shape[-1:] if layer else kernel.shape[:1]
        if kernel.ndim != 2 or kernel.shape != inputs + bias.shape:
            raise ValueError(
                f"pairs[{layer}] must hold a kernel (inputs, outputs) and a bias (outputs,) that "
                f"fit the layer before, got shapes {kernel.shape} and {bias.shape}. "
                "Give weights(model) of one network."
            )
    if not pairs:
        raise ValueError("pairs must hold one (kernel, bias) per layer, got none.")
    return pairs


def matching(pairs, own):
    """Return the pairs if they have the shapes of a network's ``own`` ones.

    Raises
    ------
    ValueError
        Saying both lists of kernel shapes.
    """
    pairs = [(np.asarray(kernel), np.asarray(bias)) for kernel, bias in pairs]
    got, expected = ([(k.shape, b.shape) for k, b in some] for some in (pairs, own))
    if got != expected:
        raise ValueError(
            f"pairs must have the shapes of the network, kernels {[k for k, _ in expected]} and "
            f"biases {[b for _, b in expected]}, got {[k for k, _ in got]} and "
            f"{[b for _, b in got]}. A kernel is (inputs, outputs) in every framework."
        )
    return pairs
