"""Who tells a brief: names, numbers and words of one run in one language."""

from dataclasses import dataclass
from typing import Any

from crossgauge.indicators.briefing import Briefing, Change, Headline
from crossgauge.views.words import named, number, port_words, word

NONE = "–"
BASE = "base"


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it is printed, and as it is in the table that it comes from."""

    text: str
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Names and numbers of one brief in one language."""

    told: Briefing
    language: str

    @property
    def labels(self) -> dict[str, Any]:
        """Names by id."""
        found: dict[str, Any] = self.told.manifests[0]["labels"]
        return found

    def say(self, key: str, **parameters: Any) -> str:
        """The text of a key."""
        return word(key, self.language, **parameters)

    def crossing(self, crossing: str) -> str:
        """A crossing's name."""
        return named(self.labels["crossings"].get(crossing, {}).get("name") or crossing, self.language)

    def port(self, crossing: str) -> str:
        """A crossing, short enough for a table."""
        told = self.labels["crossings"].get(crossing)
        if told is None:
            return self.crossing(crossing)
        posts = [post["name"] for post in told["posts"].values()]
        begins = bool(posts) and told["name"].startswith(posts[0])
        said = [named(post, self.language) for post in posts] if begins else []
        return port_words(self.crossing(crossing), said, told["mode"], self.language)

    def traffic(self, unit_class: str, direction: str) -> str:
        """'Container of 40 feet west'."""
        kind = named(self.labels["classes"].get(unit_class, {}).get("name") or unit_class, self.language)
        return f"{kind}, {named(direction, self.language)}" if direction else kind

    def what(self, one: Headline | Change) -> str:
        """Crossing, direction and class; '' of all."""
        if not one.unit_class:
            return self.crossing(one.crossing) if one.crossing else ""
        kind = named(self.labels["classes"].get(one.unit_class, {}).get("name") or one.unit_class, self.language)
        return self.say(
            "brief.what",
            unit_class=kind,
            direction=named(one.direction, self.language),
            crossing=self.crossing(one.crossing),
        )

    def scenario(self, place: int) -> str:
        """What the run, or the other, is called."""
        asked = str(self.told.manifests[place].get("scenario") or BASE)
        names = [dict(self.told.scenarios.get(part.strip(), ())) for part in asked.split("+")]
        known = zip(names, asked.split("+"), strict=True)
        return " + ".join(
            told.get(self.language) or told.get("en") or named(part.strip(), self.language) for told, part in known
        )

    def runs(self) -> list[str]:
        """Short words for the run and the other: without and with, where the first is the network itself."""
        if self.told.compared and self.told.manifests[0].get("scenario") in (None, "", BASE):
            return [self.say("brief.without"), self.say("brief.with")]
        return [self.scenario(place) for place in range(len(self.told.manifests))]

    def hours(self, value: float | None, signed: bool = False, beside: float | None = None) -> str:
        """Hours as fine as they are worth; `beside` others, as fine as those."""
        if value is None:
            return NONE
        digits = 1 if abs(value if beside is None else beside) >= 1 else 2
        return number(value, self.language, digits, signed=signed)

    def percent(self, share: float | None) -> str:
        """A share as a percentage."""
        return NONE if share is None else f"{number(100 * share, self.language)} %"
