"""Codes and kinds of arrays of the pipeline engine: why a flow does not pass, what is wrong with an input."""

import numpy as np
from numpy.typing import NDArray

Float64s = NDArray[np.float64]
Int64s = NDArray[np.int64]
Bools = NDArray[np.bool_]

NOBODY = -1

# Why a flow does not pass, or what holds the discharge of a station. `PASSES` is the only one with numbers.
PASSES = 0
CHOKED = 1  # friction would take more pressure than there is; at: leg of a gas line, node of a network
SUCTION = 2  # pressure at the inlet of a station below its minimum; at: station
DELIVERY = 3  # pressure at the end below the contract's; at: NOBODY
MAOP = 4  # the highest pressure that pipe or station may see; at: station
RATIO = 5  # the highest ratio of the compressors; at: station
POWER = 6  # the power of the drivers; at: station
BYPASS = 7  # the station is out: what comes goes round it; at: station
VAPOUR = 8  # oil would boil, at a summit or for want of pressure; at: leg
PUMPS = 9  # the pumps' curve; at: station
UNSOLVED = 10  # no state of the network satisfies the equations
REFUSED = 11  # the input has faults (`checks`)

# What is wrong with an input, and which pipe, station or pump it is (`Faults.at`).
FAULT_NUMBER = 1  # not finite where a number is due
FAULT_LENGTH = 2  # not above zero
FAULT_DIAMETER = 3  # not above zero
FAULT_ROUGHNESS = 4  # negative, or not below half of the diameter
FAULT_STATION_PLACE = 5  # before the start or beyond the end
FAULT_STATION_ORDER = 6  # nearer than the station before it
FAULT_EFFICIENCY = 7  # not in (0, 1]
FAULT_RATIO = 8  # ratio_max below 1, or bypass_ratio not in (0, 1]
FAULT_POWER = 9  # negative power or fuel
FAULT_PRESSURE = 10  # a limit is not above zero, or above the highest pressure
FAULT_FLUID = 11  # density, viscosity, temperature or gas constant not above zero
FAULT_PUMP_CURVE = 12  # the head does not fall as flow rises
FAULT_PUMP_COUNT = 13  # fewer than no pumps
FAULT_DEMAND = 14  # more is asked than can pass; at: place in the list of demands
FAULT_BATCH = 15  # volume or rate not above zero, or a grade that is not listed
FAULT_SHAPE = 16  # arrays of one table differ in length
