"""Questions asked of the twin: one file each."""
