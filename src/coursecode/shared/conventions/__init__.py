"""One strength in many conventions: every conversion goes to and from the course's own form.

The course's form is (data loss) + l1 Σ|w| + l2 Σw², without ½, with the squared error or the
cross-entropy of one example as its loss, and with free biases. `Strengths` holds its two numbers.

- ``from_x(…)`` takes the numbers as x writes them, by their names there, and returns `Strengths`.
- ``to_x(strengths, …)`` returns the numbers for x as keywords: ``Lasso(**to_lasso(strengths))``.
- `NoEquivalent` is raised where x cannot say the same thing.

A round trip is exact in real arithmetic. In float64 it returns the same bits if all factors are
powers of two, and otherwise errs by a few units in the last place of the larger strength: a share
such as ``l1_ratio`` cannot carry a small strength beside a large one to more digits than that.
"""

from coursecode.shared.conventions.adamw import (
    adamw_from_paper,
    adamw_to_paper,
    from_adamw,
    to_adamw,
)
from coursecode.shared.conventions.networks import (
    from_keras_l1,
    from_keras_l1l2,
    from_keras_l2,
    from_keras_sgd,
    from_l2_loss,
    from_torch_weight_decay,
    to_keras_l1,
    to_keras_l1l2,
    to_keras_l2,
    to_keras_sgd,
    to_l2_loss,
    to_torch_weight_decay,
)
from coursecode.shared.conventions.noise import (
    batch_norm_to_keras,
    batch_norm_to_torch,
    from_input_dropout,
    from_keep_probability,
    gaussian_variance,
    inverted_from_standard,
    rate_of_gaussian_variance,
    standard_from_inverted,
    to_input_dropout,
    to_keep_probability,
)
from coursecode.shared.conventions.priors import (
    from_gaussian_prior,
    from_laplace_prior,
    to_gaussian_prior,
    to_laplace_prior,
)
from coursecode.shared.conventions.sklearn_linear import (
    from_elastic_net,
    from_lasso,
    from_liblinear,
    from_logistic_regression,
    from_ridge,
    from_sgd_classifier,
    from_sgd_regressor,
    liblinear_intercept,
    to_elastic_net,
    to_lasso,
    to_liblinear,
    to_logistic_regression,
    to_ridge,
    to_sgd_classifier,
    to_sgd_regressor,
)
from coursecode.shared.conventions.sklearn_networks import (
    from_mlp_classifier,
    from_mlp_regressor,
    to_mlp_classifier,
    to_mlp_regressor,
)
from coursecode.shared.conventions.strengths import (
    NoEquivalent,
    Strengths,
    from_objective,
    to_objective,
)
from coursecode.shared.conventions.texts import (
    from_glmnet_binomial,
    from_glmnet_gaussian,
    from_half_l2,
    from_l2_share,
    from_lambda_over_2m,
    from_zou_hastie,
    to_glmnet_binomial,
    to_glmnet_gaussian,
    to_half_l2,
    to_l2_share,
    to_lambda_over_2m,
    to_zou_hastie,
)

__all__ = [
    "NoEquivalent",
    "Strengths",
    "adamw_from_paper",
    "adamw_to_paper",
    "batch_norm_to_keras",
    "batch_norm_to_torch",
    "from_adamw",
    "from_elastic_net",
    "from_gaussian_prior",
    "from_glmnet_binomial",
    "from_glmnet_gaussian",
    "from_half_l2",
    "from_input_dropout",
    "from_keep_probability",
    "from_keras_l1",
    "from_keras_l1l2",
    "from_keras_l2",
    "from_keras_sgd",
    "from_l2_loss",
    "from_l2_share",
    "from_lambda_over_2m",
    "from_laplace_prior",
    "from_lasso",
    "from_liblinear",
    "from_logistic_regression",
    "from_mlp_classifier",
    "from_mlp_regressor",
    "from_objective",
    "from_ridge",
    "from_sgd_classifier",
    "from_sgd_regressor",
    "from_torch_weight_decay",
    "from_zou_hastie",
    "gaussian_variance",
    "inverted_from_standard",
    "liblinear_intercept",
    "rate_of_gaussian_variance",
    "standard_from_inverted",
    "to_adamw",
    "to_elastic_net",
    "to_gaussian_prior",
    "to_glmnet_binomial",
    "to_glmnet_gaussian",
    "to_half_l2",
    "to_input_dropout",
    "to_keep_probability",
    "to_keras_l1",
    "to_keras_l1l2",
    "to_keras_l2",
    "to_keras_sgd",
    "to_l2_loss",
    "to_l2_share",
    "to_lambda_over_2m",
    "to_laplace_prior",
    "to_lasso",
    "to_liblinear",
    "to_logistic_regression",
    "to_mlp_classifier",
    "to_mlp_regressor",
    "to_objective",
    "to_ridge",
    "to_sgd_classifier",
    "to_sgd_regressor",
    "to_torch_weight_decay",
    "to_zou_hastie",
]
