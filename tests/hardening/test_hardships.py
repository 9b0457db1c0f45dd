"""The command on machines that are not kind: full and read-only disks, no home, odd locales, names and terminals."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

import crossgauge as cg
from cli.post import PROJECT, write_project

PACKAGE = Path(cg.__file__).parent
NAME = "Қорғас 霍尔果斯 İı"
FEW = ("--from", "2024-04-01", "--to", "2024-04-03", "--replicas", "1", "--warmup", "1", "--workers", "1")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="hardships of Unix")]


@pytest.fixture
def project(tmp_path):
    return write_project(tmp_path / "first")


@pytest.fixture(scope="module")
def compiled():
    """Where the engine is compiled already: children share what this process has kept."""
    return {name: os.environ[name] for name in ("NUMBA_CACHE_DIR", "HOME", "XDG_CACHE_HOME") if name in os.environ}


def command(*words, env=None, path=PACKAGE.parent, **more):
    """The command in a process with this environment and nothing else."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(path), "COLUMNS": "140", **(env or {})}
    words = [sys.executable, "-m", "crossgauge", *map(str, words)]
    return subprocess.run(words, env=env, capture_output=True, check=False, timeout=300, **more)


def said(done):
    """Exit code, output and messages."""
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


@contextmanager
def mounted(folder, options):
    """A disk in memory; skips where one may not mount."""
    folder.mkdir()
    told = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    if told.returncode:
        pytest.skip("mounting a disk of one's own needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.skipif(shutil.which("mount") is None, reason="no mount")
@pytest.mark.parametrize(("options", "words"), [("size=64k", "the disk is full. Make room"), ("ro", "the disk is read-only")])
def test_a_disk_that_takes_nothing_is_code_2_and_what_to_do(project, tmp_path, compiled, options, words):
    with mounted(tmp_path / "disk", options) as disk:
        code, _, err = said(command("run", project, *FEW, "--out", disk / "out", env=compiled))

    assert code == 2, err
    assert words in err
    assert "Traceback" not in err


def test_a_file_that_may_not_grow_is_code_2_and_a_message(project, tmp_path, compiled):
    """A quota, where no disk can be mounted: no file beyond 4 kB."""
    limit = "import resource as r, runpy, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); r.setrlimit(r.RLIMIT_FSIZE, (4096, 4096)); sys.argv[0] = 'crossgauge'; runpy.run_module('crossgauge', run_name='__main__')"
    words = [sys.executable, "-B", "-c", limit, "run", str(project), *FEW, "--out", str(tmp_path / "out")]
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PACKAGE.parent), **compiled}

    code, _, err = said(subprocess.run(words, env=env, capture_output=True, check=False, timeout=300))

    assert code == 2, err
    assert "cannot be written" in err
    assert not (tmp_path / "out").exists()


def package_that_keeps_nothing(folder):
    """The package by links, with files where folders of compiled code would be: as installed by somebody else."""
    engines = folder / "crossgauge" / "engines"
    engines.mkdir(parents=True)
    for path in PACKAGE.iterdir():
        if path.name not in ("engines", "__pycache__"):
            (folder / "crossgauge" / path.name).symlink_to(path)
    for path in (PACKAGE / "engines").iterdir():
        if path.is_file():
            (engines / path.name).symlink_to(path)
        elif path.name != "__pycache__":
            (engines / path.name).mkdir()
            for file in path.iterdir():
                if file.name != "__pycache__":
                    (engines / path.name / file.name).symlink_to(file)
            (engines / path.name / "__pycache__").write_text("")
    return folder


def test_without_a_home_and_beside_a_package_of_another_it_still_runs(project, tmp_path):
    """Compiled code goes to a folder of one's own among the temporary files."""
    (tmp_path / "tmp").mkdir()
    env = {"HOME": "/dev/null/nobody", "TMPDIR": str(tmp_path / "tmp")}
    package = package_that_keeps_nothing(tmp_path / "package")

    code, out, err = said(command("run", project, *FEW, "--out", tmp_path / "out", env=env, path=package))

    assert code == 0, err
    assert "Hill Road" in out
    (kept,) = (tmp_path / "tmp").iterdir()
    assert kept.name == f"crossgauge-{os.getuid()}"
    assert kept.stat().st_mode & 0o777 == 0o700
    assert list(kept.rglob("*.nbi"))


