"""What the pipeline engine eats and gives: named tuples of arrays, with axes and units.

Pressures are absolute, in Pa; gas flows are masses, in kg/s; oil flows are volumes, in m³/s. Stations stand in the
order of `at_m`, counted from the line's start. Nothing here is a name: which limit, which fault is a code below.
"""

from typing import NamedTuple

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


class Faults(NamedTuple):
    """Every fault of an input; no rows if there is none.

    code  (n,)  int64  FAULT_…
    at    (n,)  int64  pipe, station, pump or demand; NOBODY for the line or the fluid as a whole
    """

    code: Int64s
    at: Int64s


class Gas(NamedTuple):
    """A gas at the temperature of the ground. Z(p) = 1 / (b1 + b2 p), exact for ideal, constant-Z and CNGA laws.

    specific_gas_constant_j_per_kg_k  universal constant over molar mass
    temperature_k                     of gas and ground, one for the line
    b1, b2_per_pa                     of the law of Z
    viscosity_pa_s                    dynamic
    isentropic_exponent               kappa
    co2_kg_per_kg                     from burning a kilogram of it
    """

    specific_gas_constant_j_per_kg_k: float
    temperature_k: float
    b1: float
    b2_per_pa: float
    viscosity_pa_s: float
    isentropic_exponent: float
    co2_kg_per_kg: float


class Pipes(NamedTuple):
    """Pipes in the order of flow.

    length_m     (n_pipes,)  float64
    diameter_m   (n_pipes,)  float64  inner
    roughness_m  (n_pipes,)  float64
    rise_m       (n_pipes,)  float64  height of the end above the start
    maop_pa      (n_pipes,)  float64  highest pressure allowed
    """

    length_m: Float64s
    diameter_m: Float64s
    roughness_m: Float64s
    rise_m: Float64s
    maop_pa: Float64s


class Compressors(NamedTuple):
    """Compressor stations along a line.

    at_m              (n_stations,)  float64  from the start of the line
    power_w           (n_stations,)  float64  highest power at the shafts
    ratio_max         (n_stations,)  float64  discharge over suction
    suction_min_pa    (n_stations,)  float64  holds whether the station runs or is passed by
    discharge_max_pa  (n_stations,)  float64
    efficiency        (n_stations,)  float64  isentropic times mechanical
    fuel_kg_per_j     (n_stations,)  float64  of shaft work, taken from the stream; 0 for electric drivers
    bypass_ratio      (n_stations,)  float64  pressure behind over pressure before, when out
    """

    at_m: Float64s
    power_w: Float64s
    ratio_max: Float64s
    suction_min_pa: Float64s
    discharge_max_pa: Float64s
    efficiency: Float64s
    fuel_kg_per_j: Float64s
    bypass_ratio: Float64s


class GasLine(NamedTuple):
    """A gas line between a source of given pressure and a delivery with a contract pressure."""

    pipes: Pipes
    stations: Compressors
    source_pa: float
    delivery_pa: float


class Legs(NamedTuple):
    """A line cut where pipes join and stations stand (`legs.cut`).

    pipe            (n_legs,)  int64    the pipe that the leg is of
    station         (n_legs,)  int64    the station at its start, NOBODY if none
    from_m          (n_legs,)  float64
    length_m        (n_legs,)  float64
    diameter_m      (n_legs,)  float64
    roughness_m     (n_legs,)  float64
    rise_m          (n_legs,)  float64
    maop_pa         (n_legs,)  float64
    """

    pipe: Int64s
    station: Int64s
    from_m: Float64s
    length_m: Float64s
    diameter_m: Float64s
    roughness_m: Float64s
    rise_m: Float64s
    maop_pa: Float64s


class GasStates(NamedTuple):
    """Steady states of one line, a row a case. A row that does not pass is NaN, with its reason.

    limit        (n,)              int64    PASSES, or why not
    limit_at     (n,)              int64    station or leg of it, NOBODY for the delivery
    flow_kg_per_s       (n,)              float64  at the inlet
    delivered_kg_per_s  (n,)              float64  after fuel
    start_pa     (n, n_legs)       float64  behind the station, if there is one
    end_pa       (n, n_legs)       float64
    leg_flow_kg_per_s   (n, n_legs)       float64
    shaft_w      (n, n_stations)   float64
    fuel_kg_per_s       (n, n_stations)   float64
    held_by      (n, n_stations)   int64    MAOP, RATIO, POWER or BYPASS
    """

    limit: Int64s
    limit_at: Int64s
    flow_kg_per_s: Float64s
    delivered_kg_per_s: Float64s
    start_pa: Float64s
    end_pa: Float64s
    leg_flow_kg_per_s: Float64s
    shaft_w: Float64s
    fuel_kg_per_s: Float64s
    held_by: Int64s


