"""The vocabulary of process chains (docs/semantics.md §4). YAML writes the verb first: `- use: cranes`."""

from dataclasses import dataclass

from crossgauge.model.attribute import attribute
from crossgauge.model.randomness import Distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """From here on the time belongs to this stage of this post, until the next label or the end."""

    stage: str = attribute("label that the indicators report")
    post: str = attribute("post where it is spent", default="")
    label: str = attribute("name of this step for goto and for changes", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seize:
    """Wait for `count` of a resource and keep them (from a stock: take them)."""

    seize: str = attribute("resource", refers="resource")
    count: int = attribute("how many", unit="1", at_least=1, default=1)
    priority: int = attribute("added to the class's; lower goes first", unit="1", default=0)
    balk_above: int | None = attribute("queue at which one turns away", unit="1", at_least=0, default=None)
    patience: Distribution | None = attribute("wait after which one gives up", unit="s", default=None)
    otherwise: str = attribute("label to go to then; none: away", default="")
    label: str = attribute("name of this step", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Give back `count` of a resource (to a stock: put them)."""

    release: str = attribute("resource", refers="resource")
    count: int = attribute("how many", unit="1", at_least=1, default=1)
    label: str = attribute("name of this step", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Seize, hold for a duration, release."""

    use: str = attribute("resource", refers="resource")
    duration: Distribution = attribute("how long", unit="s", key="for")
    count: int = attribute("how many", unit="1", at_least=1, default=1)
    priority: int = attribute("added to the class's; lower goes first", unit="1", default=0)
    balk_above: int | None = attribute("queue at which one turns away", unit="1", at_least=0, default=None)
    patience: Distribution | None = attribute("wait after which one gives up", unit="s", default=None)
    otherwise: str = attribute("label to go to then; none: away", default="")
    label: str = attribute("name of this step", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Let time pass. Not a queue: only for work that needs nobody who can be short."""

    delay: Distribution = attribute("how long", unit="s")
    label: str = attribute("name of this step", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Make a unit of another chain for each load; this unit goes on."""

    split: str = attribute("chain of the children", refers="chain")
    count: Distribution | None = attribute("how many; none: the load", unit="1", default=None)
    label: str = attribute("name of this step", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Wait until every child has signalled or ended."""

    join: str = attribute("word of your own", default="")
    label: str = attribute("name of this step", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Tell the parent that it need not wait for this child any longer."""

    signal: str = attribute("word of your own", default="")
    label: str = attribute("name of this step", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Gather until `size` are there (or the first has waited `at_most`), then go as one unit of `into`."""

    batch: int = attribute("members of a full batch", unit="1", at_least=1)
    into: str = attribute("chain of the batch", refers="chain")
    at_most: float | None = attribute("longest wait of the first", unit="s", above=0, default=None)
    at_least: int = attribute("members without which it waits on", unit="1", at_least=1, default=1)
    label: str = attribute("name of this step", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbatch:
    """The members go on behind their own batch step."""

    unbatch: str = attribute("word of your own", default="")
    label: str = attribute("name of this step", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transload:
    """Move every load over the gauge break: each takes room `onto` the far side, then a machine, and goes on
    in its own chain; this unit waits until it is empty."""

    transload: str = attribute("chain in which the loads go on", refers="chain")
    machine: str = attribute("cranes", refers="resource", key="with")
    onto: str = attribute("stock of room on the far side's wagons; none: always there", refers="resource", default="")
    duration: Distribution = attribute("one move", unit="s", key="for")
    count: Distribution | None = attribute("how many; none: the load", unit="1", default=None)
    priority: int = attribute("for the machine; lower goes first", unit="1", default=0)
    label: str = attribute("name of this step", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Run over a link."""

    move: str = attribute("link", refers="link")
    back: bool = attribute("from the end of the link to its start", default=False)
    duration: Distribution | None = attribute("running time, if not the link's", unit="s", key="for", default=None)
    label: str = attribute("name of this step", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Wait at a gate: opening hours, a path, a quota, a slot."""

    wait: str = attribute("gate", refers="gate")
    count: int = attribute("passes needed", unit="1", at_least=1, default=1)
    label: str = attribute("name of this step", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One way of a branch: by share, or for a class."""

    share: float | None = attribute("probability", unit="fraction", at_least=0, at_most=1, default=None)
    steps: "tuple[Step, ...]" = attribute("what is done on this way", default=())
    name: str = attribute("green, yellow, red", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One of several ways, by share; afterwards all go on together."""

    branch: str = attribute("what decides", default="")
    arms: tuple[Arm, ...] = attribute("the ways; their shares add to 1")
    label: str = attribute("name of this step", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Goto:
    """Go on at the step with that label."""

    goto: str = attribute("label in the same chain")
    label: str = attribute("name of this step", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """The visit ends here; what follows (an empty wagon's way home) is not the border's time."""

    leave: str = attribute("word of your own", default="")
    label: str = attribute("name of this step", default="")


Step = (
    Stage
    | Seize
    | Release
    | Use
    | Delay
    | Split
    | Join
    | Signal
    | Batch
    | Unbatch
    | Transload
    | Move
    | Wait
    | Branch
    | Goto
    | Leave
)
STEPS: dict[str, type] = {
    "stage": Stage,
    "seize": Seize,
    "release": Release,
    "use": Use,
    "delay": Delay,
    "split": Split,
    "join": Join,
    "signal": Signal,
    "batch": Batch,
    "unbatch": Unbatch,
    "transload": Transload,
    "move": Move,
    "wait": Wait,
    "branch": Branch,
    "goto": Goto,
    "leave": Leave,
}
