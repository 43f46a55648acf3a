"""`coursecode.torch.fit` against the same loop written for a single use.

Both let the same optimizer take the steps; the row is about the loop around it.
"""

import time

import torch
from torch import nn
from torch.nn import functional as F

from benchmarks.problem import (
    BATCH,
    LEARNING_RATE,
    MOMENTUM,
    SIZES,
    STRENGTH,
    images,
    somewhere_else,
)
from coursecode.shared.minibatches import minibatches
from coursecode.torch import L2, SGDW, fit, mlp

torch.set_num_threads(1)


def start():
    """A network of the course, and a plain one with the same starting weights."""
    model = mlp(SIZES, penalty=L2(STRENGTH))
    inputs, hidden, classes = SIZES
    plain = nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, classes)).double()
    with torch.no_grad():
        for ours, theirs in zip(model.parameters(), plain.parameters(), strict=True):
            theirs.copy_(ours)
    return model, plain


def with_fit(model, x, y, epochs):
    """The course's way; returns the training losses."""
    batches = minibatches(x, y, batch_size=BATCH, seed=0)
    optimizer = SGDW(model.parameters(), LEARNING_RATE, MOMENTUM)
    return fit(model, batches, optimizer=optimizer, epochs=epochs).total


def inline(model, x, y, epochs):
    """A loop as one would write it in a notebook."""
    optimizer = SGDW(model.parameters(), LEARNING_RATE, MOMENTUM)
    w1, w2 = model[0].weight, model[2].weight
    batches, totals = minibatches(x, y, batch_size=BATCH, seed=0), []
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    for _ in range(epochs):
        model.train()
        for x_batch, y_batch in batches:
            x_batch, y_batch = torch.from_numpy(x_batch), torch.from_numpy(y_batch)
            optimizer.zero_grad()
            penalty = STRENGTH * w1.square().sum() + STRENGTH * w2.square().sum()
            loss = F.cross_entropy(model(x_batch), y_batch) + penalty
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            loss, right = 0.0, 0
            for x_part, y_part in zip(x.split(512), y.split(512), strict=True):
                output = model(x_part)
                loss += F.cross_entropy(output, y_part, reduction="sum").item()
                right += (output.argmax(dim=1) == y_part).sum().item()
            penalty = STRENGTH * w1.square().sum() + STRENGTH * w2.square().sum()
        totals.append((loss / len(x) + penalty.item(), right / len(x)))
    return [total for total, _ in totals]


def task_fit(quick):
    x, y = images()

    def run():
        _apart = somewhere_else()
        model, _ = start()
        begin = time.process_time()
        with_fit(model, x, y, epochs=1 if quick else 10)
        return time.process_time() - begin

    return run


def task_inline(quick):
    x, y = images()

    def run():
        _apart = somewhere_else()
        _, model = start()
        begin = time.process_time()
        inline(model, x, y, epochs=1 if quick else 10)
        return time.process_time() - begin

    return run
