"""The command as a shell sees it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import crossgauge as cg
from cli.post import PROJECT, call, write_project
from sources.test_worth import write_hill

FEW = ("--replicas", "2", "--warmup", "2", "--workers", "1")
YEARS = ("--replicas", "8", "--warmup", "2", "--workers", "1")


@pytest.fixture(autouse=True)
def plain_terminal(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CROSSGAUGE_DEBUG", raising=False)


@pytest.fixture
def project(tmp_path):
    return write_project(tmp_path / "first")


def test_run_prints_classes_stages_what_binds_and_where_it_is(capsys, project, monkeypatch):
    monkeypatch.setenv("COLUMNS", "250")
    code, out, err = call(capsys, "run", project, *FEW)

    assert (code, err) == (0, "")
    for words in (
        "A first crossing: 21 days from 2024-04-01, 2 replicas",
        "west truck",
        "kz customs",
        "Officers, at West post",
        "of the hours waited here",
        "1 value is assumed, 0 cite a fact",
        "Results: crossgauge-results/first-001",
    ):
        assert words in out
    assert (Path("crossgauge-results/first-001") / "queues.svg").read_text().startswith("<?xml")


def test_a_line_that_only_grows_is_told_so_where_it_stands(capsys, project, monkeypatch):
    """4,000 trucks more than two officers can serve: the mean time is then one of the period alone."""
    monkeypatch.setenv("COLUMNS", "250")
    asked = (project, "--to", "2024-05-31", *FEW)
    _, calm, _ = call(capsys, "run", *asked)
    path = project / "crossing.yaml"
    path.write_text(path.read_text().replace("2024: 15000", "2024: 60000"))

    _, crowded, _ = call(capsys, "run", *asked)

    assert "Lines that only grew" not in calm
    assert re.search(r"Lines that only grew, .*\n  officers \(kz\), Hill Road: [\d,.]+ ± [\d,.]+ → [\d,.]+ ± [\d,.]+ waiting", crowded)


def test_what_is_printed_can_be_typed_again(capsys, project):
    """Advice of a run on a folder names the folder, and not the embedded network."""
    _, out, _ = call(capsys, "run", project, *FEW)

    assert f"crossgauge facts {project} --assumed" in out.replace("\n", "")


def test_an_id_without_a_name_stays_as_it_is_written_and_no_empty_table_is_printed(capsys, tmp_path):
    nameless = PROJECT.replace("name: officers, ", "").replace("          - {stage: customs, post: kz}\n", "")
    bare = write_project(tmp_path / "bare", nameless)

    _, out, _ = call(capsys, "run", bare, *FEW)

    assert "stages: mean h" not in out
    assert "kz-officers, at West post" in out.replace("\n", " ")


def test_a_project_without_facts_says_where_they_are_written(capsys, tmp_path):
    without = write_project(tmp_path / "without", PROJECT.partition("facts:")[0])

    code, out, _ = call(capsys, "facts", without, *FEW)

    assert code == 0
    assert "A first crossing has no facts. facts.csv holds them" in out


def test_facts_that_measure_nothing_are_said_to_be_so(capsys, tmp_path):
    """A fact that only gives a value its source is held against nothing."""
    sourced = write_project(tmp_path / "sourced", re.sub(r"\n    measure: .*", "", PROJECT))

    code, out, _ = call(capsys, "facts", sourced, *FEW)

    assert code == 0
    assert "1 fact, none that a run can be held against" in out


def test_a_folder_that_a_verb_takes_by_an_option_is_said_to_be_so(capsys, project):
    code, _, err = call(capsys, "timeline", project)

    assert code == 2
    assert "crossgauge timeline --project FOLDER" in err


def test_the_version_is_an_option_too(capsys):
    code, out, _ = call(capsys, "--version")

    assert (code, out.split()[:2]) == (0, ["crossgauge", cg.__version__])


def test_a_second_run_gets_a_folder_of_its_own(capsys, project):
    call(capsys, "run", project, *FEW)

    _, out, _ = call(capsys, "run", project, *FEW)

    assert "first-002" in out


def test_json_is_all_that_a_script_reads(capsys, project):
    code, out, _ = call(capsys, "run", project, *FEW, "--json", "--out", "here")

    told = json.loads(out)
    assert code == 0
    assert told["border"][0]["units"] > 100
    assert told == json.loads(Path("here/summary.json").read_text())


def test_dates_choose_the_period(capsys, project):
    _, out, _ = call(capsys, "run", project, *FEW, "--from", "2024-05-01", "--to", "2024-05-05")

    assert "5 days from 2024-05-01" in out


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_every_width_of_terminal_is_enough(capsys, project, monkeypatch, width):
    call(capsys, "run", project, *FEW, "--out", "here")
    monkeypatch.setenv("COLUMNS", str(width))
    results = cg.read_results("here")
    from crossgauge.cli.report import print_report

    print_report(cg.read(project), results, Path("here/summary.json").read_text())
    code, facts, _ = call(capsys, "facts", project, *FEW, "--out", "years")

    assert code == 0
    assert max(len(line) for line in facts.splitlines()) <= max(width, 64)


def test_a_folder_that_exists_is_kept(capsys, project):
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("precious")

    code, out, err = call(capsys, "run", project, *FEW, "--out", "mine")

    assert (code, out) == (2, "")
    assert "nothing is overwritten" in err
    assert Path("mine/notes.txt").read_text() == "precious"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["run", "first", "--from", "soon"], "start is 'soon'"),
        (["run", "first", "--replicas", "0"], "replicas is 0"),
        (["run", "first", "--replicas", "x"], "'--replicas'"),
        (["run", "first", "--record", "all"], "Expected one of"),
        (["run", "nowhere"], "nowhere"),
        (["fly"], "No such command"),
        (["check", "nowhere"], "nowhere"),
    ],
)
def test_bad_input_is_code_2_and_a_message(capsys, project, words, told):
    code, out, err = call(capsys, *words)

    assert (code, out) == (2, "")
    assert told in err
    assert "Traceback" not in err


def test_check_tells_every_fault_with_its_line(capsys, tmp_path):
    bad = write_project(
        tmp_path / "bad",
        PROJECT.replace("12 min", "12 minn").replace("place: hill, country: KZ", "place: hil, country: KZ"),
    )

    code, out, err = call(capsys, "check", bad)

    assert (code, out) == (2, "")
    assert "2 faults" in err
    assert "Did you mean 'hill'?" in err
    assert len(cg.check(bad)) == 2


def test_check_of_a_good_project_is_one_line(capsys, project):
    code, out, _ = call(capsys, "check", project)

    assert code == 0
    assert out == "A first crossing: no faults. 1 crossing, 1 process chain, 0 links, 1 fact.\n"
    assert cg.check(project) == ()


def test_check_says_what_else_it_has_read(capsys, tmp_path):
    hill = write_hill(tmp_path / "hill")

    quick, thorough = call(capsys, "check", hill), call(capsys, "check", hill, "--scenarios")

    assert (quick[0], thorough[0]) == (0, 0)
    told = "Read without faults too: 1 scenario, worth.yaml.\nHeld against the rules: the network"
    assert told + "; --scenarios: what each of these makes of it too.\n" in quick[1]
    assert told + " and what each of these makes of it.\n" in thorough[1]


def test_check_tells_faults_of_every_file(capsys, tmp_path):
    """Neither is read by `run`: a fault in it shows before somebody asks for it."""
    hill = write_hill(tmp_path / "hill", worth="worth: {home: A}\n")
    (hill / "scenarios" / "third-officer.yaml").write_text("changes: [{set: crossings.hill-raod.name, to: x}]\n")

    code, out, err = call(capsys, "check", hill)

    assert (code, out) == (2, "")
    assert "scenarios/third-officer.yaml:1: " in err
    assert "worth.yaml: has no 'countries'" in err
    assert {fault.where for fault in cg.check(hill)} >= {"worth.yaml", "scenarios/third-officer.yaml:1"}


def test_facts_are_held_against_simulated_years(capsys, project):
    code, out, err = call(capsys, "facts", project, *YEARS)

    assert (code, err) == (0, "")
    assert "860 trucks" in out
    assert "1 of 1 facts held against the result hold" in out
    assert "counted at the gate" in out


def test_facts_for_scripts(capsys, project):
    _, out, _ = call(capsys, "facts", project, *YEARS, "--json")

    (told,) = json.loads(out)
    assert told["holds"] is True
    assert told["simulated"]["low"] < 860 < told["simulated"]["high"]
    assert len(told["simulated"]["replicas"]) == 8


def test_assumptions_are_listed_with_their_reason(capsys, project):
    code, out, _ = call(capsys, "facts", project, "--assumed")

    assert code == 0
    assert "Nobody publishes it" in out
    assert "1 value is assumed" in out
    assert not Path("cache").exists()


def test_init_copies_the_embedded_network(capsys):
    code, out, _ = call(capsys, "init", "mine")

    assert code == 0
    assert "crossgauge check mine" in out
    assert call(capsys, "check", "mine")[0] == 0
    assert sorted(Path().iterdir()) == [Path("mine")]


def test_init_gives_a_small_border_whose_figures_are_questions(capsys):
    code, out, _ = call(capsys, "init", "mine", "--template", "border")
    checked, told, _ = call(capsys, "check", "mine", "--scenarios")
    _, asked, _ = call(capsys, "facts", "mine", "--assumed")

    assert (code, checked) == (0, 0)
    assert out == "mine: a small border. Next: crossgauge check mine\n"
    assert "2 crossings" in told and "4 scenarios" in told
    assert "How many booths are manned?" in asked
    network = cg.read("mine")
    assert len({link.gauge_m for link in network.links} | {consist.gauge_m for consist in network.consists} - {None}) >= 2
    assert len({post.clock for crossing in network.crossings for post in crossing.posts}) == 2


def test_init_refuses_a_folder_with_anything_in_it(capsys, project):
    code, _, err = call(capsys, "init", project)

    assert code == 2
    assert "not empty" in err
    assert [path.name for path in project.iterdir()] == ["crossing.yaml"]


def test_schema_is_json_on_output_or_in_a_file(capsys):
    _, out, _ = call(capsys, "schema")
    code, told, _ = call(capsys, "schema", "--out", "s/crossgauge.json")

    assert code == 0
    assert json.loads(out) == json.loads(Path("s/crossgauge.json").read_text())
    assert "yaml-language-server" in told


def test_schema_of_scenarios_is_another(capsys):
    code, out, _ = call(capsys, "schema", "--of", "scenario")
    wrong, _, told = call(capsys, "schema", "--of", "scenarios")

    assert (code, wrong) == (0, 2)
    assert list(json.loads(out)["properties"]) == ["scenario", "add", "changes"]
    assert "'project', 'scenario'" in told


def test_version_names_what_results_depend_on(capsys):
    _, out, _ = call(capsys, "version")

    assert out.startswith(f"crossgauge {cg.__version__} (numpy ")


def test_help_teaches_and_tells_the_exit_codes(capsys):
    code, out, _ = call(capsys, "--help")
    _, run_help, _ = call(capsys, "run", "--help")

    assert code == 0
    assert "Exit codes" in out
    assert "130 interrupted" in out
    assert "--from 2024-01-01" in run_help


def test_a_defect_is_one_message_with_a_hint(capsys, monkeypatch):
    def broken():
        raise ZeroDivisionError("in the dark")

    monkeypatch.setattr("crossgauge.tables.manifest.versions", broken)

    code, out, err = call(capsys, "version")

    assert (code, out) == (1, "")
    assert err.startswith("crossgauge: unexpected: ZeroDivisionError: in the dark")
    assert "--debug" in err
    assert "Traceback" not in err


def test_debug_shows_the_traceback(capsys, monkeypatch):
    def broken():
        raise ZeroDivisionError("in the dark")

    monkeypatch.setattr("crossgauge.tables.manifest.versions", broken)
    monkeypatch.setenv("CROSSGAUGE_DEBUG", "")

    _, _, err = call(capsys, "--debug", "version")

    assert "Traceback" in err


def test_interrupt_is_130(capsys, project, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("crossgauge.study.run.run", interrupted)

    code, _, err = call(capsys, "run", project)

    assert code == 130
    assert "interrupted" in err


def test_stuck_is_3(capsys, project, monkeypatch):
    def stuck(*_, **__):
        raise cg.RunStuck("units wait")

    monkeypatch.setattr("crossgauge.study.run.run", stuck)

    assert call(capsys, "run", project)[0] == 3


def test_help_and_import_bring_nothing_heavy():
    code = (
        "import sys, crossgauge; from crossgauge.cli.command import run_command; run_command(['--help']);"
        "heavy = {'numpy', 'polars', 'numba', 'matplotlib', 'scipy', 'ruamel'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    source = str(Path(cg.__file__).resolve().parents[1])

    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_face_has_at_most_twenty_names_and_each_is_there():
    assert len(cg.__all__) <= 20
    assert all(getattr(cg, name) is not None for name in cg.__all__)
    assert set(dir(cg)) == set(cg.__all__)
    with pytest.raises(AttributeError, match="no attribute 'fly'"):
        cg.fly  # noqa: B018


def test_the_reference_is_a_function_whatever_is_imported():
    import crossgauge.reference as _folder  # noqa: F401
    from crossgauge.reference import folder

    assert cg.reference().id
    assert folder().is_dir()
