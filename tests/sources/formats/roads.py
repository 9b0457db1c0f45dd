"""Networks of places and links that hypothesis draws, with what every format can say."""

from dataclasses import replace

from hypothesis import strategies as st

from crossgauge.model.links import MODES, Link
from crossgauge.model.network import Network
from crossgauge.model.places import LANGUAGES, Place
from crossgauge.model.randomness import Empirical, Mixture
from sources.networks import amounts, distributions, texts

KINDS = ("station", "road post", "dry port", "city", "seaport")
IDS = st.from_regex(r"[a-z0-9_][a-z0-9_-]{0,5}", fullmatch=True)


def has_data(law):
    return isinstance(law, Empirical) or (isinstance(law, Mixture) and any(map(has_data, law.parts)))


@st.composite
def places(draw, name):
    """A place with names in some languages."""
    other = draw(st.lists(st.sampled_from(LANGUAGES[1:]), unique=True))
    return Place(
        id=name, name=draw(texts()), names=tuple((one, draw(texts())) for one in LANGUAGES if one in other),
        country=draw(st.sampled_from(["", "CN", "KZ"])), kind=draw(st.sampled_from(KINDS)),
        latitude=draw(st.floats(-90, 90)), longitude=draw(st.floats(-180, 180)),
        unlocode=draw(st.sampled_from(["", "CNHRS"])),
    )  # fmt: skip


@st.composite
def maps(draw):
    """Two to four places and up to three links between them."""
    names = draw(st.lists(IDS, min_size=2, max_size=4, unique=True))
    links = [
        Link(
            id=name, start=draw(st.sampled_from(names)), end=draw(st.sampled_from(names)),
            mode=draw(st.sampled_from(MODES)), gauge_m=draw(st.sampled_from([None, 1.435, 1.52, 1.0])),
            length_m=draw(amounts(1e-3)), tracks=draw(st.sampled_from([None, 1, 2])), headway_s=draw(amounts()),
            places=draw(st.sampled_from([None, 3])),
            running_time=draw(distributions().filter(lambda law: not has_data(law))),
        )
        for name in draw(st.lists(IDS, max_size=3, unique=True))
    ]  # fmt: skip
    return Network(id="drawn", places=tuple(draw(places(name)) for name in names), links=tuple(links))


def close(links, digits=12):
    """Links whose lengths are rounded, to be compared to so many digits."""
    return tuple(replace(link, length_m=float(f"{link.length_m:.{digits - 1}e}")) for link in links)


PAIR = Network(
    id="pair",
    places=(
        Place(id="horgos", name="Horgos", country="CN", latitude=44.2, longitude=80.44, unlocode="CNHRS"),
        Place(id="altynkol", name="Altynkol", names=(("kk", "Алтынкөл"),), country="KZ", latitude=44.165, longitude=80.295),
    ),
)  # fmt: skip


def message_of(read, *paths):
    """What is said of a faulty file, without the first line; empty if it is right."""
    from crossgauge.errors import ProjectFaulty

    try:
        read(*paths)
    except ProjectFaulty as error:
        return "\n".join(str(fault) for fault in error.faults)
    return ""
