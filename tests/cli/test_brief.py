"""The verb `brief`: a page, a sheet and a voice; and a clear word where a run cannot be briefed."""

import json
from pathlib import Path

import pytest

from crossgauge.cli.command import run_command
from crossgauge.sources.write import write_project
from crossgauge.study.run import run
from crossgauge.views import pdf, spoken
from study.small import small_network


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """A run, another one with a seed of its own, and their project."""
    monkeypatch.chdir(tmp_path)
    network = small_network()
    write_project(network, Path("mine"))
    for name, seed in (("one", 1), ("other", 2)):
        run(network, days=7, replicas=2, workers=1, warmup_days=0, seed=seed, out=name)
    return tmp_path


def test_a_page_is_written_beside_the_run(runs, capsys):
    code = run_command(["brief", "one", "--no-pdf", "--language", "kk", "--project", "mine"])

    page = Path("one-brief-kk/brief.html").read_text(encoding="utf-8")
    assert code == 0
    assert capsys.readouterr().out.strip() == str(Path("one-brief-kk/brief.html"))
    assert '<html lang="kk">' in page


def test_the_same_run_gives_the_same_page(runs):
    for folder in ("a", "b"):
        run_command(["brief", "one", "--no-pdf", "--project", "mine", "--out", folder])

    assert Path("a/brief.html").read_bytes() == Path("b/brief.html").read_bytes()


def test_without_printer_and_voice_the_page_is_there_and_one_is_told_what_is_missing(runs, capsys, monkeypatch):
    monkeypatch.setattr(pdf, "by_weasyprint", lambda html, path: False)
    monkeypatch.setattr(pdf, "found_browser", lambda: None)
    monkeypatch.setattr(spoken.shutil, "which", lambda name: None)

    code = run_command(["brief", "one", "--audio", "--project", "mine", "--out", "told"])

    out = capsys.readouterr().out
    assert code == 0
    assert "crossgauge[pdf]" in out
    assert "espeak-ng is not installed" in out
    assert {path.name for path in Path("told").iterdir()} == {"brief.html", "brief.txt"}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["brief", "one", "--compare", "other"], "seed is 1 here and 2 there"),
        (["brief", "one", "--language", "fr"], "no language is called 'fr'. There are: en, kk, ru, zh."),
        (["brief", "nowhere"], "no such results folder"),
        (["brief", "one", "--corridor", "none", "--project", "mine"], "none"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(runs, capsys, arguments, expected):
    code = run_command([*arguments, "--no-pdf"])

    said = capsys.readouterr().err
    assert code == 2
    assert expected in said
    assert "Traceback" not in said


def test_a_run_of_another_version_is_refused(runs, capsys):
    manifest = Path("one/manifest.json")
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 0}))

    assert run_command(["brief", "one", "--no-pdf"]) == 2
    assert "run again with this version of Crossgauge" in capsys.readouterr().err


def test_a_run_of_an_unknown_network_is_briefed_without_map_and_it_is_said_what_draws_one(runs, capsys):
    assert run_command(["brief", "one", "--no-pdf", "--out", "bare"]) == 0

    assert "No map and no sources: --project FOLDER" in capsys.readouterr().out
    page = Path("bare/brief.html").read_text(encoding="utf-8")
    assert "Network and queues" not in page
    assert "Where time is spent" in page
