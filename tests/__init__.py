"""The tests; linear algebra works on one thread in them, as it does in the program: more have other last digits."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy is imported
