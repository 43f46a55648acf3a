"""The same network, the same penalty and the same accident in three frameworks."""

import keras
import numpy as np
import tensorflow as tf
import torch

import coursecode.keras
import coursecode.numpy
import coursecode.torch
from coursecode.shared.minibatches import minibatches
from coursecode.shared.pruning import remove_dead_units, remove_unused_inputs

FRAMEWORKS = {
    "NumPy": coursecode.numpy,
    "PyTorch": coursecode.torch,
    "Keras": coursecode.keras,
}


def train(name, part, *, axis):
    """Train 64-24-10 with proximal steps of group lasso on both kernels; double precision."""
    package = FRAMEWORKS[name]
    model = package.mlp((64, 24, 10), seed=0)
    penalty = package.GroupLasso(2.0**-8, axis=axis)
    parameters = [model.parameters()] if name == "PyTorch" else []
    optimizer = package.ProximalSGD(*parameters, 2.0**-2, penalty, momentum=0.875)
    batches = minibatches(*part, batch_size=len(part.x), seed=0)
    package.fit(model, batches, optimizer=optimizer, epochs=300)
    return model


def shrink(name, model):
    """A smaller network of the same framework, and which inputs it reads."""
    package = FRAMEWORKS[name]
    pairs, used = remove_unused_inputs(remove_dead_units(package.weights(model)))
    smaller = package.mlp((len(pairs[0][0]), *(len(bias) for _, bias in pairs)), seed=0)
    package.set_weights(smaller, pairs)
    return smaller, used


def outputs(name, model, x):
    """What a network of any framework says, as a NumPy array."""
    if name == "PyTorch":
        return model(torch.from_numpy(x)).detach().numpy()
    return np.asarray(model(x))


def slope_at_zero(name, norms):
    """The gradient of ``norms`` (a function of a matrix) at one row of three zeros: a number."""
    if name == "PyTorch":
        t = torch.zeros((1, 3), requires_grad=True)
        norms(t).sum().backward()
        return t.grad[0, 0].item()
    t = tf.Variable(np.zeros((1, 3)))
    with tf.GradientTape() as tape:
        total = keras.ops.sum(norms(t))
    return float(tape.gradient(total, t)[0, 0])


def lost_parameters(penalty, part):
    """How many of 610 parameters are NaN after two steps of PyTorch's SGD with one pruned input."""
    model = coursecode.torch.mlp((64, 8, 10), penalty=[penalty, None], seed=0)
    with torch.no_grad():
        model[0].weight[:, 0] = 0
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(2):
        optimizer.zero_grad()
        output = model(torch.from_numpy(part.x))
        loss = torch.nn.functional.cross_entropy(output, torch.from_numpy(part.y))
        (loss + model.penalty()).backward()
        optimizer.step()
    return sum(int(p.isnan().sum()) for p in model.parameters())
