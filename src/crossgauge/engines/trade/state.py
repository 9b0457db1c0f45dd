"""What the trade engine eats and gives: named tuples of arrays, with axes and units.

Trade is a value a year, in any one unit of money; changes are ratios, new over old, of dimension 1. Nothing here is
a name: which fault, which reason is a code below.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Float64s = NDArray[np.float64]
Int64s = NDArray[np.int64]
Bools = NDArray[np.bool_]

NOBODY = -1

# Why an answer ends. `SOLVED` is the only one whose numbers hold.
SOLVED = 0
UNSOLVED = 1  # the steps ran out before the equations held
REFUSED = 2  # the input has faults

# What became of a row of a panel.
KEPT = 0
NO_TRADE = 1  # an effect of the row sees no trade at all: its estimate would be minus infinity
SINGLETON = 2  # an effect of the row sees this row alone and fits it whatever the elasticities
SEPARATED = 3  # a zero that regressors and effects together fit without limit

# What is wrong with an input, and where (`Faults.at`): row, regressor, country or draw as said.
FAULT_SHAPE = 1  # arrays of one table differ in length, or a trade table is not square; at: NOBODY
FAULT_NUMBER = 2  # not finite where a number is due; at: row of a panel, exporter of a table
FAULT_NEGATIVE = 3  # a negative flow; at: row of a panel, exporter of a table
FAULT_CODE = 4  # a negative position of an effect or a cluster; at: row
FAULT_EMPTY = 5  # no row is left to estimate from, or no effect is given; at: NOBODY
FAULT_COLLINEAR = 6  # told by the effects and the regressors before it; at: regressor
FAULT_SEPARATED = 7  # told by separated zeros alone: its estimate would be infinite; at: regressor
FAULT_CLUSTERS = 8  # fewer than two clusters; at: NOBODY
FAULT_DOMESTIC = 9  # no trade with itself; at: country
FAULT_DUPLICATE = 10  # the pair stands in that period before; at: row
FAULT_OUTPUT = 11  # a country that sells nothing; at: country
FAULT_SPENDING = 12  # a country that buys nothing; at: country
FAULT_COST = 13  # a cost change that is not above zero; at: exporter
FAULT_ELASTICITY = 14  # of substitution, not above 1; at: NOBODY
FAULT_CLOSURE = 15  # no such closure; at: NOBODY

# What spending does when incomes change: the closure of the trade balance.
RATIO = (
    0  # spending over output of each country as at baseline, times one world factor that makes both add up
)
DEFICIT = 1  # spending minus output of each country as at baseline, as a share of world output
BALANCED = 2  # spending equals output: deficits of the baseline end with the change
FIXED = 3  # output and spending of each country as at baseline: the conditional effect


class Faults(NamedTuple):
    """Every fault of an input; no rows if there is none.

    code  (n,)  int64  FAULT_…
    at    (n,)  int64  row, regressor or country; NOBODY for the input as a whole
    """

    code: Int64s
    at: Int64s


class Panel(NamedTuple):
    """Rows of trade to estimate from.

    flow       (n_rows,)               float64  value, zero or more
    regressor  (n_rows, n_regressors)  float64  in logarithms or as 0 and 1, as the model wants them
    effect     (n_effects, n_rows)     int64    which exporter-time, importer-time, pair … the row belongs to, from 0
    cluster    (n_rows,)               int64    rows of one cluster may err together, from 0
    """

    flow: Float64s
    regressor: Float64s
    effect: Int64s
    cluster: Int64s


class GravityFit(NamedTuple):
    """What `ppml.estimate` found. NaN and zeros where `reason` is not SOLVED.

    coefficient     (n_regressors,)                float64
    standard_error  (n_regressors,)                float64  clustered
    covariance      (n_regressors, n_regressors)   float64  clustered
    fitted          (n_rows,)                      float64  value, as `flow`; 0 for rows that were left out
    row             (n_rows,)                      int64    KEPT, NO_TRADE, SINGLETON or SEPARATED
    deviance        of the rows kept, in the unit of `flow`
    clusters        among the rows kept
    steps           of reweighting
    reason          SOLVED, UNSOLVED or REFUSED
    faults          why it was refused
    """

    coefficient: Float64s
    standard_error: Float64s
    covariance: Float64s
    fitted: Float64s
    row: Int64s
    deviance: float
    clusters: int
    steps: int
    reason: int
    faults: Faults


class Change(NamedTuple):
    """A world after a change of trade costs, as ratios to the world before.

    trade          (n, n)  float64  flow from exporter (row) to importer (column); 1 where there was none
    exports        (n,)    float64  sales to all other countries; NaN for a country that had none
    price          (n,)    float64  of a country's output at its gate, geometric mean over countries 1
    price_index    (n,)    float64  of what a country buys
    real_income    (n,)    float64  price / price_index: what output buys
    real_spending  (n,)    float64  spending / price_index; differs from real income by the trade balance
    steps          of the solver
    reason         SOLVED, UNSOLVED or REFUSED
    """

    trade: Float64s
    exports: Float64s
    price: Float64s
    price_index: Float64s
    real_income: Float64s
    real_spending: Float64s
    steps: int
    reason: int


class Effects(NamedTuple):
    """The three readings of one change of trade costs, which belong side by side.

    partial      each flow answers to its own cost alone; prices, output and spending stand still
    conditional  resistances answer too; output and spending stand still
    full         prices of output, and with them output and spending, answer too
    faults       why all three were refused; no rows if they were not
    """

    partial: Change
    conditional: Change
    full: Change
    faults: Faults


class EffectsOver(NamedTuple):
    """Effects over draws; an effect of a draw that was not solved is NaN.

    exports_partial, exports_conditional, exports_full  (n_draws, n)  float64  ratios, as `Change.exports`
    real_income     (n_draws, n)  float64  full effect
    real_spending   (n_draws, n)  float64  full effect
    reason          (n_draws,)    int64    SOLVED, UNSOLVED or REFUSED, the worse of conditional and full
    """

    exports_partial: Float64s
    exports_conditional: Float64s
    exports_full: Float64s
    real_income: Float64s
    real_spending: Float64s
    reason: Int64s


def faults_of(rows: list[tuple[int, int]]) -> Faults:
    """Faults in order of code, each once.

    >>> faults_of([(FAULT_NUMBER, 3), (FAULT_SHAPE, NOBODY), (FAULT_NUMBER, 3)]).at.tolist()
    [-1, 3]
    """
    table: Int64s = np.array(sorted(set(rows)), np.int64).reshape(-1, 2)
    return Faults(table[:, 0], table[:, 1])
