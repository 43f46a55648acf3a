"""The elastic net in a network, as each framework's users write it; the chapter shows it in tabs.

All three train the same network on the same batches and return its weights, (kernel, bias) by
layer. With ``proximal`` the penalty acts through its prox after every step; without, it is part of
the loss, as the frameworks offer it.
"""

import keras

from coursecode import keras as in_keras, numpy as in_numpy, torch as in_torch

SIZES = (64, 16, 10)


def train_numpy(batches, learning_rate, l1, l2, *, epochs, proximal):
    penalty = in_numpy.ElasticNet(l1, l2)
    if proximal:
        model = in_numpy.mlp(SIZES, seed=0)
        optimizer = in_numpy.ProximalSGD(learning_rate, penalty)
    else:
        model = in_numpy.mlp(SIZES, penalty=penalty, seed=0)
        optimizer = in_numpy.SGDW(learning_rate)
    in_numpy.fit(model, batches, optimizer=optimizer, epochs=epochs)
    return in_numpy.weights(model)


def train_torch(batches, learning_rate, l1, l2, *, epochs, proximal):
    penalty = in_torch.ElasticNet(l1, l2)
    if proximal:
        model = in_torch.mlp(SIZES, seed=0)
        optimizer = in_torch.ProximalSGD(model.parameters(), learning_rate, penalty)
    else:
        model = in_torch.mlp(SIZES, penalty=penalty, seed=0)
        optimizer = in_torch.SGDW(model.parameters(), learning_rate)
    in_torch.fit(model, batches, optimizer=optimizer, epochs=epochs)
    return in_torch.weights(model)


def train_keras(batches, learning_rate, l1, l2, *, epochs, proximal):
    if proximal:
        model = in_keras.mlp(SIZES, seed=0)
        optimizer = in_keras.ProximalSGD(learning_rate, in_keras.ElasticNet(l1, l2))
    else:
        model = in_keras.mlp(SIZES, penalty=keras.regularizers.L1L2(l1, l2), seed=0)
        optimizer = keras.optimizers.SGD(learning_rate)
    in_keras.fit(model, batches, optimizer=optimizer, epochs=epochs)
    return in_keras.weights(model)
