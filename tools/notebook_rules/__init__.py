"""What a stored chapter must look like; every rule takes a notebook and lists its faults."""
