"""The shell's door: one file a family of verbs."""
