"""Names of what a run's tables call by id, in the four languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crossgauge.app.read_scenarios import scenarios
from crossgauge.app.results import Opened
from crossgauge.app.shapes.words import Texts
from crossgauge.app.texts import said, texts, word_of
from crossgauge.app.workspace import Workspace
from crossgauge.errors import CrossgaugeError
from crossgauge.sources.scenarios import BASE
from crossgauge.views.words import LANGUAGES


@dataclass(frozen=True, eq=False)
class Names:
    """Names by id: as the network has them in each language, else as the run tells them in English.

    posts, queues : by (crossing, id)
    """

    crossings: dict[str, Texts] = field(default_factory=dict)
    posts: dict[tuple[str, str], Texts] = field(default_factory=dict)
    queues: dict[tuple[str, str], Texts] = field(default_factory=dict)
    classes: dict[str, Texts] = field(default_factory=dict)

    def crossing(self, name: str) -> Texts:
        """A crossing; what crossings share has no name of its own."""
        return self.crossings.get(name) or (texts(name) if name else word_of("shared"))

    def queue(self, crossing: str, name: str) -> Texts:
        """A resource, gate, link or batch."""
        return self.queues.get((crossing, name)) or texts(name)

    def unit_class(self, name: str) -> Texts:
        """A class of traffic."""
        return self.classes.get(name) or texts(name)


def scenario_names(here: Workspace) -> dict[str, Texts]:
    """Scenarios of the project by id, as their files call them; none where they cannot be read."""
    try:
        known = {one.id: one.name for one in scenarios(here)}
    except CrossgaugeError:
        known = {}
    return {**known, BASE: word_of("run.base")}


def scenario_name(known: Mapping[str, Texts], scenario: str) -> Texts:
    """A scenario, or several as 'a+b'; one that the project has no more by its id.

    >>> scenario_name({}, "old+older").zh
    'old + older'
    """
    parts = [known.get(part) or texts(part) for part in scenario.split("+")]
    return Texts(**{language: " + ".join(str(getattr(part, language)) for part in parts) for language in LANGUAGES})


def names_of(run: Opened) -> Names:
    """The names of a run."""
    labels: dict[str, Any] = run.manifest["labels"]
    places = {
        (one.id, post.id): texts(post.name, post.names) for one in run.network.crossings for post in one.posts
    }
    crossings = {one.id: texts(one.name, one.names) for one in run.network.crossings}
    classes = {one.id: texts(one.name, one.names) for one in run.network.classes}
    links = {one["id"]: one["name"] for one in labels["queues"] if one["kind"] == "link"}
    posts = {
        (crossing, post): places.get((crossing, post)) or texts(told["name"])
        for crossing, one in labels["crossings"].items()
        for post, told in one["posts"].items()
    }
    return Names(
        crossings={key: crossings.get(key) or texts(one["name"]) for key, one in labels["crossings"].items()},
        posts=posts,
        queues={
            (one["crossing"], one["id"]): queue_name(one, posts.get((one["crossing"], one["post"])), links)
            for one in labels["queues"]
        },
        classes={key: classes.get(key) or texts(one["name"]) for key, one in labels["classes"].items()},
    )


def queue_name(one: dict[str, Any], post: Texts | None, links: dict[str, str]) -> Texts:
    """The name of a resource as declared; of a gate its kind and post; of a batch that it is one."""
    kind, name = one["kind"], one["name"] or one["id"]
    if kind in ("hours", "quota", "paths", "slots"):
        return said(f"gate.{kind}", name=name, post=post or texts(one["post"]))
    if kind == "batch":
        return said("gate.batch", name=name)
    if kind == "link":
        return said("gate.link", name=links.get(one["id"]) or one["id"])
    return texts(name)
