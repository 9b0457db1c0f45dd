"""One server and one browser for the tests of a process."""

import pytest
from playwright.sync_api import sync_playwright

from web.browsing import SOFTWARE, chromium, make_results, serving


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    runs = make_results(tmp_path_factory.mktemp("page") / "runs")
    with serving(runs) as told:
        yield told


@pytest.fixture(scope="session")
def player():
    with sync_playwright() as one:
        yield one


@pytest.fixture(scope="session")
def browser(player):
    with chromium(player, SOFTWARE) as one:
        yield one
