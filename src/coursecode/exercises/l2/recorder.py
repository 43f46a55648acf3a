"""A small network that records what a loop calls, and the same epoch done right or wrong."""

from itertools import pairwise
from typing import NamedTuple


class Setting(NamedTuple):
    """A strength and a learning rate, both powers of two, and the widths of a network."""

    strength: float
    learning_rate: float
    widths: tuple


SETTINGS = (
    Setting(strength=0.25, learning_rate=0.125, widths=(4, 6, 3)),
    Setting(strength=0.03125, learning_rate=0.5, widths=(4, 6, 5, 3)),
)


def make_batches(torch):
    """Three batches, the last one smaller, and large enough that two shares seldom agree."""
    generator = torch.Generator().manual_seed(3)
    x = torch.randn(53, 4, generator=generator, dtype=torch.float64)
    y = torch.randint(0, 3, (53,), generator=generator)
    return [(x[i : i + 20], y[i : i + 20]) for i in range(0, 53, 20)]


def network(torch, widths):
    """A small network whose biases are not 0, so that a penalty on them would show."""
    torch_state = torch.random.get_rng_state()
    torch.manual_seed(4)
    layers = [
        part for i, o in pairwise(widths) for part in (torch.nn.Linear(i, o), torch.nn.Tanh())
    ]
    torch.random.set_rng_state(torch_state)
    return torch.nn.Sequential(*layers[:-1]).double()


def recorded(torch, setting):
    """A network and its optimizer, and the list of what is called, in order."""
    events = []
    model = network(torch, setting.widths)
    optimizer = torch.optim.SGD(model.parameters(), lr=setting.learning_rate)
    for owner in (model, optimizer):
        owner.zero_grad = listen(events, "zero_grad", owner.zero_grad)
    optimizer.step = listen(events, "step", optimizer.step)
    last = model[-1]  # whoever calls the model, or its layers one by one, comes here
    last.register_forward_hook(
        lambda *_: events.append("forward" if last.training else "forward without training mode")
    )
    last.bias.register_hook(lambda gradient: events.append("backward"))
    return model, optimizer, events


def listen(events, name, function):
    """The same function, noting when it is done: a step with a closure runs the backward itself."""

    def noted(*args, **options):
        value = function(*args, **options)
        events.append(name)
        return value

    return noted


class Epoch(NamedTuple):
    """What one epoch leaves behind; accuracies are shares."""

    parameters: list
    loss: float  # mean over examples, as each batch met it
    accuracy: float  # likewise
    accuracy_after_steps: float  # each batch measured after its own step
    accuracy_of_batches: float  # mean over batches, whatever their sizes


def train(torch, start, batches, setting, *, biases=False, zero=True, scale=1.0, root=False,
          data=True):  # fmt: skip
    """One epoch done right, or with one thing wrong."""
    model = network(torch, setting.widths)
    model.load_state_dict(start)
    optimizer = torch.optim.SGD(model.parameters(), lr=setting.learning_rate)
    losses, hits, late, sizes = [], [], [], []
    for x, y in batches:
        if zero:
            optimizer.zero_grad()
        output = model(x)
        loss = torch.nn.functional.cross_entropy(output, y)
        price = scale * setting.strength * penalty(torch, model, biases, root)
        (loss * data + price).backward()
        optimizer.step()
        losses.append(loss.item() * len(x))
        hits.append((output.argmax(dim=1) == y).sum().item())
        late.append((model(x).argmax(dim=1) == y).sum().item())
        sizes.append(len(x))
    count = sum(sizes)
    return Epoch(
        [p.detach() for p in model.parameters()],
        sum(losses) / count,
        sum(hits) / count,
        sum(late) / count,
        sum(h / size for h, size in zip(hits, sizes, strict=True)) / len(sizes),
    )


def penalty(torch, model, biases=False, root=False):
    """Σ w² over kernels, or over everything, or the root of it."""
    parts = [p for p in model.parameters() if biases or p.ndim > 1]
    total = sum(p.square().sum() for p in parts)
    return total.sqrt() if root else total
