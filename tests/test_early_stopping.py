"""Early stopping: when it stops, what it restores, and that `fit` obeys it, against brute force."""

import math

import keras
import numpy as np
import pytest
from frameworks import FRAMEWORKS, flat
from hypothesis import example, given, strategies as st

import coursecode.keras
import coursecode.numpy
from coursecode.shared.minibatches import minibatches

# Multiples of 1/8, so that "fell by exactly min_delta" is common and no rounding blurs it.
finite = st.integers(-8, 24).map(lambda k: k / 8)
losses = st.lists(finite | st.sampled_from([math.nan, math.inf]), min_size=1, max_size=20)
rules = st.tuples(st.integers(1, 5), st.sampled_from([0.0, 0.125, 0.5]))
INF, NAN = math.inf, math.nan


def improvements(sequence, min_delta):
    """The epochs that improve on the improvement before them, one after the other."""
    found, bar = [], INF
    while True:
        later = range(found[-1] + 1 if found else 0, len(sequence))
        following = [e for e in later if sequence[e] < bar - min_delta]
        if not following:
            return found
        found.append(following[0])
        bar = sequence[found[-1]]


def oracle(sequence, patience, min_delta):
    """Best epoch (−1: none) and last epoch: the first gap of ``patience`` ends the training."""
    best = -1
    for epoch in [*improvements(sequence, min_delta), len(sequence) + patience]:
        if epoch - best > patience:
            break
        best = epoch
    return best, min(best + patience, len(sequence) - 1)


def model_of(framework):
    return framework.package.mlp((1, 1))


def mark(framework, model, epoch):
    framework.package.set_weights(model, [(np.full((1, 1), float(epoch)), np.array([-1.0]))])


def marked(framework, model):
    return framework.package.weights(model)[0][0].item()


def play(framework, sequence, patience, min_delta, stopping=None):
    """Show it a sequence until it stops; the weights of an epoch are its number."""
    stopping = stopping or framework.package.EarlyStopping(patience, min_delta)
    model, ran = model_of(framework), 0
    for epoch, loss in enumerate(sequence):
        mark(framework, model, epoch)
        ran = epoch
        if stopping.update(loss, model):
            break
    stopping.restore(model)
    return stopping, ran, marked(framework, model)


@given(sequence=losses, rule=rules)
@example(sequence=[1.0, NAN, NAN, 0.5], rule=(2, 0.0))
@example(sequence=[NAN, 1.0, 0.875, 0.75, 0.5, 1.0], rule=(2, 0.125))
@example(sequence=[INF, NAN], rule=(2, 0.0))
@example(sequence=[3.0, 2.0, 1.0], rule=(5, 0.0))
def test_agrees_with_brute_force(sequence, rule):
    best, last = oracle(sequence, *rule)
    for framework in FRAMEWORKS.values():
        stopping, ran, restored = play(framework, sequence, *rule)
        assert (stopping.best_epoch, stopping.last_epoch, ran) == (best, last, last), framework.name
        assert restored == (best if best >= 0 else last), framework.name
        assert stopping.best_loss == (sequence[best] if best >= 0 else INF)


@pytest.mark.parametrize(
    ("patience", "min_delta", "best", "last"),
    [(1, 0.0, 2, 3), (2, 0.0, 2, 4), (3, 0.0, 5, 8), (9, 0.0, 5, 8), (2, 0.05, 2, 4)],
)
def test_by_hand(framework, patience, min_delta, best, last):
    sequence = [1.0, 0.9, 0.8, 0.85, 0.84, 0.79, 0.9, 0.9, 0.9]
    stopping, ran, restored = play(framework, sequence, patience, min_delta)
    assert (stopping.best_epoch, ran, restored) == (best, last, best)


def test_small_gains_add_up(framework):
    """Measured from the last improvement, not from the epoch before."""
    sequence = [1.0, 0.96, 0.92, 0.88, 0.84, 0.80]
    stopping, ran, _ = play(framework, sequence, 3, 0.1)
    assert (stopping.best_epoch, ran) == (3, 5)


def test_the_best_weights_are_copies(framework):
    """Training goes on changing the model in place; what was kept must not change with it."""
    stopping, model = framework.package.EarlyStopping(3), model_of(framework)
    mark(framework, model, 7)
    stopping.update(1.0, model)
    for worse in range(2):
        mark(framework, model, 100 + worse)
        stopping.update(2.0, model)
    stopping.restore(model)
    assert marked(framework, model) == 7
    mark(framework, model, 9)  # and going on from the restored weights leaves the kept ones alone
    stopping.restore(model)
    assert marked(framework, model) == 7


