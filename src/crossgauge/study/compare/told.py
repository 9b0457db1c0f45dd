"""A comparison as JSON text, for scripts: the same comparison gives the same text."""

import json

from crossgauge.study.compare.comparing import Comparison
from crossgauge.study.summary import rows_of


def comparison_json(comparison: Comparison) -> str:
    """Networks, period, replicas and why so many, differences and recoveries."""
    told = comparison.results[comparison.base].manifest
    summary = {
        "base": comparison.base,
        "networks": {
            name: {"id": one.manifest["network"]["id"], "input": one.manifest["input"]}
            for name, one in comparison.results.items()
        },
        "start": told["start"],
        "days": told["days"],
        "seed": told["seed"],
        "replicas": comparison.replicas,
        "metric": comparison.metric,
        "stopped": {"by": comparison.stop.reason, "words": comparison.stop.words},
        "warmup": {"days": comparison.warmup.days, "words": comparison.warmup.words},
        "differences": rows_of(comparison.differences),
        "recoveries": [
            {**row, "shut": row["shut"].isoformat(), "opened": row["opened"].isoformat()}
            for row in rows_of(comparison.recoveries)
        ],
    }
    return json.dumps(summary, ensure_ascii=False, indent=1) + "\n"
