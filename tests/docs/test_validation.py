"""docs/validation.md shows what the tests compare today."""

import pytest

from docs.validation import PATH, page


@pytest.mark.slow
def test_page_is_what_the_cases_give():
    assert PATH.read_text("utf-8") == page(), "run `make docs`, which writes the page anew"
