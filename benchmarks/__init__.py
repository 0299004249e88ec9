"""`python -m benchmarks`: each path of the product beside its floor, in one run on this machine (docs/performance.md)."""
