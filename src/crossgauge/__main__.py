"""`python -m crossgauge` is the command `crossgauge`."""

from crossgauge.cli import main

main()
