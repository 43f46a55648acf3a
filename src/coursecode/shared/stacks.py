"""Many networks at once: one value per network, shaped so that broadcasting does the rest."""


def check_networks(name, value, networks):
    """Refuse an array of settings unless there are as many networks; None is a single one."""
    if isinstance(value, float) or len(value) == networks:
        return
    if networks is None:
        raise ValueError(f"{name} must be one number for one network, got {len(value)} values.")
    raise ValueError(_wrong_number(name, len(value), networks))


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
        raise ValueError(_wrong_number(name, value.shape[0], networks[0]))
    return value.astype(array.dtype).reshape(value.shape + (1,) * own_axes)


def _wrong_number(name, values, networks):
    return (
        f"{name} holds {values} values, one per network, but there are {networks} networks. "
        f"Give one value, or {networks} of them."
    )
