"""What the three frameworks share: data, starting weights, batches, history, figures."""
