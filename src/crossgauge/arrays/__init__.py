"""The declaration as numbers: one file for each engine's food."""
