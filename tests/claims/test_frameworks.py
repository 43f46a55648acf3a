"""Claims about what the frameworks do."""

import inspect

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch

from claims import claim
from claims.settings import trained


def dense(**settings):
    layer = keras.layers.Dense(3, dtype="float64", **settings)
    layer.build((None, 4))
    return layer


@claim(
    "keras-l2-argument",
    says="In Keras, `kernel_regularizer=l2(0.01)` adds an L2 penalty; 0.01 is its strength.",
    verdict="true",
    because=r"It adds $0.01 \sum w^2$ over the kernel, without ½, and nothing for the bias.",
    chapter="03_l2",
)
def test_the_argument_multiplies_the_squares_of_the_kernel():
    layer = dense(kernel_regularizer=keras.regularizers.L2(0.01), bias_initializer="ones")
    kernel = np.asarray(layer.kernel)
    np.testing.assert_allclose(
        [float(loss) for loss in layer.losses], [0.01 * np.sum(kernel**2)], rtol=1e-6
    )


@claim(
    "keras-layer-losses",
    says="In Keras the penalties of a layer can be read from `layer.losses`.",
    verdict="true if",
    because="Once the layer is built. Before it has weights the list is empty, and it is empty "
    "again when the layer is frozen.",
)
def test_the_list_is_empty_before_building_and_after_freezing():
    layer = keras.layers.Dense(3, kernel_regularizer="l2")
    assert len(layer.losses) == 0
    layer.build((None, 4))
    assert len(layer.losses) == 1
    layer.trainable = False
    assert len(layer.losses) == 0


@claim(
    "keras-current-weights",
    says="The penalty of a layer is computed from its current weights.",
    verdict="true",
    because="`layer.losses` is computed anew whenever it is read.",
)
def test_the_penalty_follows_the_weights():
    layer = dense(kernel_regularizer=keras.regularizers.L2(0.01))
    before = float(layer.losses[0])
    layer.kernel.assign(3 * layer.kernel)
    assert abs(float(layer.losses[0]) / before - 9) < 1e-6


@claim(
    "keras-activity-regularizer",
    says="Keras divides the penalty of an `activity_regularizer` by the batch size.",
    verdict="true if",
    because="In the version of Keras that this course pins, and by the first axis alone: outputs "
    "with a time axis are not divided by the number of steps. Ask the same of the version that "
    "you use.",
)
def test_the_sum_over_outputs_is_divided_by_the_first_axis_alone():
    for shape in ((6, 4), (6, 5, 4)):
        layer = dense(activity_regularizer=keras.regularizers.L2(0.3))
        output = layer(np.random.default_rng(0).standard_normal(shape))
        total = 0.3 * np.sum(np.asarray(output) ** 2)
        np.testing.assert_allclose(float(layer.losses[0]), total / 6, rtol=1e-6)


@claim(
    "tensorflow-l2-loss",
    says="TensorFlow's `tf.nn.l2_loss` gives the L2 term of a tensor.",
    verdict="true if",
    because=r"It gives half of it, $\frac12 \sum w^2$, and no square root: λ times `l2_loss` is "
    "the L2 of this course with λ/2.",
    chapter="08_conventions",
)
def test_l2_loss_is_half_the_sum_of_squares():
    w = np.random.default_rng(0).standard_normal((3, 4))
    half = float(tf.nn.l2_loss(w))
    assert abs(half - 0.5 * np.sum(w**2)) < 1e-12
    assert abs(half - float(keras.regularizers.L2(1.0)(w))) > 0.1


@claim(
    "regularizers-require-lambda",
    says="The L1 and L2 regularizers of Keras require their λ, and L1L2 requires both.",
    verdict="false",
    because="They have defaults: 0.01 for L1 and L2; 0 and 0 for L1L2, which then does nothing.",
    chapter="05_elastic_net",
)
def test_the_regularizers_have_defaults():
    w = np.full((2, 2), 3.0)
    assert float(keras.regularizers.L1()(w)) == pytest.approx(0.01 * 12)
    assert float(keras.regularizers.L2()(w)) == pytest.approx(0.01 * 36)
    assert float(keras.regularizers.L1L2()(w)) == 0


def loop_as_printed(model, batches, optimizer):
    """The pattern: the penalty is there, the training is not."""
    for _ in batches:
        penalty = sum(p.pow(2.0).sum() for p in model.parameters())
        loss = loss + 0.001 * penalty  # noqa: F821
    return loss


def loop_repaired(model, batches, optimizer):
    kernels = [p for p in model.parameters() if p.dim() > 1]
    for x, y in batches:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x), y)
        (loss + 0.001 * sum(p.square().sum() for p in kernels)).backward()
        optimizer.step()
    return loss


@claim(
    "training-loop-as-printed",
    says="A PyTorch loop that computes the penalty and writes `loss = loss + l2_lambda * l2_norm` "
    "trains with L2.",
    verdict="false",
    because="Not where it is printed without the forward pass, `zero_grad`, `backward` and "
    "`step`: it stops at its first step, because `loss` has no value. With them it trains. What "
    "is called norm is a sum of squares, and `model.parameters()` penalizes the biases too.",
    chapter="03_l2",
)
def test_the_printed_loop_stops_and_the_repaired_one_learns():
    _, _, split = trained(0.0, 0)
    x = torch.tensor(split.train.x, dtype=torch.float32)
    batches = [(x[i : i + 50], torch.tensor(split.train.y[i : i + 50])) for i in range(0, 200, 50)]
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    with pytest.raises(UnboundLocalError, match="loss"):
        loop_as_printed(model, batches, optimizer)
    first = loop_repaired(model, batches, optimizer).item()
    for _ in range(30):
        last = loop_repaired(model, batches, optimizer).item()
    assert last < 0.2 * first


@claim(
    "l2-most-common",
    says="L2 is the most common regularization technique.",
    verdict="opinion",
    because="Nothing in this book can count what people use. What can be checked: it is nobody's "
    "default under that name. Layers, SGD and Adam come without any penalty, and the optimizers "
    "that regularize unasked, such as AdamW and Muon, use decay and not L2.",
)
def test_no_framework_penalizes_unless_asked():
    assert dense().kernel_regularizer is None
    assert len(dense().losses) == 0
    for without in (keras.optimizers.SGD, keras.optimizers.Adam):
        assert without().weight_decay is None
    for unasked in (keras.optimizers.AdamW, keras.optimizers.Muon):
        assert unasked().weight_decay > 0

    def default(optimizer):
        return inspect.signature(optimizer).parameters["weight_decay"].default

    assert default(torch.optim.SGD) == default(torch.optim.Adam) == 0
    assert min(default(torch.optim.AdamW), default(torch.optim.Muon)) > 0
