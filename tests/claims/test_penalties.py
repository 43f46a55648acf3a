"""Claims about penalties, norms and the objective."""

import numpy as np
import torch
from sklearn.linear_model import Ridge

from claims import claim
from claims.settings import SEEDS, diabetes, ridge
from coursecode.numpy import L1, L2, SGDW, ProximalSGD, fit, mlp
from coursecode.shared.minibatches import minibatches


@claim(
    "norms-are-positive",
    says="A norm gives every vector a strictly positive length.",
    verdict="false",
    because="Every vector but one: the norm of the zero vector is 0, and no other vector has norm "
    "0.",
    chapter="02_regularization",
)
def test_the_zero_vector_has_length_zero_and_no_other():
    for order in (1, 2, np.inf):
        assert np.linalg.norm(np.zeros(3), order) == 0
        assert np.linalg.norm([0, 1e-300, 0], order) > 0 or order == 2  # 1e-600 is no number
        assert np.linalg.norm([0, 1e-100, 0], order) > 0


@claim(
    "l2-adds-a-term",
    says="L2 regularization adds a term to the loss that penalizes large weights.",
    verdict="true",
    because=r"The term is $\lambda \sum w^2$ over the kernels: twice the weight costs four times "
    "as much, whatever its sign.",
    chapter="03_l2",
)
def test_the_objective_is_loss_plus_a_term_that_grows_with_the_weights():
    x, y = np.random.default_rng(0).standard_normal((2, 20, 3))
    bare, penalized = (mlp((3, 3), penalty=penalty, seed=0) for penalty in (None, L2(0.5)))
    rows = [
        fit(model, minibatches(x, y, batch_size=20, seed=0), optimizer=SGDW(1e-300), epochs=1,
            loss="mse")
        for model in (bare, penalized)
    ]  # fmt: skip
    w = bare.kernels[0]
    assert abs(rows[1].total[0] - rows[0].total[0] - 0.5 * np.sum(w**2)) < 1e-12
    assert L2(0.5)(2 * w) == 4 * L2(0.5)(w) == 4 * L2(0.5)(-w)


@claim(
    "regularization-modifies-the-loss",
    says="To regularize is to modify the loss function.",
    verdict="true if",
    because="True of penalties. Dropout, decoupled weight decay, early stopping and max-norm "
    "leave the objective as it is and change what training does: with them total and data loss "
    "are the same number, and yet other weights are found.",
    chapter="02_regularization",
)
def test_a_penalty_changes_the_loss_and_decay_and_dropout_change_the_weights_alone():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((40, 5)), rng.integers(0, 3, 40)

    def run(decay=0.0, **settings):
        model = mlp((5, 16, 3), seed=0, **settings)
        batches = minibatches(x, y, batch_size=40, seed=0)
        return model, fit(model, batches, optimizer=SGDW(0.1, weight_decay=decay), epochs=20)

    plain, _ = run()
    for settings, changes_loss in (
        ({"penalty": L2(0.01)}, True),
        ({"dropout": 0.5}, False),
        ({"decay": 0.1}, False),
    ):
        model, history = run(**settings)
        assert np.abs(model.theta - plain.theta).max() > 0.01
        assert np.all((history.total > history.data_loss) == changes_loss)


@claim(
    "only-a-term-to-implement",
    says="To implement regularization one simply adds a term to the loss.",
    verdict="true if",
    because="For L2 with plain gradient descent the term does all of it. For L1 the term in the "
    "loss leaves no weight at exactly 0; the zeros need a proximal step.",
    chapter="04_l1",
)
def test_the_term_is_enough_for_ridge_and_not_for_the_zeros_of_l1():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((50, 8))
    y = x @ np.array([2.0, -1, 0, 0, 0, 0, 0, 0]) + 0.1 * rng.standard_normal(50)

    def train(penalty, optimizer):
        w = np.zeros(8)
        for _ in range(3000):
            gradient = 2 * x.T @ (x @ w - y) / 50
            optimizer.update(w, gradient + (0 if penalty is None else penalty.gradient(w)))
        return w

    np.testing.assert_allclose(train(L2(0.3), SGDW(0.05)), ridge(x, y, 0.3), rtol=1e-10)
    assert np.sum(train(L1(0.3), SGDW(0.05))[2:] == 0) == 0
    assert np.sum(train(None, ProximalSGD(0.05, L1(0.3)))[2:] == 0) == 6


@claim(
    "loss-value-drives-the-change",
    says="The value of the loss determines how much the weights change.",
    verdict="false",
    because="Its gradient does. A constant added to the loss changes no step; a factor does, and "
    "so does a penalty, through its gradient.",
    chapter="02_regularization",
)
def test_a_constant_added_to_the_loss_changes_no_gradient():
    torch.manual_seed(0)
    w, x = torch.randn(4, dtype=torch.float64), torch.randn(10, 4, dtype=torch.float64)

    def gradient(loss):
        v = w.clone().requires_grad_()
        loss(v).backward()
        return v.grad

    base = gradient(lambda v: (x @ v).square().mean())
    assert torch.equal(base, gradient(lambda v: (x @ v).square().mean() + 1e6))
    assert torch.allclose(2 * base, gradient(lambda v: 2 * (x @ v).square().mean()))


