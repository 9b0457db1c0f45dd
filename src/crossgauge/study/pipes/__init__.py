"""Gas and oil lines: what they carry with stations out, how long a trip is borne, and what goes by rail instead."""

from crossgauge.study.pipes.line import LineStudy, study_line
from crossgauge.study.pipes.overview import overview

__all__ = ["LineStudy", "overview", "study_line"]
