"""Many networks, samples and replicas over processes or a cluster, resumable, in one queryable folder."""

from crossgauge.study.ensemble.ensembling import Ensemble, ensemble

__all__ = ["Ensemble", "ensemble"]
