"""OMX: matrices read back bit for bit, by openmatrix too; files that lead elsewhere or are too large are refused."""

import warnings
from dataclasses import replace

import numpy as np
import pytest

from crossgauge.model.flows import Goods, OriginDemand
from crossgauge.sources.formats.omx import Matrices, demand_matrices, demand_of, read_omx, write_omx
from sources.formats.roads import PAIR, message_of

h5py = pytest.importorskip("h5py")
ORE = Goods(id="ore", name="Ore", mass_t=60.0, time_value_usd_per_h=2.0, modes=("rail",))
BOXES = Goods(id="boxes-east", name="Boxes", mass_t=15.0, teu=2.0, time_value_usd_per_h=5.0, modes=("rail",))
NETWORK = replace(
    PAIR,
    goods=(ORE, BOXES),
    demand=(OriginDemand(id="a", start="altynkol", end="horgos", goods="ore", tonnes=((2023, 600.0),), months=(2.0,) * 12),),
)


def matrices(**values):
    return Matrices(("horgos", "altynkol"), {name.replace("_", "-"): np.array(rows, dtype=float) for name, rows in values.items()})


def test_matrices_read_back_bit_for_bit(tmp_path):
    drawn = np.random.default_rng(1).lognormal(size=(2, 2))
    written = Matrices(("horgos", "Алтынкөл"), {"ore": drawn, "ore_hours": drawn / 3}, {"ore_hours": "hours"})

    write_omx(written, tmp_path / "a.omx")
    read = read_omx(tmp_path / "a.omx")

    assert read.zones == written.zones
    assert all(np.array_equal(read.values[name], values) for name, values in written.values.items())
    assert read.measures == {"ore": "loads", "ore_hours": "hours"}


def test_same_matrices_give_the_same_bytes(tmp_path):
    for name in ("a.omx", "b.omx"):
        write_omx(matrices(ore=[[0, 1], [2, 0]]), tmp_path / name)

    assert (tmp_path / "a.omx").read_bytes() == (tmp_path / "b.omx").read_bytes()


def test_openmatrix_reads_what_is_written(tmp_path):
    openmatrix = pytest.importorskip("openmatrix")
    write_omx(matrices(ore=[[0, 1], [2, 0]]), tmp_path / "a.omx")

    with openmatrix.open_file(str(tmp_path / "a.omx")) as file:
        assert file.version() == b"0.2"
        assert tuple(file.shape()) == (2, 2)
        assert file.list_matrices() == ["ore"]
        assert np.array(file["ore"]).tolist() == [[0, 1], [2, 0]]
        assert file.mapping("zone") == {1: 0, 2: 1}
        assert file.mapping("place") == {b"horgos": 0, b"altynkol": 1}


def test_what_openmatrix_writes_is_read(tmp_path):
    openmatrix = pytest.importorskip("openmatrix")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name with a hyphen is no attribute of Python
        with openmatrix.open_file(str(tmp_path / "a.omx"), "w") as file:
            file["boxes-east"] = np.array([[0.0, 5.0], [7.0, 0.0]])
            file.create_mapping("taz", [101, 102])

    read = read_omx(tmp_path / "a.omx")

    assert read.zones == ("101", "102")
    assert read.values["boxes-east"].tolist() == [[0.0, 5.0], [7.0, 0.0]]


def test_demand_passes_through_matrices(tmp_path):
    """600 t of ore are 10 loads of 60 t; what was there keeps id and months."""
    write_omx(demand_matrices(NETWORK, 2023), tmp_path / "a.omx")

    assert demand_of(read_omx(tmp_path / "a.omx"), NETWORK, 2023) == NETWORK.demand


def test_new_pairs_become_demand_in_the_measure_of_their_goods():
    found = demand_of(matrices(boxes_east=[[3, 4], [0, 0]], ore=[[0, 0], [20, 0]]), NETWORK, 2024)

    assert found[0] == replace(NETWORK.demand[0], tonnes=((2024, 1_200.0),))
    assert found[1:] == (OriginDemand(id="boxes-east--horgos--altynkol", start="horgos", end="altynkol", goods="boxes-east", teu=((2024, 8.0),)),)


def test_matrix_in_another_measure_is_turned_into_loads():
    told = Matrices(("horgos", "altynkol"), {"ore": np.array([[0.0, 0.0], [90.0, 0.0]]), "km": np.ones((2, 2))}, {"ore": "tonnes", "km": "km"})

    (only,) = demand_of(told, NETWORK, 2024)

    assert only.tonnes == ((2024, 90.0),)


def test_every_fault_of_matrices_is_told():
    told = Matrices(("horgos", "altynkal"), {"ores": np.ones((2, 2)), "ore": np.array([[0.0, -1.0], [np.nan, 0.0]])})

    said = message_of(demand_of, told, NETWORK, 2024)

    assert "zones: there is no place 'altynkal'\n    Expected the id of a place. Did you mean 'altynkol'?" in said
    assert "matrix ores: there are no goods 'ores'\n    Expected the id of goods. Did you mean 'ore'?" in said
    assert "matrix ore, horgos to altynkal: is -1" in said
    assert "matrix ore, altynkal to horgos: is nan" in said


def test_links_out_of_the_file_are_refused(tmp_path):
    """A link to another file, a virtual matrix and one that is stored elsewhere would read what nobody asked for."""
    write_omx(matrices(ore=[[0, 1], [2, 0]]), tmp_path / "other.omx")
    write_omx(matrices(ore=[[0, 1], [2, 0]]), tmp_path / "a.omx")
    (tmp_path / "raw").write_bytes(b"\0" * 32)
    layout = h5py.VirtualLayout(shape=(2, 2), dtype="f8")
    layout[:] = h5py.VirtualSource(str(tmp_path / "other.omx"), "data/ore", shape=(2, 2))
    with h5py.File(tmp_path / "a.omx", "a") as file:
        file["data/linked"] = h5py.ExternalLink("other.omx", "data/ore")
        file["data"].create_virtual_dataset("virtual", layout)
        file["data"].create_dataset("outside", (2, 2), "f8", external=[(str(tmp_path / "raw"), 0, 32)])

    said = message_of(read_omx, tmp_path / "a.omx")

    for name in ("linked", "virtual", "outside"):
        assert f"a.omx, {name}: leads out of the file" in said


def test_bombs_and_other_files_are_refused(tmp_path):
    """A matrix of nothing packs a terabyte into a few bytes; its shape is looked at before its values."""
    with h5py.File(tmp_path / "a.omx", "w") as file:
        file.attrs["SHAPE"] = np.array([1_000_000, 1_000_000])
        file.create_group("data").create_dataset("ore", (1_000_000, 1_000_000), "f8", chunks=(1_000, 1_000), compression="gzip")
    with h5py.File(tmp_path / "b.omx", "w") as file:
        file.attrs["SHAPE"] = np.array([2, 2])
        file.create_group("data").create_dataset("ore", (1_000_000, 1_000_000), "f8", chunks=(1_000, 1_000))
    (tmp_path / "c.omx").write_text("no HDF5")

    assert "has matrices of 1,000,000 × 1,000,000\n    Expected as many columns as rows, at most 5,000 (MOST_ZONES)." in message_of(read_omx, tmp_path / "a.omx")
    assert "b.omx, ore: is float64 of the shape (1000000, 1000000)" in message_of(read_omx, tmp_path / "b.omx")
    assert "cannot be read" in message_of(read_omx, tmp_path / "c.omx")
