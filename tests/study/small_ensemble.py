"""Two networks, two samples and three replicas of a week: twelve pieces."""

from dataclasses import replace

from study.small import road, small_network

DAYS, WARMUP_DAYS, REPLICAS, SEED = 7, 7, 3, 3
DURATION = "crossings.road.chains.truck-west.steps.use:lanes.for"
RANGES = (f"{DURATION}*=0.8..1.2", "crossings.road.resources.lanes.count=2..3")
ASKED = {
    "days": DAYS,
    "warmup_days": WARMUP_DAYS,
    "replicas": REPLICAS,
    "samples": 2,
    "ranges": RANGES,
    "seed": SEED,
}
PIECES = 12


def networks():
    """A base, and the same with a fourth lane, which samples set again; trains are the same in both."""
    base = small_network()
    return {"base": base, "wide": replace(base, crossings=(road(lanes=4), base.crossings[1]))}


def tables(folder):
    """Every table's bytes by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet")}


if __name__ == "__main__":
    import sys
    import time

    from crossgauge.study.ensemble import ensemble

    def stand_still(fraction):
        """Say that a third is done, and do no more, so that one can be killed there."""
        if fraction > 0.3:
            print("now", flush=True)
            time.sleep(600)

    ensemble(networks(), sys.argv[1], **ASKED, workers=2, on_progress=stand_still)