def test_nothing_changes_after_the_stop(framework):
    stopping, _, _ = play(framework, [1.0, 2.0], 1, 0.0)
    model = model_of(framework)
    mark(framework, model, 50)
    assert stopping.update(0.1, model)
    assert (stopping.best_epoch, stopping.last_epoch, stopping.best_loss) == (0, 1, 1.0)


def test_reset_forgets(framework):
    stopping, _, _ = play(framework, [0.1, 2.0], 1, 0.0)
    stopping.reset()
    again, ran, restored = play(framework, [5.0, 4.0, 4.5], 1, 0.0, stopping)
    assert (again.best_epoch, ran, restored) == (1, 2, 1)


class FakeModel:
    """What `keras.callbacks.EarlyStopping` asks of a model."""

    def __init__(self):
        self.stop_training, self.current = False, None

    def get_weights(self):
        return [self.current]

    def set_weights(self, kept):
        (self.current,) = kept


def play_keras(callback, sequence):
    model, ran = FakeModel(), 0
    callback.set_model(model)
    callback.on_train_begin()
    for epoch, loss in enumerate(sequence):
        model.current, ran = epoch, epoch
        callback.on_epoch_end(epoch, {"val_loss": loss})
        if model.stop_training:
            break
    callback.on_train_end()
    return callback.best_epoch, ran, model.current


@given(first=finite, sequence=losses, rule=rules)
def test_keras_agrees_when_it_restores_the_best(first, sequence, rule):
    """With a first loss that is a number, and patience of at least 1, the rules coincide."""
    sequence = [first, *sequence]
    patience, min_delta = rule
    theirs = keras.callbacks.EarlyStopping(
        patience=patience, min_delta=min_delta, restore_best_weights=True
    )
    ours = coursecode.keras.EarlyStopping(patience, min_delta)
    assert play_keras(ours, sequence) == play_keras(theirs, sequence)


def test_where_keras_differs():
    def theirs(**settings):
        return keras.callbacks.EarlyStopping(**settings)

    sequence = [1.0, 0.5, 0.75, 0.25, 2.0]
    assert play_keras(theirs(patience=1), sequence)[-1] == 2  # the last weights
    assert play_keras(theirs(patience=0), sequence) == play_keras(theirs(patience=1), sequence)
    ours = coursecode.keras.EarlyStopping(1)
    assert play_keras(ours, sequence) == (1, 2, 1)
    # A first loss that is NaN is their best one; no number is smaller than it.
    sequence = [NAN, 1.0, 0.5, 0.25]
    assert play_keras(theirs(patience=2, restore_best_weights=True), sequence) == (0, 2, 0)
    assert play_keras(coursecode.keras.EarlyStopping(2), sequence) == (3, 3, 3)
    # And they never stop at the first epoch.
    assert play_keras(theirs(patience=1), [NAN, NAN, NAN])[1] == 1
    assert play_keras(coursecode.keras.EarlyStopping(1), [NAN, NAN, NAN])[1] == 0


rng = np.random.default_rng(0)
x = rng.standard_normal((60, 5))
y = np.where(rng.random(60) < 0.4, rng.integers(0, 3, 60), x[:, :3].argmax(axis=1))
held_x = rng.standard_normal((40, 5))
held_y = held_x[:, :3].argmax(axis=1)


def train(framework, epochs=60, dropout=0.0, **settings):
    model = framework.package.mlp((5, 24, 3), dropout=dropout, seed=1)
    history = framework.package.fit(
        model,
        minibatches(x, y, batch_size=20, seed=2),
        optimizer=framework.optimizer("SGDW", model, learning_rate=0.5),
        epochs=epochs,
        validation=(held_x, held_y),
        **settings,
    )
    return model, history


def validation_loss(framework, model):
    z = framework.outputs(model, held_x)
    z = z - z.max(axis=1, keepdims=True)
    return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(40), held_y]).mean()


def test_fit_stops_and_restores(framework):
    _, plain = train(framework)
    best, last = oracle(plain.validation_loss.tolist(), 5, 0.0)
    assert best > 0
    assert last < 59
    model, history = train(framework, early_stopping=framework.package.EarlyStopping(5))
    assert history.best_epoch == best
    assert len(history) == last + 1
    np.testing.assert_array_equal(history.validation_loss, plain.validation_loss[: last + 1])
    assert validation_loss(framework, model) == pytest.approx(plain.validation_loss[best], 1e-12)
    assert plain.best_epoch is None