@claim(
    "the-sum-is-minimized",
    says="Loss and penalty are minimized together, not the loss alone.",
    verdict="true",
    because="At the minimum of the objective the two gradients cancel, and neither of them is 0.",
    chapter="02_regularization",
)
def test_at_the_optimum_the_two_gradients_cancel():
    x, y = diabetes()
    w = ridge(x, y, 0.5)
    data = 2 * x.T @ (x @ w - y) / len(x)
    assert np.abs(data + L2(0.5).gradient(w)).max() < 1e-9
    assert np.abs(data).min() > 0.1


@claim(
    "static-loss-means-no-penalty",
    says="If the loss did not depend on the weights, training would bring the penalty to zero.",
    verdict="true",
    because="Then only the penalty pulls. L2 shrinks every weight by the same factor per step; "
    "the proximal step of L1 takes away a constant and arrives at exactly 0.",
    chapter="02_regularization",
)
def test_without_a_data_gradient_only_the_penalty_remains():
    w = np.array([3.0, -0.5, 0.01])
    for penalty, optimizer in ((L2(0.2), SGDW(0.1)), (None, ProximalSGD(0.1, L1(0.2)))):
        v = w.copy()
        for _ in range(1000):
            optimizer.update(v, np.zeros(3) if penalty is None else penalty.gradient(v))
        assert L2(1.0)(v) < 1e-30
    assert np.all(v == 0)


@claim(
    "total-loss-is-a-sum",
    says="The loss of a training set is the sum over its examples.",
    verdict="true if",
    because="It is a convention; this course and the frameworks take the mean. With a sum, the "
    "same minimizer needs a λ that is $n$ times as large, and the same λ means another model.",
    chapter="02_regularization",
)
def test_a_sum_needs_n_times_the_strength_of_a_mean():
    x, y = diabetes()
    of_mean = ridge(x, y, 0.1)
    of_sum = Ridge(alpha=0.1 * len(x), fit_intercept=False).fit(x, y).coef_  # sum of squares
    np.testing.assert_allclose(of_sum, of_mean, rtol=1e-8)
    same_number = Ridge(alpha=0.1, fit_intercept=False).fit(x, y).coef_
    assert np.linalg.norm(same_number - of_mean) > 0.2 * np.linalg.norm(of_mean)


@claim(
    "lambda-sets-the-importance",
    says="λ sets the importance of the penalty: the larger λ, the stronger its effect.",
    verdict="true if",
    because=r"If you measure the effect on $R(\hat\theta)$, which falls as λ grows, and on the "
    r"training loss, which rises. A single weight may grow on the way, and the term $\lambda "
    r"R(\hat\theta)$ that training reports first rises and then falls.",
    chapter="02_regularization",
)
def test_the_penalized_size_falls_along_lambda_and_single_weights_may_grow():
    x, y = diabetes()
    strengths = np.logspace(-4, 3, 60)
    found = np.array([ridge(x, y, strength) for strength in strengths])
    size = np.sum(found**2, axis=1)
    assert np.all(np.diff(size) < 0)
    assert np.all(np.diff([np.mean((y - x @ w) ** 2) for w in found]) > 0)
    assert np.any(np.diff(np.abs(found), axis=0) > 1)
    assert 0 < np.argmax(strengths * size) < 59


@claim(
    "tune-lambda-while-training",
    says="λ is a parameter that we can tune while training.",
    verdict="true if",
    because="On validation data, never on the training objective. As λ grows, the minimum of the "
    r"objective grows at the rate $R(\hat\theta) \ge 0$, so training would always choose λ = 0; "
    "the validation loss chooses another one.",
    chapter="02_regularization",
)
def test_the_training_objective_prefers_zero_and_validation_does_not():
    strengths = np.logspace(-4, 2, 60)
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        truth = 0.5 * rng.standard_normal(20)
        x, more = rng.standard_normal((30, 20)), rng.standard_normal((500, 20))
        y, more_y = (part @ truth + 2 * rng.standard_normal(len(part)) for part in (x, more))

        def minimum(strength, x=x, y=y):
            w = ridge(x, y, strength)
            return np.mean((y - x @ w) ** 2) + strength * np.sum(w**2)

        slope = (minimum(0.1 + 1e-5) - minimum(0.1 - 1e-5)) / 2e-5
        assert abs(slope / np.sum(ridge(x, y, 0.1) ** 2) - 1) < 1e-6
        assert np.all(np.diff([minimum(strength) for strength in strengths]) > 0)
        losses = [np.mean((more_y - more @ ridge(x, y, strength)) ** 2) for strength in strengths]
        assert 0 < np.argmin(losses) < 59


