"""Process chains, arrivals and changes as trees: what is not told by its type alone, written as `steps` and
`facts` read it."""

from datetime import datetime
from typing import Any

from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.calendars import Calendar, Closure
from crossgauge.model.changes import PathUnknown, Target, target_of
from crossgauge.model.crossings import Chain
from crossgauge.model.demand import Arrivals, Replay, Timetable
from crossgauge.model.documents import Document
from crossgauge.model.flows import MEASURES, Goods, OriginDemand
from crossgauge.model.measures import CooperationMeasure
from crossgauge.model.network import Network
from crossgauge.model.paths import VERB_OF, Path, arm_names, step_names
from crossgauge.model.patterns import is_pattern, paths_like
from crossgauge.model.scenario import Closing
from crossgauge.model.steps import Arm, Branch
from crossgauge.model.travel import Institute
from crossgauge.sources.calendars_out import periods_tree
from crossgauge.sources.facts import VERBS
from crossgauge.sources.steps import ALONE
from crossgauge.sources.texts_out import last_day_text, number_text, weekdays_text
from crossgauge.sources.tree import Listing, Mapping, Node, Scalar
from crossgauge.sources.tree_out import EMPTY, Writer, Writing, attribute_tree, element_tree
from crossgauge.units import NotAQuantity, number


def steps_tree(writing: Writing, steps: tuple[Any, ...], path: Path) -> Node:
    """The steps of a chain or an arm, the verb first."""
    names = step_names(steps)
    return Listing(
        "", tuple(_step(writing, step, (*path, name)) for name, step in zip(names, steps, strict=True))
    )


def _step(writing: Writing, step: Any, path: Path) -> Node:
    verb = VERB_OF[type(step)]
    tree = element_tree(writing, step, path)
    if isinstance(step, Branch) and not step.branch:
        tree.entries[verb] = tree.entries.pop("arms")
    elif verb in ALONE and not getattr(step, verb):
        tree.entries[verb] = EMPTY
    first = {verb: tree.entries.pop(verb)}
    return Mapping("", first | tree.entries)


def arms_tree(writing: Writing, arms: tuple[Arm, ...], path: Path) -> Node:
    """The arms of a branch, the name first."""
    items = []
    for name, arm in zip(arm_names(arms), arms, strict=True):
        tree = element_tree(writing, arm, (*path, name))
        order = [word for word in ("name", "share", "steps") if word in tree.entries]
        entries = {word: tree.entries[word] for word in order} | tree.entries
        items.append(writing.said.told(Mapping("", entries), (*path, name)))
    return Listing("", tuple(items))


def arrivals_tree(writing: Writing, demands: tuple[Any, ...], path: Path) -> Node:
    """One demand, or a list of them."""
    if len(demands) == 1 and not writing.said.below((*path, "0")):
        return _demand(writing, demands[0], path)
    items = []
    for index, one in enumerate(demands):
        within = (*path, str(index))
        items.append(writing.said.told(_demand(writing, one, within), within))
    return Listing("", tuple(items))


def _demand(writing: Writing, demand: Any, path: Path) -> Node:
    if not isinstance(demand, Replay):
        return element_tree(writing, demand, path)
    log, column = writing.columns.replay(demand.instants, demand.column)
    return Mapping("", {"log": Scalar("", log), "column": Scalar("", column, plain=False)})


def counts_tree(writing: Writing, counts: tuple[tuple[int, float], ...], path: Path) -> Node:
    """Counts by year."""
    years: dict[str, Node] = {}
    for year, units in counts:
        within = (*path, str(year))
        years[str(year)] = writing.said.told(_number(units, writing.said.at(within)), within)
    return Mapping("", years)


def _number(value: float, as_written: str) -> Scalar:
    """A bare number, as it once was written if that still says it."""
    try:
        same = number(as_written) == value
    except NotAQuantity:
        same = False
    return Scalar("", as_written if same else number_text(value))


def codes_tree(writing: Writing, codes: tuple[tuple[str, str], ...], path: Path) -> Node:
    """Commodity codes by system and edition."""
    told = {key: writing.said.told(Scalar("", text, plain=False), (*path, key)) for key, text in codes}
    return Mapping("", told)


def changes_tree(writing: Writing, changes: tuple[Change, ...], path: Path) -> Node:
    """Changes, their values in the unit of what they change."""
    items = []
    for index, change in enumerate(changes):
        word = VERBS[change.verb]
        within = (*path, str(index), word)
        target = _target(writing.network, change.path)
        if change.verb == "scale" or target is None or target.year is not None:
            value = writing.said.told(_number(change.value, writing.said.at(within)), within)
        else:
            value = attribute_tree(writing, type(target.owner), target.entry, change.value, within)
        items.append(Mapping("", {change.verb: Scalar("", change.path, plain=False), word: value}))
    return Listing("", tuple(items))


def _target(network: Network, path: str) -> Target | None:
    """What a path leads to, of a pattern the first."""
    paths = paths_like(network, path) if is_pattern(path) else (path,)
    try:
        return target_of(network, paths[0]) if paths else None
    except PathUnknown:
        return None


def weekdays_tree(_: Writing, days: tuple[int, ...], __: Path) -> Node:
    """Weekdays as one text."""
    return Scalar("", weekdays_text(days), plain=False) if days else Listing("")


def end_tree(_: Writing, end: datetime, __: Path) -> Node:
    """The last day of a closure, or its end within a day."""
    return Scalar("", last_day_text(end))


WRITERS: dict[tuple[type[Any], str], Writer] = {
    (Chain, "steps"): steps_tree,
    (Document, "steps"): steps_tree,
    (Chain, "arrivals"): arrivals_tree,
    (Arm, "steps"): steps_tree,
    (Branch, "arms"): arms_tree,
    (Arrivals, "count"): counts_tree,
    **{(OriginDemand, word): counts_tree for word in MEASURES},
    **{(Institute, word): counts_tree for word in ("trainees", "visas")},
    (Goods, "codes"): codes_tree,
    (Timetable, "weekdays"): weekdays_tree,
    (Calendar, "periods"): lambda writing, periods, path: periods_tree(periods, path, writing.said),
    (Closure, "end"): end_tree,
    (Closing, "end"): end_tree,
    (Agreement, "changes"): changes_tree,
    (CooperationMeasure, "changes"): changes_tree,
}
