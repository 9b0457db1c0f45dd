"""All indicators of one set of tables, by name: of a log, or of a run that has them."""

from collections.abc import Mapping

import polars as pl

from crossgauge.indicators.corridor import tfi3, tfi4, trips
from crossgauge.indicators.profile import mean_profile
from crossgauge.indicators.release import dwell, release_stages, reliability, throughput, units_present
from crossgauge.indicators.tfi import tfi1, tfi2


def indicators(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """TFI1 to TFI4, stages, dwell, reliability, throughput, units present; of `stops`, trips and the mean trip.

    tables : `visits` and `stages`, as `tables.schema` has them, and `stops`, if there are any
    """
    visits, stages = tables["visits"], tables["stages"]
    found = {
        "tfi1": tfi1(stages, visits),
        "tfi2": tfi2(stages, visits),
        "stages": release_stages(stages),
        "dwell": dwell(visits),
        "reliability": reliability(visits),
        "throughput": throughput(visits),
        "units_present": units_present(visits),
    }
    if "stops" not in tables:
        return found
    travelled = trips(tables["stops"])
    return {
        **found,
        "tfi3": tfi3(travelled),
        "tfi4": tfi4(travelled),
        "trips": travelled,
        "mean_trip": mean_profile(tables["stops"]),
    }
