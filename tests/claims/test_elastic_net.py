"""Claims about the elastic net and groups of correlated features."""

import numpy as np
from sklearn.linear_model import ElasticNet, Lasso

from claims import claim
from claims.settings import SEEDS, diabetes, ridge


@claim(
    "elastic-net-costs-more",
    says="Elastic net is more expensive than lasso or ridge alone.",
    verdict="true if",
    because="If you count the search: a second strength to choose makes a line of candidates a "
    "grid. One fit costs no more. Coordinate descent even needs fewer sweeps when most of the "
    "penalty is L2.",
    chapter="05_elastic_net",
)
def test_one_fit_needs_no_more_sweeps_and_the_grid_has_more_fits():
    def sweeps(x, y, mix):
        return ElasticNet(alpha=0.5, l1_ratio=mix, tol=1e-10, max_iter=10**6).fit(x, y).n_iter_

    for seed in SEEDS:
        x, y = diabetes()
        rows = np.random.default_rng(seed).permutation(len(x))[:300]
        lasso, half, mostly_l2 = (sweeps(x[rows], y[rows], mix) for mix in (1.0, 0.5, 0.1))
        assert half < 1.5 * lasso
        assert mostly_l2 < lasso
    line = [(strength,) for strength in range(10)]
    grid = [(l1, l2) for l1 in range(10) for l2 in range(10)]
    assert len(grid) == len(line) ** 2


@claim(
    "elastic-net-formula",
    says=r"The elastic net penalty is $(1 - \alpha) \sum \lvert w \rvert + \alpha \sum w^2$.",
    verdict="true if",
    because="With a λ in front of it, and read as it stands: here α is the share of *L2*. In "
    "scikit-learn the share called `l1_ratio` is that of L1, and the L2 part has a ½.",
    chapter="05_elastic_net",
)
def test_scikit_learn_minimizes_it_with_the_shares_exchanged():
    x, y = diabetes()

    def slope_condition(w, strength, share):
        """0 where w minimizes ½ mean squared error + strength · the formula above."""
        pull = x.T @ (y - x @ w) / len(x) - 2 * strength * share * w
        limit = strength * (1 - share)
        off = np.where(w == 0, np.maximum(np.abs(pull) - limit, 0), pull - limit * np.sign(w))
        return np.abs(off).max()

    alpha, ratio = 2.0, 0.75
    w = ElasticNet(alpha=alpha, l1_ratio=ratio, tol=1e-12, max_iter=10**6).fit(x, y).coef_
    l1, l2 = alpha * ratio, alpha * (1 - ratio) / 2
    assert slope_condition(w, l1 + l2, l2 / (l1 + l2)) < 1e-5
    assert slope_condition(w, l1 + l2, l1 / (l1 + l2)) > 0.1


@claim(
    "naive-and-corrected",
    says="Elastic net has a naive and a corrected version; rescaling corrects it.",
    verdict="true",
    because="The naive one shrinks twice: L1 subtracts, L2 divides. For orthonormal columns, "
    "multiplying by the divisor gives the lasso back, exactly. Libraries ship the naive one.",
    chapter="05_elastic_net",
)
def test_rescaling_undoes_the_second_shrinkage():
    x, y = diabetes()
    columns = np.linalg.qr(x)[0]
    n = len(y)
    l1, l2 = 80.0, 0.5  # of ½ ‖y − Xw‖² + l1 Σ |w| + l2/2 Σ w²
    alpha = (l1 + l2) / n
    settings = {"tol": 1e-14, "max_iter": 10**6, "fit_intercept": False}
    naive = ElasticNet(alpha=alpha, l1_ratio=l1 / (l1 + l2), **settings).fit(columns, y).coef_
    lasso = Lasso(alpha=l1 / n, **settings).fit(columns, y).coef_
    assert 2 <= np.sum(lasso != 0) < 10
    assert np.all((naive == 0) == (lasso == 0))
    np.testing.assert_allclose((1 + l2) * naive, lasso, rtol=1e-8)


@claim(
    "selects-and-is-stable",
    says="Elastic net selects features as L1 does and is as stable as L2 when they are correlated.",
    verdict="true",
    because="Three near-copies of the cause, three of something else: lasso and elastic net drop "
    "the others, but lasso shares the weight out differently for every sample, elastic net "
    "equally each time, as ridge does.",
    chapter="05_elastic_net",
)
def test_near_copies_get_equal_weights_and_the_others_none():
    unequal = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        cause, other = rng.uniform(0, 20, (2, 100))
        signs = np.array([1, -1, 1])
        x = np.hstack([np.outer(cause, signs), np.outer(other, signs)])
        x += rng.standard_normal(x.shape) / 4
        y = cause + 0.1 * other + rng.standard_normal(100)
        x, y = (x - x.mean(0)) / x.std(0), y - y.mean()
        top = np.abs(x.T @ y).max() / 100
        lasso = Lasso(alpha=0.3 * top, max_iter=10**5).fit(x, y).coef_
        net = ElasticNet(alpha=0.6 * top, l1_ratio=0.5, max_iter=10**5).fit(x, y).coef_
        assert np.all(lasso[3:] == 0)
        assert np.all(net[3:] == 0)
        shared = ridge(x, y, top)
        spreads = [np.std(np.abs(w[:3])) / np.mean(np.abs(w[:3])) for w in (lasso, net, shared)]
        assert max(spreads[1:]) < 0.02 < spreads[0]
        unequal.append(spreads[0])
    assert np.median(unequal) > 0.5
