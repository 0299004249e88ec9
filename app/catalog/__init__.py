"""The catalogue: what there is to do, declared, versioned, searched."""