@claim(
    "one-coefficient-per-layer",
    says="It can be desirable to give every layer its own coefficient.",
    verdict="true",
    because="One reason: units. Measure the inputs in another unit, and the first kernel changes "
    "with it. Only a λ of its own for the first layer, changed by the square of the factor, "
    "leaves the objective as it was.",
    chapter="03_l2",
)
def test_a_change_of_units_needs_a_strength_of_the_first_layer_alone():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((20, 4))
    model = mlp((4, 8, 1), penalty=L2(0.1), seed=0)
    own = mlp((4, 8, 1), penalty=[L2(0.1 * 100), L2(0.1)], seed=0)
    common = mlp((4, 8, 1), penalty=L2(0.1 * 100), seed=0)
    for other in (own, common):
        other.kernels[0] /= 10  # the inputs are ten times as large
        np.testing.assert_allclose(other(10 * x), model(x), rtol=1e-12)
    assert abs(own.penalty() / model.penalty() - 1) < 1e-12
    assert abs(common.penalty() / model.penalty() - 1) > 1


@claim(
    "without-absolute-values",
    says="Without the absolute value, a penalty on the sum of the weights would push all weights "
    "to negative numbers.",
    verdict="true if",
    because="If the data loss lets it. Under a squared loss the minimum moves by a finite step, "
    "and many weights stay positive. Where the loss is flat in a direction, as for classes that a "
    "line separates, there is no minimum at all: the objective falls without end.",
    chapter="04_l1",
)
def test_a_signed_penalty_is_finite_under_squared_loss_and_endless_for_separable_classes():
    x, y = diabetes()
    strength, n = 0.5, len(x)
    w = np.linalg.solve(x.T @ x, x.T @ y - n * strength / 2 * np.ones(10))
    gradient = 2 * x.T @ (x @ w - y) / n + strength
    assert np.abs(gradient).max() < 1e-9  # the minimum of mean squared error + strength · Σ w
    assert w.sum() < ridge(x, y, 0).sum()
    assert np.sum(w > 0) >= 3

    weights = -np.logspace(0, 6, 20)  # one feature: the class is its sign, mirrored
    objective = np.logaddexp(0, weights) + strength * weights
    assert np.all(np.diff(objective) < 0)
    assert objective[-1] < -1e5


@claim(
    "sum-over-all-weights",
    says="L1 and L2 sum over all weights of the model.",
    verdict="true if",
    because="By the book they sum over the kernels. Code that sums over `model.parameters()` "
    "takes the biases, and the gains and shifts of normalization layers, as well.",
    chapter="03_l2",
)
def test_all_parameters_are_more_than_all_kernels():
    layers = torch.nn.Linear(4, 8), torch.nn.BatchNorm1d(8), torch.nn.Linear(8, 2)
    model = torch.nn.Sequential(*layers)
    everything = sum(float(p.detach().square().sum()) for p in model.parameters())
    kernels = sum(float(layers[i].weight.detach().square().sum()) for i in (0, 2))
    biases = sum(float(layers[i].bias.detach().square().sum()) for i in (0, 2))
    assert abs(everything - kernels - biases - 8) < 1e-5  # eight gains, all of them 1
    ours = mlp((4, 8, 2), penalty=L2(1.0), seed=0)
    before = ours.penalty()
    for bias in ours.biases:
        bias += 1
    assert ours.penalty() == before


@claim(
    "lambda-over-two-m",
    says=r"The term is $\frac{\lambda}{2m} \sum_l \lVert W_l \rVert^2$ with $m$ the number of "
    "inputs.",
    verdict="true if",
    because="One convention among several, and $m$ is the number of *training examples*. Divided "
    "by the batch size instead, λ is silently multiplied by $m$ / batch size: other weights.",
    chapter="08_conventions",
)
def test_dividing_by_the_batch_size_is_another_strength():
    x, y = diabetes()
    x, y = x[:400], y[:400]
    strength, batch = 40.0, 50

    def mean_gradient(w, divisor):
        steps = [
            x[i : i + batch].T @ (x[i : i + batch] @ w - y[i : i + batch]) / batch
            + strength / divisor * w
            for i in range(0, 400, batch)
        ]
        return np.mean(steps, axis=0)  # of ½ mean squared error + strength / (2 · divisor) ‖w‖²

    right = Ridge(alpha=strength, fit_intercept=False).fit(x, y).coef_
    wrong = Ridge(alpha=strength * 400 / batch, fit_intercept=False).fit(x, y).coef_
    assert np.abs(mean_gradient(right, 400)).max() < 1e-8
    assert np.abs(mean_gradient(wrong, batch)).max() < 1e-8
    assert np.linalg.norm(right - wrong) > 0.2 * np.linalg.norm(right)
