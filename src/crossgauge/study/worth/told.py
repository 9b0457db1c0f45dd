"""A study of what hours are worth as JSON text, for scripts: the same study gives the same text."""

import json

from crossgauge.study.summary import rows_of
from crossgauge.study.worth.tabling import ENDS, MILLION
from crossgauge.study.worth.valuing import Worth


def worth_json(found: Worth, names: tuple[str, str]) -> str:
    """All tables with their intervals, where every input came from, and how it was found.

    names : of the base and the scenario
    """
    declared = found.declared
    summary = {
        "name": declared.name or declared.id,
        "base": names[0],
        "scenario": names[1],
        "from": found.told.start,
        "days": found.told.days,
        "replicas": found.replicas,
        "draws": found.draws,
        "seed": found.seed,
        "closure": found.closure,
        "interval": [ENDS[0], ENDS[-1]],
        "trade_at_medians_musd": {"partial": found.partial, "full": found.full},
        **{name: rows_of(table) for name, table in found.tables.items()},
        "assumed": [
            {"path": entry.path, "value": entry.text, "fact": entry.fact, "assumed": entry.assumed}
            for entry in declared.provenance
        ],
        "matrix": [
            {
                "exporter": flow.exporter,
                "importer": flow.importer,
                "musd": flow.value / MILLION,
                "year": flow.year,
                "fact": flow.fact,
                "assumed": flow.assumed,
            }
            for flow in declared.flows
        ],
    }
    return json.dumps(summary, ensure_ascii=False, indent=1) + "\n"
