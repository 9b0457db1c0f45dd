"""What the pipeline engine eats and gives: named tuples of arrays, with axes and units.

Pressures are absolute, in Pa; gas flows are masses, in kg/s; oil flows are volumes, in m³/s. Stations stand in the
order of `at_m`, counted from the line's start. Nothing here is a name: which limit, which fault is a code.
`codes`, what is `eaten`, what is `given`: a file each, all of them to be had here.
"""

from crossgauge.engines.pipes.state.codes import (
    BYPASS,
    CHOKED,
    DELIVERY,
    FAULT_BATCH,
    FAULT_DEMAND,
    FAULT_DIAMETER,
    FAULT_EFFICIENCY,
    FAULT_FLUID,
    FAULT_LENGTH,
    FAULT_NUMBER,
    FAULT_POWER,
    FAULT_PRESSURE,
    FAULT_PUMP_COUNT,
    FAULT_PUMP_CURVE,
    FAULT_RATIO,
    FAULT_ROUGHNESS,
    FAULT_SHAPE,
    FAULT_STATION_ORDER,
    FAULT_STATION_PLACE,
    MAOP,
    NOBODY,
    PASSES,
    POWER,
    PUMPS,
    RATIO,
    REFUSED,
    SUCTION,
    UNSOLVED,
    VAPOUR,
    Bools,
    Float64s,
    Int64s,
)
from crossgauge.engines.pipes.state.eaten import (
    Batches,
    Boundary,
    Compressors,
    Gas,
    GasLine,
    GasNetwork,
    Grades,
    OilLine,
    Pipes,
    PumpStations,
)
from crossgauge.engines.pipes.state.given import (
    BatchArrivals,
    Capacity,
    Clock,
    Course,
    Faults,
    GasStates,
    Legs,
    NetworkState,
    OilStates,
    OutageYear,
)

__all__ = [
    "Float64s", "Int64s", "Bools", "NOBODY", "PASSES", "CHOKED", "SUCTION", "DELIVERY", "MAOP", "RATIO",
    "POWER", "BYPASS", "VAPOUR", "PUMPS", "UNSOLVED", "REFUSED", "FAULT_NUMBER", "FAULT_LENGTH",
    "FAULT_DIAMETER", "FAULT_ROUGHNESS", "FAULT_STATION_PLACE", "FAULT_STATION_ORDER", "FAULT_EFFICIENCY",
    "FAULT_RATIO", "FAULT_POWER", "FAULT_PRESSURE", "FAULT_FLUID", "FAULT_PUMP_CURVE", "FAULT_PUMP_COUNT",
    "FAULT_DEMAND", "FAULT_BATCH", "FAULT_SHAPE", "Gas", "Pipes", "Compressors", "GasLine", "GasNetwork",
    "Boundary", "PumpStations", "OilLine", "Grades", "Batches", "Faults", "Legs", "GasStates", "Capacity",
    "OutageYear", "NetworkState", "Course", "Clock", "OilStates", "BatchArrivals",
]  # fmt: skip
