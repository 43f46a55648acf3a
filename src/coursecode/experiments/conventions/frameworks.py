"""A penalized linear model as each framework's users write it; the chapter shows it in tabs.

All three start at 0, take every example in every step, and return the weights and the bias. The
optimizer comes from outside, with whatever decay it has; the bias is kept out of a decay by the
means of each framework.
"""

import keras
import numpy as np
import tensorflow as tf
import torch

from coursecode import numpy as in_numpy
from coursecode.shared.minibatches import minibatches


def train_numpy(part, optimizer, *, penalty=None, steps):
    model = in_numpy.mlp((part.x.shape[1], 1), penalty=penalty, seed=0)
    model.theta[...] = 0
    batches = minibatches(*part, batch_size=len(part.x), seed=0)
    in_numpy.fit(model, batches, optimizer=optimizer, epochs=steps, loss="mse")
    [(kernel, bias)] = in_numpy.weights(model)
    return kernel[:, 0], bias[0]


def train_torch(part, optimizer, *, weight_decay=0.0, penalty=None, steps):
    x, y = map(torch.tensor, part)
    w = torch.zeros(x.shape[1], dtype=x.dtype, requires_grad=True)
    b = torch.zeros(1, dtype=x.dtype, requires_grad=True)
    decayed = {"params": [w], "weight_decay": weight_decay}
    step_with = optimizer([decayed, {"params": [b], "weight_decay": 0.0}])
    for _ in range(steps):
        step_with.zero_grad()
        loss = torch.nn.functional.mse_loss(x @ w + b, y)
        (loss if penalty is None else loss + penalty(w)).backward()
        step_with.step()
    return w.detach().numpy(), b.item()


def train_keras(part, optimizer, *, penalty=None, steps):
    x, y = map(tf.constant, part)
    layer = keras.layers.Dense(
        1, kernel_initializer="zeros", kernel_regularizer=penalty, dtype="float64"
    )
    layer.build(x.shape)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    optimizer.build(layer.trainable_variables)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((layer(x)[:, 0] - y) ** 2)
            loss += sum(layer.losses)
        optimizer.apply(tape.gradient(loss, layer.trainable_variables), layer.trainable_variables)

    for _ in range(steps):
        step()
    kernel, bias = layer.get_weights()
    return np.asarray(kernel)[:, 0], float(bias[0])