def test_years_that_can_be_kept_nowhere_are_code_2_and_where(project, compiled):
    code, _, err = said(command("facts", project, "--replicas", "2", env={**compiled, "XDG_CACHE_HOME": "/dev/null/x"}))

    assert code == 2, err
    assert "/dev/null/x" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("locale", ["C", "POSIX", "tr_TR.UTF-8", "nowhere"])
def test_no_locale_breaks_a_letter(project, compiled, locale):
    """Names in Chinese and Kazakh; Turkish has two letters i."""
    (project / "crossing.yaml").write_text(PROJECT.replace("A first crossing", NAME), encoding="utf-8")

    code, out, err = said(command("check", project, env={**compiled, "LC_ALL": locale, "LANG": locale}))

    assert (code, err) == (0, "")
    assert NAME in out


def test_a_run_in_a_plain_locale_writes_every_letter(project, tmp_path, compiled):
    """Into folders of any name."""
    (project / "crossing.yaml").write_text(PROJECT.replace("A first crossing", NAME), encoding="utf-8")
    place = project.rename(tmp_path / "霍尔果斯 – Қорғас")
    out = tmp_path / "a space" / "霍尔果斯"

    code, _, err = said(command("run", place, *FEW, "--out", out, env={**compiled, "LC_ALL": "C"}))

    assert code == 0, err
    assert NAME in (out / "manifest.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_that_cannot_write_the_letters_gets_others(project, compiled, encoding):
    """As an old console does: a name that cannot be written is not the end."""
    (project / "crossing.yaml").write_text(PROJECT.replace("A first crossing", NAME), encoding="utf-8")

    code, out, err = said(command("check", project, env={**compiled, "PYTHONIOENCODING": encoding}))

    assert (code, err) == (0, "")
    assert "no faults" in out


@pytest.mark.parametrize("name", ["with a space", "霍尔果斯 – Қорғас", "[bold]x[red]", "a'b\"c", "-x", "x" * 200])
def test_any_name_of_a_folder_will_do(project, tmp_path, compiled, name):
    """Names with marks of shells, of markup and of options."""
    place = project.rename(tmp_path / name)

    code, out, err = said(command("check", place, env=compiled))
    again, _, told = said(command("init", tmp_path / "new" / name, env=compiled))

    assert (code, err, again, told) == (0, "", 0, "")
    assert "no faults" in out
    assert (tmp_path / "new" / name / "places.yaml").is_file()


def test_a_project_may_be_a_link(project, tmp_path, compiled):
    (tmp_path / "link").symlink_to(project)

    code, out, err = said(command("check", tmp_path / "link", env=compiled))

    assert (code, err) == (0, "")
    assert "no faults" in out


def test_a_reader_that_goes_is_no_error(project, compiled):
    """`crossgauge schema | head -1`: standard output is closed at the other end."""
    read, write = os.pipe()
    os.close(read)
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PACKAGE.parent), **compiled}
    words = [sys.executable, "-m", "crossgauge", "schema"]

    done = subprocess.run(words, env=env, stdout=write, stderr=subprocess.PIPE, check=False, timeout=300)
    os.close(write)

    assert (done.returncode, done.stderr) == (0, b"")


def test_standard_output_may_be_closed(project, compiled):
    """`crossgauge check mine >&-`."""
    words = f'"{sys.executable}" -m crossgauge check "{project}" >&-'
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PACKAGE.parent), **compiled}

    done = subprocess.run(["sh", "-c", words], env=env, stderr=subprocess.PIPE, check=False, timeout=300)

    assert b"Traceback" not in done.stderr
    assert b"unexpected" not in done.stderr


def test_a_dumb_terminal_gets_plain_text(project, tmp_path, compiled):
    code, out, err = said(command("run", project, *FEW, "--out", tmp_path / "out", env={**compiled, "TERM": "dumb"}))

    assert code == 0, err
    assert "\x1b" not in out + err
