"""Faults planted in kernels, one YAML file a demo; `python -m tests.mutants` shows that the tests notice them."""
