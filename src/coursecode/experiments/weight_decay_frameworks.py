"""The optimizers of the frameworks as black boxes: gradients go in, weights come out."""

import keras
import numpy as np
import torch

import coursecode.keras
import coursecode.numpy
import coursecode.torch


def path(optimizer, start, gradient, steps):
    """Weights before every step and after the last, (steps + 1, ...), in double precision.

    ``optimizer`` is a NumPy optimizer of the course, an optimizer of Keras, or a function that
    makes one of PyTorch from its parameters; ``gradient`` is a function of the weights.
    """
    step = stepper(optimizer, np.array(start, dtype=np.float64))
    found = [np.array(start, dtype=np.float64)]
    for _ in range(steps):
        found.append(step(gradient(found[-1])))
    return np.array(found)


def stepper(optimizer, w):
    """A function from a gradient to the weights after the next step."""
    if isinstance(optimizer, keras.optimizers.Optimizer):
        variable = keras.Variable(w, dtype="float64")

        def step(g):
            optimizer.apply([keras.ops.convert_to_tensor(g, "float64")], [variable])
            return keras.ops.convert_to_numpy(variable.value)

    elif hasattr(optimizer, "update"):
        w = w.copy()

        def step(g):
            optimizer.update(w, g)
            return w.copy()

    else:
        parameter = torch.nn.Parameter(torch.from_numpy(w.copy()))
        own = optimizer([parameter])

        def step(g):
            parameter.grad = torch.from_numpy(g)
            own.step()
            return parameter.detach().numpy().copy()

    return step


def three_paths(name, start, gradient, steps, **settings):
    """`path` with the course's optimizer of this name in the three frameworks: {title: weights}.

    A vector has one axis, like a bias, so PyTorch and Keras are told that it shall decay.
    """
    settings["decay_biases"] = True
    makers = {
        "NumPy": getattr(coursecode.numpy, name)(**settings),
        "PyTorch": lambda params: getattr(coursecode.torch, name)(params, **settings),
        "Keras": getattr(coursecode.keras, name)(**settings),
    }
    return {title: path(maker, start, gradient, steps) for title, maker in makers.items()}


def strength(w, gradient):
    """The strength at which w is stationary for L + strength ‖w‖²: −⟨w, ∇L⟩ / 2‖w‖²."""
    return -np.vdot(w, gradient(w)) / (2 * np.vdot(w, w))


def squared_error(x, y):
    """The gradient of mean((y − x w)²) at w, and where that plus strength ‖w‖² is smallest."""
    gram, target = 2 * x.T @ x / len(x), 2 * x.T @ y / len(x)

    def ridge(strength):
        return np.linalg.solve(gram + 2 * strength * np.eye(len(gram)), target)

    return lambda w: gram @ w - target, ridge


def decayed():
    """What one step without any gradient does to kernel, bias and gain: {optimizer: factors}.

    Learning rate ½ and decay ½, so what decays is multiplied by ¾.
    """
    settings = {"lr": 0.5, "weight_decay": 0.5}
    makers = {
        "torch.optim.SGD": lambda p: torch.optim.SGD(p, **settings),
        "torch.optim.AdamW": lambda p: torch.optim.AdamW(p, **settings),
        "coursecode.torch.AdamW": lambda p: coursecode.torch.AdamW(p, 0.5, weight_decay=0.5),
    }
    found = {name: torch_factors(make) for name, make in makers.items()}
    found["keras.optimizers.SGD"] = keras_factors(keras.optimizers.SGD(0.5, weight_decay=0.5))
    found["keras.optimizers.AdamW"] = keras_factors(keras.optimizers.AdamW(0.5, weight_decay=0.5))
    found["coursecode.keras.AdamW"] = keras_factors(coursecode.keras.AdamW(0.5, weight_decay=0.5))
    return found


def torch_factors(make):
    """Factors of one step for a linear layer with ones, and the gain behind it."""
    layer, norm = torch.nn.Linear(2, 2), torch.nn.BatchNorm1d(2)
    parameters = [layer.weight, layer.bias, norm.weight]
    with torch.no_grad():
        for p in parameters:
            p.fill_(1.0)
    for p in parameters:
        p.grad = torch.zeros_like(p)
    make(parameters).step()
    return [p.detach().mean().item() for p in parameters]


def keras_factors(optimizer):
    """The same in Keras."""
    layer = keras.layers.Dense(2, kernel_initializer="ones", bias_initializer="ones")
    norm = keras.layers.BatchNormalization()
    layer.build((None, 2))
    norm.build((None, 2))
    variables = [layer.kernel, layer.bias, norm.gamma]
    optimizer.apply([keras.ops.zeros_like(v) for v in variables], variables)
    return [float(keras.ops.mean(v)) for v in variables]
