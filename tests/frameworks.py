"""The only test file that knows the three frameworks: one adapter each, the same few questions.

A kernel goes in and comes out as a NumPy array (inputs, outputs), whatever the framework stores;
``group_axis`` translates the axis that names the groups.
"""

import keras
import numpy as np
import tensorflow as tf
import torch

import coursecode.keras
import coursecode.numpy
import coursecode.torch


class NumPy:
    name = "numpy"
    package = coursecode.numpy
    arrays = staticmethod(np.asarray)

    def group_axis(self, axis):
        return axis

    def value(self, penalty, w):
        return float(penalty(w))

    def gradient(self, penalty, w):
        return penalty.gradient(w)

    def prox(self, penalty, w, step):
        return penalty.prox(w, step)

    def optimizer(self, name, model, **settings):
        return getattr(self.package, name)(**settings)

    def steps(self, name, w, gradients, **settings):
        """A bare kernel (and bias) after one optimizer step per gradient."""
        optimizer, w = getattr(self.package, name)(**settings), w.copy()
        for gradient in gradients:
            optimizer.update(w, gradient, kernels=[w] if w.ndim > 1 else [])
        return w

    def penalty(self, model):
        return float(model.penalty())

    def outputs(self, model, x):
        return model(x)

    def dropout(self, layer, x, training):
        return layer(x, training=training)

    def dropout_gradient(self, layer, x, upstream):
        """Output and gradient of Σ upstream·y with respect to x, in training mode."""
        y = layer(x, training=True)
        return y, layer.backward(upstream)

    def make_dropout(self, rate, source):
        return self.package.Dropout(rate, source)


class PyTorch:
    name = "torch"
    package = coursecode.torch

    def group_axis(self, axis):
        return 1 - axis

    def value(self, penalty, w):
        return penalty(tensor(w)).item()

    def gradient(self, penalty, w):
        t = tensor(w).requires_grad_()
        penalty(t).backward()
        return array(t.grad)

    def prox(self, penalty, w, step):
        return array(penalty.prox(tensor(w), step))

    def optimizer(self, name, model, **settings):
        return getattr(self.package, name)(model.parameters(), **settings)

    def steps(self, name, w, gradients, **settings):
        p = torch.nn.Parameter(tensor(w))
        optimizer = getattr(self.package, name)([p], **settings)
        for gradient in gradients:
            p.grad = tensor(gradient)
            optimizer.step()
        return array(p)

    def penalty(self, model):
        return model.penalty().item()

    def outputs(self, model, x):
        return model.eval()(torch.from_numpy(x)).detach().numpy()

    def dropout(self, layer, x, training):
        return layer.train(training)(torch.from_numpy(x)).numpy()

    def dropout_gradient(self, layer, x, upstream):
        t = torch.from_numpy(x).requires_grad_()
        y = layer.train()(t)
        (y * torch.from_numpy(upstream)).sum().backward()
        return y.detach().numpy(), t.grad.numpy()

    def make_dropout(self, rate, source):
        return self.package.Dropout(rate, source)


class Keras:
    name = "keras"
    package = coursecode.keras

    def group_axis(self, axis):
        return axis

    def value(self, penalty, w):
        return float(penalty(tf.constant(w)))

    def gradient(self, penalty, w):
        t = tf.Variable(w)
        with tf.GradientTape() as tape:
            value = penalty(t)
        return tape.gradient(value, t).numpy()

    def prox(self, penalty, w, step):
        return keras.ops.convert_to_numpy(penalty.prox(tf.constant(w), step))

    def optimizer(self, name, model, **settings):
        return getattr(self.package, name)(**settings)

    def steps(self, name, w, gradients, **settings):
        variable = keras.Variable(w, dtype=w.dtype.name)
        optimizer = getattr(self.package, name)(**settings)
        for gradient in gradients:
            optimizer.apply([tf.constant(gradient)], [variable])
        return variable.value.numpy()

    def penalty(self, model):
        return float(sum(model.losses))

    def outputs(self, model, x):
        return keras.ops.convert_to_numpy(model(x, training=False))

    def dropout(self, layer, x, training):
        if training and layer.source is not None:
            layer.draw_from_source(len(x))
        return keras.ops.convert_to_numpy(layer(tf.constant(x), training=training))

    def dropout_gradient(self, layer, x, upstream):
        layer.draw_from_source(len(x))
        t = tf.Variable(x)
        with tf.GradientTape() as tape:
            y = layer(t, training=True)
            total = keras.ops.sum(y * upstream)
        return y.numpy(), tape.gradient(total, t).numpy()

    def make_dropout(self, rate, source):
        layer = self.package.Dropout(rate, source, dtype="float64")
        layer(keras.Input((UNITS,), dtype="float64"))  # build it for this width
        return layer


UNITS = 40
FRAMEWORKS = {adapter.name: adapter() for adapter in (NumPy, PyTorch, Keras)}


def tensor(w):
    """A NumPy kernel (inputs, outputs) as PyTorch stores it: (outputs, inputs)."""
    return torch.from_numpy(np.transpose(w).copy())


def array(t):
    """And back again."""
    return np.transpose(t.detach().numpy())


def flat(pairs):
    """All weights in one vector."""
    return np.concatenate([part.ravel() for pair in pairs for part in pair])
