"""Engines: arrays in, arrays out. No names, no strings, no dataframes; an engine knows no other engine."""
