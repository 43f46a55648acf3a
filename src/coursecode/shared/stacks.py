"""Many networks at once: one value per network, shaped so that broadcasting does the rest."""


def per_network(name, value, array, own_axes):
    """Shape a setting so that it multiplies ``array`` network by network.

    Parameters
    ----------
    name : str
        What the setting is called, for the error.
    value : float or array of shape (S,)
        One value for all, or one per network.
    array : array of shape (S, ...) or without the leading axis
        What the setting will be multiplied with.
    own_axes : int
        How many of the last axes of ``array`` belong to one network.

    Raises
    ------
    ValueError
        If there are several values and another number of networks.
    """
    if isinstance(value, float):
        return value
    networks = array.shape[:-own_axes]
    if networks and networks[0] != value.shape[0]:
        raise ValueError(
            f"{name} holds {value.shape[0]} values, one per network, but there are "
            f"{networks[0]} networks. Give one value, or {networks[0]} of them."
        )
    return value.astype(array.dtype).reshape(value.shape + (1,) * own_axes)