class Capacity(NamedTuple):
    """The largest flow that passes, a row a set of outages.

    flow        (n,)  float64  at the inlet, kg/s of gas or m³/s of oil; NaN if even the least flow does not pass
    limit       (n,)  int64    what the next kilogram breaks: SUCTION, DELIVERY, CHOKED, VAPOUR …
    limit_at    (n,)  int64    where: station, leg or pipe; NOBODY for the delivery
    held_by     (n,)  int64    what holds the last station before it: MAOP, RATIO, POWER, PUMPS; BYPASS if all are out
    held_at     (n,)  int64    that station, NOBODY if none
    """

    flow: Float64s
    limit: Int64s
    limit_at: Int64s
    held_by: Int64s
    held_at: Int64s


class GasNetwork(NamedTuple):
    """A meshed network: nodes joined by pipes and compressors.

    pipe_from, pipe_to              (n_pipes,)        int64    nodes
    length_m, diameter_m            (n_pipes,)        float64
    roughness_m                     (n_pipes,)        float64
    friction                        (n_pipes,)        float64  Darcy's; NaN: by Colebrook and White from the roughness
    compressor_from, compressor_to  (n_compressors,)  int64    nodes
    ratio                           (n_compressors,)  float64  pressure behind over pressure before
    pressure_pa                     (n_nodes,)        float64  where it is held; NaN elsewhere
    withdrawal_kg_per_s             (n_nodes,)        float64  below zero: gas comes in; unused where pressure is held
    """

    pipe_from: Int64s
    pipe_to: Int64s
    length_m: Float64s
    diameter_m: Float64s
    roughness_m: Float64s
    friction: Float64s
    compressor_from: Int64s
    compressor_to: Int64s
    ratio: Float64s
    pressure_pa: Float64s
    withdrawal_kg_per_s: Float64s


class NetworkState(NamedTuple):
    """A steady state of a network; NaN throughout if there is none.

    limit                     int64    PASSES, CHOKED or UNSOLVED
    limit_at                  int64    node of lowest pressure if CHOKED
    pressure_pa               (n_nodes,)        float64
    pipe_kg_per_s             (n_pipes,)        float64  along the pipe's direction
    compressor_kg_per_s       (n_compressors,)  float64
    steps                     int      of Newton
    """

    limit: int
    limit_at: int
    pressure_pa: Float64s
    pipe_kg_per_s: Float64s
    compressor_kg_per_s: Float64s
    steps: int


class Boundary(NamedTuple):
    """What is done at both ends of a gas line over time; straight lines between the points.

    time_s                (n_points,)  float64  rising
    source_pa             (n_points,)  float64  pressure at the inlet; NaN throughout if the inflow is held instead
    inflow_kg_per_s       (n_points,)  float64  flow at the inlet; NaN throughout if the pressure is held
    offtake_kg_per_s      (n_points,)  float64  flow at the end
    """

    time_s: Float64s
    source_pa: Float64s
    inflow_kg_per_s: Float64s
    offtake_kg_per_s: Float64s


class Course(NamedTuple):
    """What happened in a gas line over time. Rows after `ended_s` are NaN.

    time_s               (n_times,)              float64
    suction_pa           (n_times, n_stations)   float64
    discharge_pa         (n_times, n_stations)   float64
    delivery_pa          (n_times,)              float64
    inflow_kg_per_s      (n_times,)              float64
    offtake_kg_per_s     (n_times,)              float64
    fuel_kg_per_s        (n_times,)              float64  of all stations
    linepack_kg          (n_times,)              float64
    limit                int                     PASSES; CHOKED: a pressure came to zero; UNSOLVED
    ended_s              float                   the last time that has numbers
    """

    time_s: Float64s
    suction_pa: Float64s
    discharge_pa: Float64s
    delivery_pa: Float64s
    inflow_kg_per_s: Float64s
    offtake_kg_per_s: Float64s
    fuel_kg_per_s: Float64s
    linepack_kg: Float64s
    limit: int
    ended_s: float


class Clock(NamedTuple):
    """How long a line bears a trip. Times are from the trip; infinite: not within the course.

    limit, limit_at     int      the first limit to break: SUCTION and its station, DELIVERY, CHOKED or PASSES (none)
    survival_s          float    time to it
    suction_breaks_s    (n_stations,)  float64
    delivery_breaks_s   float
    lost_kg             float    linepack lost, at most
    recovery_s          float    from the return until no limit is broken and the linepack is back to within a per cent
    """

    limit: int
    limit_at: int
    survival_s: float
    suction_breaks_s: Float64s
    delivery_breaks_s: float
    lost_kg: float
    recovery_s: float


