"""What is released can be installed where nothing else is, and runs there."""

import json
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

import crossgauge
from release.bare import ROOT, bare_environment, built, ran
from release.sbom import write_sbom

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return built(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def python(released: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bare_environment(released[0], tmp_path_factory.mktemp("bare") / "environment")


def test_wheel_brings_the_network_the_page_words_and_maps(released: tuple[Path, Path]):
    with ZipFile(released[0]) as archive:
        names = archive.namelist()

    wanted = (
        "reference/china-kazakhstan/network.yaml", "reference/china-kazakhstan/facts.csv",
        "reference/china-kazakhstan/scenarios/second-track.yaml", "app/static/index.html",
        "views/words/brief.json", "views/pages/brief.html", "py.typed",
    )  # fmt: skip
    assert [name for name in wanted if f"crossgauge/{name}" not in names] == []
    assert any(name.startswith("crossgauge/app/static/assets/") and name.endswith(".js") for name in names)
    assert any(name.startswith("crossgauge/views/basemap/") and not name.endswith(".py") for name in names)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert [name for name in names if name.endswith((".pyc", ".nbi", ".nbc")) or "/tests/" in name] == []


def test_source_distribution_brings_tests_pages_and_what_a_reader_needs(released: tuple[Path, Path]):
    with tarfile.open(released[1]) as archive:
        names = {name.split("/", 1)[-1] for name in archive.getnames()}

    wanted = {
        "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "CITATION.cff", "LICENSE", "Makefile", "mkdocs.yml",
        "docs/index.md", "docs/examples/otay-mesa/network.yaml", "tests/release/test_release.py", "benchmarks",
    }  # fmt: skip
    assert {name for name in wanted if not any(one == name or one.startswith(f"{name}/") for one in names)} == set()
    assert not any("node_modules" in name for name in names)


def test_three_days_run_in_a_bare_environment(python: Path, tmp_path: Path):
    """Nothing of the machine that tests: no source of ours, no cache, no package that is not a dependency."""
    told = ran(
        python, "-m", "crossgauge", "run", "--from", "2023-03-01", "--to", "2023-03-03", "--replicas", "1", "--warmup", "2",
        "--out", "run", cwd=tmp_path, HOME=str(tmp_path), NUMBA_CACHE_DIR=str(tmp_path / "numba"), MPLCONFIGDIR=str(tmp_path),
    )  # fmt: skip

    assert "Horgos" in told
    assert (tmp_path / "run" / "manifest.json").is_file()
    inside = ran(python, "-c", "import crossgauge; print(crossgauge.__file__)", cwd=tmp_path)
    assert Path(inside.strip()).is_relative_to(python.parents[1])
    ran(python, "-c", "import importlib.util as u; assert not u.find_spec('pytest') and not u.find_spec('pandas')", cwd=tmp_path)


def test_citation_is_of_this_version():
    told = (ROOT / "CITATION.cff").read_text("utf-8")

    assert f"\nversion: {crossgauge.__version__}\n" in told


def test_bill_of_materials_names_what_is_installed_and_no_more(python: Path, tmp_path: Path):
    write_sbom(python, tmp_path / "sbom.json")
    write_sbom(python, tmp_path / "again.json")

    told = json.loads((tmp_path / "sbom.json").read_text("utf-8"))
    names = {component["name"].lower() for component in told["components"]}
    assert told["bomFormat"] == "CycloneDX"
    assert told["metadata"]["component"]["name"] == "crossgauge"
    assert {"numpy", "numba", "polars", "typer"} <= names
    assert names.isdisjoint({"pytest", "hypothesis", "zensical", "duckdb"})
    assert (tmp_path / "sbom.json").read_bytes() == (tmp_path / "again.json").read_bytes()
