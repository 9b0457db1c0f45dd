"""A facility's study as JSON text: the same study gives the same text."""

import json
from dataclasses import asdict

import polars as pl

from crossgauge.study.facilities import FacilityStudy
from crossgauge.study.summary import rounded, rows_of


def facility_json(study: FacilityStudy) -> str:
    """What is found of a facility: hauls before and after, lines, and what differs at the border."""
    told = {
        "facility": study.facility.id,
        "name": study.facility.name,
        "makes": study.facility.makes,
        "output": study.facility.output,
        "factor": study.factor,
        "beyond_capacity": study.beyond,
        "start": study.start.isoformat(),
        "days": study.days,
        "before": rows_of(study.before),
        "after": rows_of(study.after),
        "lines": [{key: rounded(value) for key, value in asdict(line).items()} for line in study.lines],
        "supplies": [{key: rounded(value) for key, value in asdict(one).items()} for one in study.supplies],
        "border": rows_of(study.differences.filter(~pl.col("same"))) if study.differences.height else [],
        "replicas": None if study.comparison is None else study.comparison.replicas,
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
