"""The shell's door. `main` is the command `crossgauge`."""


def main() -> None:
    """Run the command and end with its exit code."""
    from crossgauge.cli.command import run_command
    from crossgauge.cli.streams import made_patient

    made_patient()
    raise SystemExit(run_command())
