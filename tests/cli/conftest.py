"""Every command is read on a terminal of one width, whatever the machine has."""

import pytest


@pytest.fixture(autouse=True)
def _terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
