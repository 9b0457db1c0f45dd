"""The twin of a declared line, gas or oil."""

from collections.abc import Mapping

from crossgauge.arrays.pipelines import NONE_OUT
from crossgauge.model.network import Network
from crossgauge.model.pipelines import Pipeline
from crossgauge.study.pipes.gas import gas_twin
from crossgauge.study.pipes.oil import oil_twin
from crossgauge.study.pipes.twin import Twin


def twin_of(network: Network, line: Pipeline, units_out: Mapping[str, int] = NONE_OUT) -> Twin:
    """The twin of a line of a network, with some units of its stations out."""
    names = {place.id: place.name for place in network.places}
    return (gas_twin if line.fluid == "gas" else oil_twin)(line, names, units_out)
