"""A project that is sent as a zip: kept if it is one, refused with the limit's name if it is more than that."""

import io
import stat
import warnings
import zipfile

import pytest

from app.served import workspace_in
from cli.post import PROJECT
from crossgauge.app import limits
from crossgauge.app.errors import Refused
from crossgauge.app.uploads import keep_project
from crossgauge.errors import NotFound, ProjectFaulty


@pytest.fixture
def workspace(tmp_path):
    return workspace_in(tmp_path)


def zipped(files, method=zipfile.ZIP_DEFLATED):
    """A zip of texts by name; a ZipInfo as name says more."""
    packed = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", method) as archive:
        warnings.simplefilter("ignore", UserWarning)  # of names that stand there twice
        for name, text in files:
            archive.writestr(name, text)
    return packed.getvalue()


def refused(packed, workspace):
    """What a zip is refused with: status, words and faults. Nothing of it is kept."""
    with pytest.raises(Refused) as raised:
        keep_project(packed, workspace)
    assert list((workspace.runs / ".projects").iterdir()) == []
    return raised.value.status, str(raised.value), [f"{fault.where} {fault.wrong}" for fault in raised.value.faults]


@pytest.mark.parametrize("root", ["", "mine/"])
def test_project_is_kept_and_can_be_run(workspace, root):
    name, network = keep_project(zipped([(f"{root}crossing.yaml", PROJECT)]), workspace)

    there = workspace.of_project(name)
    assert (name, network.id) == ("first-01", "first")
    assert there.network.id == "first"
    assert there.runs == workspace.runs
    assert there.project.is_relative_to(workspace.runs)


def test_each_gets_an_id_of_its_own(workspace):
    packed = zipped([("crossing.yaml", PROJECT)])

    assert [keep_project(packed, workspace)[0] for _ in range(3)] == ["first-01", "first-02", "first-03"]


def test_project_with_faults_is_not_kept(workspace):
    with pytest.raises(ProjectFaulty, match="12 minn"):
        keep_project(zipped([("crossing.yaml", PROJECT.replace("12 min", "12 minn"))]), workspace)

    assert workspace.projects() == []
    assert list((workspace.runs / ".projects").iterdir()) == []


def test_project_that_was_not_sent_is_not_found(workspace):
    keep_project(zipped([("crossing.yaml", PROJECT)]), workspace)

    for name in ("first", "../first-01", ".", "first-01/scenarios"):
        with pytest.raises(NotFound):
            workspace.of_project(name)


@pytest.mark.parametrize(
    "name", ["../evil.yaml", "a/../../evil.yaml", "/etc/evil.yaml", "a\\..\\evil.yaml", "C:evil.yaml", "..", "a/\x01.yaml"]
)
def test_path_that_leads_out_is_refused(workspace, tmp_path, name):
    before = sorted(tmp_path.rglob("*evil*"))

    status, _, faults = refused(zipped([("crossing.yaml", PROJECT), (name, "x")]), workspace)

    assert status == 422
    assert len(faults) == 1
    assert "leads out of the project" in faults[0]
    assert sorted(tmp_path.rglob("*evil*")) == before


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_link_or_device_is_refused(workspace, kind):
    link = zipfile.ZipInfo("places.yaml")
    link.external_attr = (kind | 0o777) << 16

    status, _, faults = refused(zipped([("crossing.yaml", PROJECT), (link, "/etc/passwd")]), workspace)

    assert (status, faults) == (422, ["'places.yaml' is a link or a device"])


@pytest.mark.parametrize("name", ["numpy.py", "sitecustomize.pyc", "run.sh", "x.so", "noending"])
def test_code_is_no_part_of_a_project(workspace, name):
    status, _, faults = refused(zipped([("crossing.yaml", PROJECT), (name, "x")]), workspace)

    assert (status, faults) == (422, [f"'{name}' is no part of a project"])


def test_bomb_is_refused_by_what_it_says_of_itself(workspace):
    packed = zipped([("a.yaml", "0" * 10_000_000)])

    assert refused(packed, workspace)[:2] == (413, "The zip unpacks to more than 200 times its size (MOST_PACKED_TIMES).")


def test_bomb_that_lies_is_refused_while_it_is_unpacked(workspace, monkeypatch):
    """The size that stands in the zip is not believed: bytes are counted as they come."""
    monkeypatch.setattr(limits, "MOST_UNPACKED_BYTES", 2_000_000)
    packed = zipped([("a.yaml", "0" * 3_000_000)])
    lying = packed.replace((3_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))

    status, told, _ = refused(lying, workspace)

    assert lying != packed
    assert (status, told) in [
        (413, "The zip unpacks to more than 2,000,000 bytes (MOST_UNPACKED_BYTES)."),
        (422, "The zip is damaged at 'a.yaml'."),
    ]


def test_size_in_all_is_bounded(workspace, monkeypatch):
    monkeypatch.setattr(limits, "MOST_UNPACKED_BYTES", 100)

    status, told, _ = refused(zipped([("a.yaml", "x" * 60), ("b.yaml", "y" * 60)]), workspace)

    assert (status, told) == (413, "The zip unpacks to more than 100 bytes (MOST_UNPACKED_BYTES).")


def test_number_of_files_and_depth_are_bounded(workspace, monkeypatch):
    monkeypatch.setattr(limits, "MOST_UPLOAD_FILES", 2)

    assert "MOST_UPLOAD_FILES" in refused(zipped([(f"{n}.yaml", "") for n in range(3)]), workspace)[1]
    status, _, faults = refused(zipped([("a/" * (limits.MOST_UPLOAD_DEPTH + 1) + "b.yaml", "")]), workspace)
    assert status == 422
    assert "lies too deep" in faults[0]


def test_names_that_are_twins_are_refused(workspace):
    _, _, faults = refused(zipped([("a.yaml", ""), ("A.yaml", ""), ("a.yaml", "")]), workspace)

    assert faults == ["'A.yaml' stands in the zip twice", "'a.yaml' stands in the zip twice"]


@pytest.mark.parametrize("packed", [b"", b"PK", b"no zip", zipped([("a.yaml", "text")])[:-30]])
def test_what_is_no_zip_is_told(workspace, packed):
    assert refused(packed, workspace)[0] == 422


def test_damaged_file_is_told(workspace):
    packed = bytearray(zipped([("crossing.yaml", PROJECT)], zipfile.ZIP_STORED))
    packed[200] ^= 0xFF

    assert refused(bytes(packed), workspace)[1] == "The zip is damaged at 'crossing.yaml'."


def test_number_of_projects_is_bounded(workspace, monkeypatch):
    packed = zipped([("crossing.yaml", PROJECT)])
    keep_project(packed, workspace)
    monkeypatch.setattr(limits, "MOST_PROJECTS", 1)

    with pytest.raises(Refused, match="MOST_PROJECTS"):
        keep_project(packed, workspace)