def test_fit_restores_at_a_normal_end_too(framework):
    model, history = train(framework, early_stopping=framework.package.EarlyStopping(1000))
    assert len(history) == 60
    assert history.best_epoch == np.argmin(history.validation_loss)
    assert validation_loss(framework, model) == pytest.approx(history.validation_loss.min(), 1e-12)
    assert history.validation_loss[-1] > history.validation_loss.min() + 0.01


def test_one_object_serves_several_trainings(framework):
    stopping = framework.package.EarlyStopping(5)
    first, once = train(framework, early_stopping=stopping)
    second, again = train(framework, early_stopping=stopping)
    assert once.best_epoch == again.best_epoch
    assert len(once) == len(again)
    np.testing.assert_array_equal(
        flat(framework.package.weights(first)), flat(framework.package.weights(second))
    )


@pytest.mark.parametrize("kind", [RuntimeError, KeyboardInterrupt])
def test_a_broken_training_leaves_evaluation_mode_and_the_best_weights_at_hand(framework, kind):
    """Broken in the middle of an epoch, with dropout on and its masks held."""
    batches = minibatches(x, y, batch_size=20, seed=2)

    class Broken(type(batches)):
        def __iter__(self):
            if stopping.last_epoch < 29:
                yield from super().__iter__()
                return
            yield next(super().__iter__())
            raise kind

    batches.__class__ = Broken
    model = framework.package.mlp((5, 24, 3), dropout=0.25, seed=1)
    stopping = framework.package.EarlyStopping(100)
    with pytest.raises(kind):
        framework.package.fit(
            model,
            batches,
            optimizer=framework.optimizer("SGDW", model, learning_rate=0.5),
            epochs=60,
            validation=(held_x, held_y),
            early_stopping=stopping,
        )
    assert not getattr(model, "training", False)
    assert not any(getattr(layer, "source", None) and layer.source.held is not None
                   for layer in getattr(model, "layers", []))  # fmt: skip
    assert validation_loss(framework, model) > stopping.best_loss
    stopping.restore(model)
    assert validation_loss(framework, model) == pytest.approx(stopping.best_loss, 1e-12)


def test_inside_model_fit_it_is_a_callback():
    framework = FRAMEWORKS["keras"]
    model = framework.package.mlp((5, 24, 3), seed=1)
    model.compile(
        framework.optimizer("SGDW", model, learning_rate=0.5),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True, dtype="float64"),
    )
    stopping = framework.package.EarlyStopping(5)
    history = model.fit(
        x,
        y,
        batch_size=60,
        epochs=80,
        validation_data=(held_x, held_y),
        callbacks=[stopping],
        verbose=0,
    ).history["val_loss"]
    best, last = oracle(history, 5, 0.0)
    assert (stopping.best_epoch, len(history)) == (best, last + 1)
    assert last < 79
    assert validation_loss(framework, model) == pytest.approx(history[best], 1e-6)
    with pytest.raises(ValueError, match=r"needs a validation loss.*validation_data"):
        model.fit(x, y, epochs=1, callbacks=[stopping], verbose=0)


def test_each_of_many_networks_stops_alone():
    """Rows of losses, one per network: each as the oracle says, and NaN in one harms no other."""
    sequences = np.array(
        [
            [3.0, 2.0, 2.5, 2.5, 1.0, 0.5, 0.1],
            [3.0, 2.0, 1.0, 0.5, 0.75, 0.25, 1.0],
            [NAN, NAN, NAN, 1.0, 0.5, 0.4, 0.3],
            [NAN, 2.0, NAN, 1.0, NAN, NAN, 0.5],
        ]
    )
    model = coursecode.numpy.mlp((1, 1), seed=[0, 1, 2, 3])
    stopping = coursecode.numpy.EarlyStopping(2)
    for epoch, loss in enumerate(sequences.T):
        model.theta[...] = epoch
        if stopping.update(loss, model):
            break
    stopping.restore(model)
    expected = [oracle(s.tolist(), 2, 0.0) for s in sequences]
    assert stopping.best_epoch.tolist() == [best for best, _ in expected] == [1, 5, -1, 3]
    assert stopping.last_epoch.tolist() == [last for _, last in expected]
    assert model.theta[:, 0].tolist() == [1, 5, 6, 3]
