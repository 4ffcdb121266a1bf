"""The kernels of our course as a library of pure NumPy functions: `from dl_quiz.kernels import conv`."""

from dl_quiz.bundled import bundled_root

__path__ = [str(bundled_root() / "demos" / "kernels")]
