"""The plain PyTorch loop: `nn.Sequential`, `optim.SGD`, batches by index. It measures nothing."""

import time

import torch
from torch import nn

from benchmarks.problem import BATCH, LEARNING_RATE, SIZES, images
from benchmarks.sweep import EPOCHS, NETWORKS, SEEDS, SMALL, STRENGTHS

torch.set_num_threads(1)


def train(sizes, x, y, *, epochs, strength=0.0):
    """One network; the L2 penalty is the optimizer's coupled ``weight_decay`` of 2λ."""
    inputs, hidden, classes = sizes
    model = nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, classes))
    model = model.to(x.dtype)
    loss = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE, weight_decay=2 * strength)
    start = time.process_time()
    for _ in range(epochs):
        order = torch.randperm(len(x))
        for first in range(0, len(x), BATCH):
            rows = order[first : first + BATCH]
            optimizer.zero_grad()
            loss(model(x[rows]), y[rows]).backward()
            optimizer.step()
    return time.process_time() - start


def task_steps(dtype, quick):
    x, y = (torch.from_numpy(part) for part in images(dtype))
    return lambda: train(SIZES, x, y, epochs=1 if quick else 10)


def task_float64(quick):
    return task_steps("float64", quick)


def task_float32(quick):
    return task_steps("float32", quick)


def task_sweep(quick):
    x, y = (torch.from_numpy(part) for part in images("float32"))
    runs = [(strength, seed) for strength in STRENGTHS for seed in SEEDS]
    runs = runs[: 4 if quick else NETWORKS]

    def run():
        seconds = 0.0
        for strength, seed in runs:
            torch.manual_seed(seed)
            seconds += train(SMALL, x, y, epochs=EPOCHS, strength=float(strength))
        return seconds * NETWORKS / len(runs)

    return run
