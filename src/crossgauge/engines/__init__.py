"""Engines: arrays in, arrays out. No names, no strings, no dataframes; an engine knows no other engine."""

from crossgauge.engines.cache import find_room

find_room()  # before an engine is compiled, whoever asks for it
