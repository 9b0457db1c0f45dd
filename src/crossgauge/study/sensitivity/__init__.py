"""What a figure depends on: one parameter at a time, and Sobol's shares of the variance."""

from crossgauge.study.sensitivity.parameters import Parameter, parameter_of, varied
from crossgauge.study.sensitivity.sobol import Indices, sobol, sobol_indices
from crossgauge.study.sensitivity.tornado import Tornado, tornado

__all__ = [
    "Indices",
    "Parameter",
    "Tornado",
    "parameter_of",
    "sobol",
    "sobol_indices",
    "tornado",
    "varied",
]
