"""What a declaration says of where its values came from, looked up by path while it is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from crossgauge.model.facts import Provenance
from crossgauge.model.paths import Path
from crossgauge.sources.tree import Mapping, Node, Scalar


@dataclass(slots=True)
class Said:
    """Provenance by path; `told` has the paths that were written."""

    entries: dict[str, list[Provenance]]
    above: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)

    def at(self, path: Path) -> str:
        """The text as it once was written; empty if nothing is said of the path, or of more than one text."""
        entries = self.entries.get(".".join(path), [])
        return entries[0].text if len(entries) == 1 else ""

    def below(self, path: Path) -> bool:
        """Whether something is said of the path or of anything below it."""
        joined = ".".join(path)
        return joined in self.entries or joined in self.above

    def words(self, path: Path) -> list[str]:
        """The next words of all paths below this one of which something is said."""
        before = ".".join((*path, ""))
        found = (joined[len(before) :] for joined in self.entries if joined.startswith(before))
        return list(dict.fromkeys(rest.partition(".")[0] for rest in found))

    def told(self, node: Node, path: Path) -> Node:
        """The node as `{value: …, fact: …, assumed: …}`, if something is said of it."""
        joined = ".".join(path)
        for entry in reversed(self.entries.get(joined, [])):
            self.written.add(joined)
            wrapped: dict[str, Node] = {"value": node}
            if entry.fact:
                wrapped["fact"] = Scalar("", entry.fact, plain=False)
            if entry.assumed:
                wrapped["assumed"] = Scalar("", entry.assumed, plain=False)
            node = Mapping("", wrapped)
        return node


def said_by(provenance: Iterable[Provenance]) -> Said:
    """The provenance of a network, ready to be looked up."""
    said = Said({})
    for entry in provenance:
        said.entries.setdefault(entry.path, []).append(entry)
        words = entry.path.split(".")
        said.above |= {".".join(words[:length]) for length in range(1, len(words))}
    return said
