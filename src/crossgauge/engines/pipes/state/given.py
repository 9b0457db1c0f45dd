"""What the pipeline engine gives: faults, states, capacities, courses over time, arrivals of batches."""

from typing import NamedTuple

from crossgauge.engines.pipes.state.codes import Bools, Float64s, Int64s


class Faults(NamedTuple):
    """Every fault of an input; no rows if there is none.

    code  (n,)  int64  FAULT_…
    at    (n,)  int64  pipe, station, pump or demand; NOBODY for the line or the fluid as a whole
    """

    code: Int64s
    at: Int64s


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
