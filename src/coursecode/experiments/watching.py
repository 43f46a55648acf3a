"""Train to the end and look after every epoch: early stopping as a baseline beside strengths."""

from coursecode.experiments.scores import accuracy
from coursecode.numpy import fit


def train_watching(model, batches, optimizer, split, epochs):
    """Train networks, one per strength, and look at the validation set after every epoch.

    Returns the test accuracies at the end, the one at the end of the network with the best
    validation accuracy, and that of the first network at its best epoch (the last, if there are
    many).
    """
    record = -1
    for _ in range(epochs):
        fit(model, batches, optimizer=optimizer, epochs=1)
        validation = accuracy(model, split.validation)
        if validation[0] >= record:
            record, stopped = validation[0], accuracy(model, split.test)[0]
    test = accuracy(model, split.test)
    return test, test[validation.argmax()], stopped
