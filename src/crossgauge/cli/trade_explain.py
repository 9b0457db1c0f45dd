"""The verb `trade explain`: the seed figures, both sides' books, and what the growth of trade is put down to."""

from typing import Annotated

import typer

from crossgauge.cli.languages import Language
from crossgauge.cli.trade_options import Json, Out, check_free, deliver


def explain(
    first: Annotated[int, typer.Option("--from", metavar="YEAR", help="Where the growth begins.")] = 2020,
    last: Annotated[int, typer.Option("--to", metavar="YEAR", help="Where it ends.")] = 2024,
    out: Out = None,
    language: Language = "en",
    json: Json = False,
) -> None:
    """China–Kazakhstan trade of 2014 to 2024: the figures, both sides' books, and what the growth is put down to.

    Every figure is a fact with its source. Accounts add up to the growth; what they do not explain is said.

    [bold]Examples[/bold]

    crossgauge trade

    crossgauge trade explain --from 2019 --to 2024 --out growth
    """
    from crossgauge.cli.trade_explained import print_explained
    from crossgauge.reference import folder
    from crossgauge.study.trade.explain import explain as account
    from crossgauge.study.trade.told import explained_told
    from crossgauge.views import of_growth, of_trade

    check_free(out)
    found = account(folder(), first, last)
    tables = {"series.csv": found.series.write_csv(), "partners.csv": found.partners.write_csv()}
    tables |= {f"{name}.csv": one.write_csv() for name, one in found.accounts.items()}
    if out is not None:
        tables["series.svg"] = of_trade(found.series, language).svg
        tables["growth.svg"] = of_growth(found, first, last, language).svg
    if deliver(explained_told(found), tables, out, json):
        print_explained(found, out)
