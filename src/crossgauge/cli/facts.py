"""placeholder"""


def facts() -> None:
    pass
