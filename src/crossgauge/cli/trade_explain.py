"""The verb `trade explain`: the seed figures, both sides' books, and what the growth of trade is put down to."""

from typing import Annotated

import typer

from crossgauge.cli.trade_options import Json, Out, check_free, deliver


def explain(
    first: Annotated[int, typer.Option("--from", metavar="YEAR", help="Where the growth begins.")] = 2020,
    last: Annotated[int, typer.Option("--to", metavar="YEAR", help="Where it ends.")] = 2024,
    out: Out = None,
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
    from crossgauge.views.trade import growth_picture, series_picture

    check_free(out)
    found = account(folder(), first, last)
    tables = {"series.csv": found.series.write_csv(), "partners.csv": found.partners.write_csv()}
    tables |= {f"{name}.csv": one.write_csv() for name, one in found.accounts.items()}
    if out is not None:
        totals = {row["year"]: row["total"] for row in found.series.iter_rows(named=True)}
        tables["series.svg"] = series_picture(found.series)
        tables["growth.svg"] = growth_picture(found.accounts, (first, totals[first]), (last, totals[last]))
    if deliver(explained_told(found), tables, out, json):
        print_explained(found, out)
