"""The embedded network: data files only."""
