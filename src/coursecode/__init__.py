"""Regularization in neural networks, three times: by hand in NumPy, in PyTorch and in Keras.

Import from the framework that you read: ``from coursecode.numpy import L2, mlp, fit``. Nothing is
imported here, so a reader of one framework never waits for another.
"""

__version__ = "0.1.0"
