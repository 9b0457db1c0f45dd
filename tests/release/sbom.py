"""What is installed with the package, as CycloneDX JSON: `python -m release.sbom PATH` in `tests/`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from release.bare import ROOT, bare_environment, built, ran


def write_sbom(python: Path, out: Path) -> None:
    """Write the bill of materials of an environment; the same environment gives the same bytes."""
    out.parent.mkdir(parents=True, exist_ok=True)
    ran(
        sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", ROOT / "pyproject.toml", "--output-reproducible",
        "--mc-type", "application", "--output-format", "JSON", "--output-file", out, python, cwd=out.parent,
    )  # fmt: skip


if __name__ == "__main__":
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_sbom(bare_environment(built(folder)[0], folder / "bare"), Path(sys.argv[1]).resolve())
