"""The option `--language` of verbs that draw."""

from typing import Annotated

import typer


def checked(asked: str) -> str:
    """The language asked for. Raises NotFound with those that there are."""
    from crossgauge.views.words import language_of

    return language_of(asked)


Language = Annotated[str, typer.Option(help="Of the pictures: en, zh, ru or kk.", callback=checked)]
