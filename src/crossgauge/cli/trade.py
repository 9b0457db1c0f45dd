"""The verb `trade`: gravity of one's own panel, effects of changed costs, and how the trade across the border grew."""

from typing import Any

import typer
from typer.core import TyperGroup

from crossgauge.cli.trade_explain import explain
from crossgauge.cli.trade_own import counterfactual, estimate

EXPLAIN = "explain"


class ExplainUnlessNamed(TyperGroup):
    """A group whose first verb need not be said: `trade` is `trade explain`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `explain` in front where nothing or options alone are said."""
        alone = not args or (args[0].startswith("-") and args[0] not in ("-h", "--help"))
        return super().parse_args(ctx, [EXPLAIN, *args] if alone else args)


trade = typer.Typer(
    cls=ExplainUnlessNamed,
    help="See how the trade across the border grew; estimate gravity and change costs of your own table of trade.",
    add_completion=False,
)
for verb in (explain, estimate, counterfactual):
    trade.command(context_settings={"help_option_names": ["-h", "--help"]})(verb)