class PumpStations(NamedTuple):
    """Pump stations along an oil line; the pumps of a station stand in series and are alike.

    at_m              (n_stations,)  float64
    pumps             (n_stations,)  int64
    shutoff_m         (n_stations,)  float64  head of one pump at no flow
    slope_s2_per_m5   (n_stations,)  float64  head of one pump is shutoff − slope Q²
    efficiency        (n_stations,)  float64  of pump and motor
    suction_min_pa    (n_stations,)  float64  holds whether the station runs or is passed by
    discharge_max_pa  (n_stations,)  float64
    """

    at_m: Float64s
    pumps: Int64s
    shutoff_m: Float64s
    slope_s2_per_m5: Float64s
    efficiency: Float64s
    suction_min_pa: Float64s
    discharge_max_pa: Float64s


class OilLine(NamedTuple):
    """An oil line between a tank farm and a delivery; `vapour_pa` is the least pressure that keeps the oil liquid."""

    pipes: Pipes
    stations: PumpStations
    source_pa: float
    delivery_pa: float
    vapour_pa: float


class OilStates(NamedTuple):
    """Steady states of an oil line, a row a case. A row that does not pass is NaN, with its reason.

    limit, limit_at  (n,)             int64
    flow_m3_per_s    (n,)             float64
    start_pa         (n, n_legs)      float64  behind the station, if there is one
    end_pa           (n, n_legs)      float64
    shaft_w          (n, n_stations)  float64  drawn by the motors
    held_by          (n, n_stations)  int64    PUMPS, MAOP or BYPASS
    """

    limit: Int64s
    limit_at: Int64s
    flow_m3_per_s: Float64s
    start_pa: Float64s
    end_pa: Float64s
    shaft_w: Float64s
    held_by: Int64s


class Grades(NamedTuple):
    """Kinds of oil.

    density_kg_per_m3  (n_grades,)  float64
    viscosity_m2_per_s (n_grades,)  float64  kinematic, at the line's temperature
    """

    density_kg_per_m3: Float64s
    viscosity_m2_per_s: Float64s


class Batches(NamedTuple):
    """Oil that is pumped in, one batch after another.

    grade            (n_batches,)  int64
    volume_m3        (n_batches,)  float64
    rate_m3_per_s    (n_batches,)  float64  nominated while it is pumped in; the line may carry less
    """

    grade: Int64s
    volume_m3: Float64s
    rate_m3_per_s: Float64s


class BatchArrivals(NamedTuple):
    """When batches pass the ends of the line; NaN: not before the last batch is in.

    enters_s         (n_batches,)  float64  its head at the start
    entered_s        (n_batches,)  float64  its tail at the start
    arrives_s        (n_batches,)  float64  its head at the end
    arrived_s        (n_batches,)  float64  its tail at the end
    mixed_m3         (n_batches,)  float64  interface before its head, as it arrives; 0 behind the same grade
    in_line_m3       (n_batches,)  float64  what of it is still in the line at the end
    delivered_m3     (n_batches,)  float64
    limit, limit_at  int           PASSES, or why pumping stopped
    time_s           (n_steps,)    float64
    flow_m3_per_s    (n_steps,)    float64  from this time to the next
    linefill_m3      float
    """

    enters_s: Float64s
    entered_s: Float64s
    arrives_s: Float64s
    arrived_s: Float64s
    mixed_m3: Float64s
    in_line_m3: Float64s
    delivered_m3: Float64s
    limit: int
    limit_at: int
    time_s: Float64s
    flow_m3_per_s: Float64s
    linefill_m3: float


class OutageYear(NamedTuple):
    """What a line can carry with stations failing and coming back; quantiles are over hours.

    expected          float          mean over all hours
    half_width        float          of the 95 % interval of the mean, from the spread between years
    p10, p1           float          carried or more in 90 % and in 99 % of the hours
    year_mean         (n_years,)     float64
    nothing_share     float          of hours in which nothing passes (they count as zero)
    sets              (n_sets, n_stations)  bool     distinct sets of outages met
    set_share         (n_sets,)      float64  of time
    set_capacity      (n_sets,)      float64  zero where nothing passes
    """

    expected: float
    half_width: float
    p10: float
    p1: float
    year_mean: Float64s
    nothing_share: float
    sets: Bools
    set_share: Float64s
    set_capacity: Float64s
