"""HiGHS without its banner."""

import highspy


class QuietHighs(highspy.Highs):
    """HiGHS that prints nothing: its banner comes when callbacks are enabled, before an option could be set.

    >>> QuietHighs().getOptionValue("output_flag")[1]
    False
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def enableCallbacks(self) -> None:
        """As HiGHS does, which its constructor calls."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]
