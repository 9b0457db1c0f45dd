"""What the pipeline engine eats: gas, oil, lines, networks, and what is done at their ends."""

from typing import NamedTuple

from crossgauge.engines.pipes.state.codes import Float64s, Int64s


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
