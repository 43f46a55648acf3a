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

    def own_source(self, seed):
        """The framework's own source of randomness, begun at a seed."""
        return np.random.default_rng(seed)

    def make_dropout(self, rate, source):
        return self.package.Dropout(rate, source)

    def make_noise(self, stddev, source):
        return self.package.GaussianNoise(stddev, source)

    def projected(self, constraint, w):
        return constraint(w)

    def make_norm(self, features, **settings):
        return self.package.BatchNorm(features, **settings)

    def norm(self, layer, x, training):
        return layer(x, training=training)

    def norm_gradients(self, layer, x, upstream, training):
        """Gradients of Σ upstream·y with respect to x, gain and shift."""
        layer(x, training=training)
        return layer.backward(upstream), layer.gain_gradient, layer.shift_gradient

    def norm_state(self, layer):
        """Gain, shift, running mean and running variance."""
        return layer.gain, layer.shift, layer.running_mean, layer.running_variance

    def set_norm(self, layer, gain, shift):
        layer.gain, layer.shift = gain, shift


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
        return self.scheduled(name, model.parameters(), **settings)

    def scheduled(self, name, params, learning_rate=1e-3, **settings):
        """A schedule multiplies a learning rate of 1 and moves on after every step."""
        if not callable(learning_rate):
            return getattr(self.package, name)(params, learning_rate=learning_rate, **settings)
        optimizer = getattr(self.package, name)(params, learning_rate=1.0, **settings)
        scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, learning_rate)
        optimizer.register_step_post_hook(lambda *_: scheduler.step())
        return optimizer

    def steps(self, name, w, gradients, **settings):
        p = torch.nn.Parameter(tensor(w))
        optimizer = self.scheduled(name, [p], **settings)
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

    def own_source(self, seed):
        return torch.Generator().manual_seed(seed)

    def make_dropout(self, rate, source):
        return self.package.Dropout(rate, source)

    def make_noise(self, stddev, source):
        return self.package.GaussianNoise(stddev, source)

    def projected(self, constraint, w):
        return array(constraint(tensor(w)))

    def make_norm(self, features, **settings):
        return self.package.BatchNorm(features, **settings)

    def norm(self, layer, x, training):
        return layer.train(training)(torch.from_numpy(x)).detach().numpy()

    def norm_gradients(self, layer, x, upstream, training):
        t = torch.from_numpy(x).requires_grad_()
        y = layer.train(training)(t)
        wanted = (t, layer.weight, layer.bias)
        found = torch.autograd.grad((y * torch.from_numpy(upstream)).sum(), wanted)
        return tuple(gradient.numpy() for gradient in found)

    def norm_state(self, layer):
        state = (layer.weight, layer.bias, layer.running_mean, layer.running_var)
        return tuple(t.detach().numpy().copy() for t in state)

    def set_norm(self, layer, gain, shift):
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(gain))
            layer.bias.copy_(torch.from_numpy(shift))


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
        if callable(settings.get("learning_rate")):
            settings["learning_rate"] = Schedule(settings["learning_rate"])
        return getattr(self.package, name)(**settings)

    def steps(self, name, w, gradients, **settings):
        variable = keras.Variable(w, dtype=w.dtype.name)
        optimizer = self.optimizer(name, None, **settings)
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

    def own_source(self, seed):
        return seed

    def make_dropout(self, rate, source):
        layer = self.package.Dropout(rate, source, dtype="float64")
        layer(keras.Input((UNITS,), dtype="float64"))  # build it for this width
        return layer

    def make_noise(self, stddev, source):
        layer = self.package.GaussianNoise(stddev, source, dtype="float64")
        layer(keras.Input((UNITS,), dtype="float64"))  # build it for this width
        return layer

    def projected(self, constraint, w):
        return keras.ops.convert_to_numpy(constraint(tf.constant(w)))

    def make_norm(self, features, **settings):
        layer = self.package.BatchNorm(**settings)
        layer.build((None, features))
        return layer

    def norm(self, layer, x, training):
        return keras.ops.convert_to_numpy(layer(tf.constant(x), training=training))

    def norm_gradients(self, layer, x, upstream, training):
        t = tf.Variable(x)
        with tf.GradientTape() as tape:
            total = keras.ops.sum(layer(t, training=training) * upstream)
        wanted = (t, layer.gamma.value, layer.beta.value)
        return tuple(gradient.numpy() for gradient in tape.gradient(total, wanted))

    def norm_state(self, layer):
        return tuple(layer.get_weights())

    def set_norm(self, layer, gain, shift):
        layer.set_weights([gain, shift, *layer.get_weights()[2:]])


class Schedule(keras.optimizers.schedules.LearningRateSchedule):
    """A function of the step as Keras wants it: the first 200 values, in float64."""

    def __init__(self, rate):
        self.values = tf.constant([rate(step) for step in range(200)], "float64")

    def __call__(self, step):
        return keras.ops.take(self.values, step)


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
