"""The rows of the table, cheapest first, with their goals."""

from benchmarks.harness import Row


def side(worker, module, task):
    return worker, f"benchmarks.{module}:{task}"


ROWS = [
    Row(
        name="import",
        what="`import coursecode.numpy`, whole process",
        reference_is="`import numpy`",
        ours=side("start", "start_up", "task_import_coursecode"),
        reference=side("start", "start_up", "task_import_numpy"),
        goal=1.2,
    ),
    Row(
        name="first-training",
        what="import, load digits, train one epoch, whole process",
        reference_is="`import numpy`",
        ours=side("start", "start_up", "task_first_training"),
        reference=side("start", "start_up", "task_import_numpy"),
        goal=1.5,
    ),
    Row(
        name="fit-numpy",
        what="`fit` in NumPy, 64-128-10, float64, momentum and L2",
        reference_is="the same mathematics inline, weights bit-identical",
        ours=side("numpy", "inline_numpy", "task_fit"),
        reference=side("numpy", "inline_numpy", "task_inline"),
        goal=1.03,
        rounds=36,
        repeats=3,
        processes=12,
    ),
    Row(
        name="fit-torch",
        what="`fit` in PyTorch, the same",
        reference_is="the same loop inline, weights bit-identical",
        ours=side("torch", "inline_torch", "task_fit"),
        reference=side("torch", "inline_torch", "task_inline"),
        goal=1.03,
        rounds=24,
        repeats=3,
        processes=8,
    ),
    Row(
        name="fit-keras",
        what="`fit` in Keras, float32, after the first epoch",
        reference_is="`model.fit(verbose=0)`, same network, optimizer and steps",
        ours=side("keras", "keras_fit", "task_fit"),
        reference=side("keras", "keras_fit", "task_model_fit"),
        goal=1.05,
    ),
    Row(
        name="step-float64",
        what="a NumPy training step of `fit`, 64-128-10, batch 64, float64",
        reference_is="a step of the plain PyTorch loop, float64",
        ours=side("numpy", "steps", "task_float64"),
        reference=side("torch", "plain_torch", "task_float64"),
        goal=0.45,
        rounds=15,
        repeats=3,
    ),
    Row(
        name="step-float32",
        what="the same in float32",
        reference_is="a step of the plain PyTorch loop, float32",
        ours=side("numpy", "steps", "task_float32"),
        reference=side("torch", "plain_torch", "task_float32"),
        goal=0.30,
        rounds=15,
        repeats=3,
    ),
    Row(
        name="sweep-sklearn",
        what="256 networks 64-32-10 at once, 10 epochs, float32",
        reference_is="`GridSearchCV` over `MLPClassifier`, 256 fits",
        ours=side("numpy", "sweep", "task_at_once"),
        reference=side("sklearn", "grid_search", "task_search"),
        goal=0.10,
        rounds=5,
    ),
    Row(
        name="sweep-torch",
        what="the same 256 networks at once",
        reference_is="the plain PyTorch loop, 256 times",
        ours=side("numpy", "sweep", "task_at_once"),
        reference=side("torch", "plain_torch", "task_sweep"),
        goal=0.08,
        rounds=5,
    ),
    *(
        Row(
            name=f"proximal-{name}",
            what=f"a step of `ProximalSGD` in {title}, 64-128-10, batch 64, float32",
            reference_is="a step of `SGDW` without decay, same framework",
            ours=side(name, "proximal", f"task_{name}"),
            reference=side(name, "proximal", f"task_{name}_plain"),
            goal=1.15,
            rounds=15,
            repeats=3,
        )
        for name, title in (("numpy", "NumPy"), ("torch", "PyTorch"), ("keras", "Keras"))
    ),
    Row(
        name="dropout-numpy",
        what="a step with `Dropout(0.5)` in NumPy, 64-128-10, batch 64, float32",
        reference_is="a step without dropout",
        ours=side("numpy", "dropout", "task_numpy"),
        reference=side("numpy", "dropout", "task_numpy_without"),
        goal=1.6,
        rounds=15,
        repeats=3,
    ),
    *(
        Row(
            name=f"dropout-{name}",
            what=f"a step with the course's `Dropout(0.5)` in {title}, the same network",
            reference_is=f"a step with `{builtin}(0.5)`",
            ours=side(name, "dropout", f"task_{name}"),
            reference=side(name, "dropout", f"task_{name}_builtin"),
            goal=1.1,
            rounds=15,
            repeats=3,
        )
        for name, title, builtin in (
            ("torch", "PyTorch", "nn.Dropout"),
            ("keras", "Keras", "keras.layers.Dropout"),
        )
    ),
    Row(
        name="surface",
        what="a surface of 100 elastic nets on digits, 64-16-10, in one call of `fit`",
        reference_is="the same 100 networks one by one, the same surface",
        ours=side("numpy", "surface", "task_at_once"),
        reference=side("numpy", "surface", "task_one_by_one"),
        goal=0.5,
        rounds=5,
    ),
    Row(
        name="book",
        what="a clean build with `tools/build_book.py`",
        reference_is="`jupyter-book build -n -W`, same sources",
        ours=side("book", "book", "task_ours"),
        reference=side("book", "book", "task_stock"),
        goal=0.6,
        rounds=5,
        note="benchmarks.book:comparison",
    ),
]
