"""The verb `calibrate`, as a newcomer meets it."""

import difflib
import json

import numpy as np

from cli.post import call, write_project
from crossgauge.sources.project import read_project

MAP = "columns: {unit: truck, crossing: at, class: kind, direction: way, stage: stage, entered: begun, left: ended}\ntime_zone: Asia/Almaty\n"
HEAD = "truck,at,kind,way,stage,begun,ended\n"


def write_log(folder, n: int = 300, stage: str = "kz-officers", last: str = ""):
    """Checks of a lognormal quarter of an hour, one after the other from eight in the morning."""
    luck = np.random.default_rng(1)
    minutes = np.round(luck.lognormal(np.log(15), 0.4, n), 2)
    starts = np.datetime64("2024-04-01T08:00:00") + np.arange(n).astype("timedelta64[h]")
    ends = starts + (minutes * 60).astype("timedelta64[s]")
    rows = [
        f"T{k},hill-road,truck,west,{stage},{a},{b}"
        for k, (a, b) in enumerate(zip(starts, ends, strict=True))
    ]
    (folder / "gate.csv").write_text(HEAD + "\n".join(rows) + f"\n{last}", encoding="utf-8")
    (folder / "map.yaml").write_text(MAP, encoding="utf-8")
    return ["--log", folder / "gate.csv", "--map", folder / "map.yaml", "--draws", "49"]


def test_copy_differs_by_the_fitted_values_only(capsys, tmp_path):
    mine = write_project(tmp_path / "mine")
    options = write_log(tmp_path)

    code, out, _ = call(capsys, "calibrate", mine, *options, "--out", tmp_path / "new")

    before, after = (
        (folder / "crossing.yaml").read_text("utf-8").splitlines() for folder in (mine, tmp_path / "new")
    )
    put_in = [line[2:] for line in difflib.ndiff(before, after) if line.startswith("+ ")]
    assert code == 0
    assert "lognormal(mean 1" in out
    assert 'assumed: "fitted to gate.csv, n = 300, 2024-04-01 to 2024-04-13"' in " ".join(put_in)
    assert len(before) == len(after)
    assert {path.name for path in (tmp_path / "new" / "calibration").iterdir()} == {
        "fits.csv",
        "fits.svg",
        "report.csv",
    }
    assert any(
        entry.assumed.startswith("fitted to gate.csv") for entry in read_project(tmp_path / "new").provenance
    )


def test_unit_that_is_still_there_counts_until_the_log_was_taken(capsys, tmp_path):
    mine = write_project(tmp_path / "mine")
    options = write_log(tmp_path, last="T999,hill-road,truck,west,kz-officers,2024-04-20 10:00:00,\n")

    code, out, _ = call(capsys, "calibrate", mine, *options, "--until", "2024-04-20T10:12", "--json")

    duration = next(one for one in json.loads(out)["findings"] if one["kind"] == "duration")
    assert code == 0
    assert (duration["n"], duration["n_censored"]) == (301, 1)


def test_names_that_are_near_are_told(capsys, tmp_path):
    mine = write_project(tmp_path / "mine")
    options = write_log(tmp_path, stage="kz-officer")

    code, out, _ = call(capsys, "calibrate", mine, *options)

    assert code == 0
    assert "no stage or step is called 'kz-officer'. Did you mean 'use:kz-officers'?" in out
    assert "Nothing to write." in out


def test_few_rows_are_told_with_how_many_are_needed(capsys, tmp_path):
    mine = write_project(tmp_path / "mine")

    _, out, _ = call(capsys, "calibrate", mine, *write_log(tmp_path, n=7))

    assert "7 stays seen to their end; a law needs 20" in " ".join(out.split())


def test_wrong_instant_is_bad_input(capsys, tmp_path):
    mine = write_project(tmp_path / "mine")

    code, _, err = call(capsys, "calibrate", mine, *write_log(tmp_path), "--until", "yesterday")

    assert code == 2
    assert "Expected a date or an instant" in err


def test_folder_that_is_there_is_kept(capsys, tmp_path):
    mine = write_project(tmp_path / "mine")

    code, _, err = call(capsys, "calibrate", mine, *write_log(tmp_path), "--out", mine)

    assert code == 2
    assert "nothing is overwritten" in err
