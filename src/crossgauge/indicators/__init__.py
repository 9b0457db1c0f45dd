"""Pure functions: tables in, table out."""
