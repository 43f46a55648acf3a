"""A small network that records what a loop calls, and the same epoch done right or wrong."""


def make_batches(torch):
    """Three batches, the last one smaller."""
    generator = torch.Generator().manual_seed(3)
    x = torch.randn(13, 4, generator=generator, dtype=torch.float64)
    y = torch.randint(0, 3, (13,), generator=generator)
    return [(x[i : i + 5], y[i : i + 5]) for i in range(0, 13, 5)]


def network(torch):
    """A small network whose biases are not 0, so that a penalty on them would show."""
    torch_state = torch.random.get_rng_state()
    torch.manual_seed(4)
    layers = [torch.nn.Linear(4, 6), torch.nn.Tanh(), torch.nn.Linear(6, 3)]
    torch.random.set_rng_state(torch_state)
    return torch.nn.Sequential(*layers).double()


def recorded(torch):
    """A network and its optimizer, and the list of what is called, in order."""
    events = []
    model = network(torch)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.125)
    for owner in (model, optimizer):
        owner.zero_grad = listen(events, "zero_grad", owner.zero_grad)
    optimizer.step = listen(events, "step", optimizer.step)
    model.register_forward_hook(lambda *_: events.append("forward"))
    model[2].bias.register_hook(lambda gradient: events.append("backward"))
    return model, optimizer, events


def listen(events, name, function):
    """The same function, noting when it is called."""

    def noted(*args, **options):
        events.append(name)
        return function(*args, **options)

    return noted


def train(torch, start, batches, *, biases=False, zero=True, scale=1.0, root=False, data=True):
    """One epoch done right, or with one thing wrong: kernels and biases, loss, accuracy."""
    model = network(torch)
    model.load_state_dict(start)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.125)
    losses, hits, count = 0.0, 0, 0
    for x, y in batches:
        if zero:
            optimizer.zero_grad()
        output = model(x)
        loss = torch.nn.functional.cross_entropy(output, y)
        (loss * data + scale * 0.25 * penalty(torch, model, biases, root)).backward()
        optimizer.step()
        losses += loss.item() * len(x)
        hits += (output.argmax(dim=1) == y).sum().item()
        count += len(x)
    return [p.detach() for p in model.parameters()], losses / count, hits / count


def penalty(torch, model, biases=False, root=False):
    """Σ w² over kernels, or over everything, or the root of it."""
    parts = [p for p in model.parameters() if biases or p.ndim > 1]
    total = sum(p.square().sum() for p in parts)
    return total.sqrt() if root else total
