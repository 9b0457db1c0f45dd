"""Every command is read on a terminal of one width, whatever the machine has; the embedded network is read once."""

import pytest

import crossgauge


@pytest.fixture(autouse=True)
def _terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")


@pytest.fixture
def plain_terminal(tmp_path, monkeypatch):
    """A wide terminal in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")


@pytest.fixture(scope="session")
def network():
    """The embedded network."""
    return crossgauge.reference()
