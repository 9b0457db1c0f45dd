"""Rules of commodity codes: a system and an edition that there are, and the form of its codes."""

import re

from crossgauge.errors import nearest
from crossgauge.model.codes import SYSTEMS, YEAR, words_of
from crossgauge.model.findings import Faults, fault
from crossgauge.model.network import Network
from crossgauge.model.paths import Path


def codes(network: Network) -> Faults:
    """Every code of goods is of a system in one of its editions, and has its form."""
    for one in network.goods:
        for key, told in one.codes:
            yield from code((*("goods", one.id, "codes"), key), key, told)


def code(path: Path, key: str, told: str) -> Faults:
    """The codes of one system."""
    name, _, edition = key.partition("@")
    system = SYSTEMS.get(name)
    if system is None:
        hint = nearest(name.upper(), SYSTEMS)
        yield fault(path, f"is of the system '{name}'", f"Expected a system with its edition, as 'HS@2022'. {hint}")
        return
    if system.editions and edition not in system.editions:
        wrong = f"names the edition '{edition}'" if edition else "names no edition"
        yield fault(path, wrong, f"Expected one of {', '.join(f'{name}@{year}' for year in system.editions)}.")
    elif not YEAR.fullmatch(edition):
        wrong = f"names the edition '{edition}'" if edition else "names no edition"
        yield fault(path, wrong, f"Expected the year of the list in force, as '{name}@2022'.")
    wrong_words = [word for word in words_of(told) if not re.fullmatch(system.form, word)]
    if not words_of(told):
        yield fault(path, "is empty", f"Expected {system.told}, as '{system.example}'.")
    for word in wrong_words:
        yield fault(path, f"has the code '{word}'", f"Expected {system.told}, as '{system.example}'.")
