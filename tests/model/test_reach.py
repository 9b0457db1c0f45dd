"""Where goods come to from each origin: the same as a search for each origin alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from crossgauge.model.joins import Reach, State, ground

PLACES = ("a", "b", "c", "d")
STATES = [State(place, mode) for place in PLACES for mode in ("rail", "road")]
GROUNDS = [ground(place) for place in PLACES]


def ways():
    """Any ways between lines, and onto and off the ground of their place."""
    between = st.tuples(st.sampled_from(STATES), st.sampled_from(STATES))
    loading = st.sampled_from(STATES).map(lambda state: (ground(state.place), state))
    unloading = st.sampled_from(STATES).map(lambda state: (state, ground(state.place)))
    return st.lists(between | loading | unloading, max_size=24).map(onward)


def onward(pairs):
    found = {}
    for tail, head in pairs:
        found.setdefault(tail, []).append(head)
    return found


def plainly(ways, origin):
    """The law: on from the ground of the origin and from every line, not from the ground of another place."""
    seen, front = {ground(origin)}, [ground(origin)]
    while front:
        state = front.pop()
        for head in ways.get(state, ()) if state == ground(origin) or state not in GROUNDS else ():
            if head not in seen:
                seen.add(head)
                front.append(head)
    return seen


@settings(max_examples=300, deadline=None, derandomize=True)
@given(drawn=ways())
def test_goods_come_to_what_a_search_for_their_origin_finds(drawn):
    """One after the other, as what was found for one origin serves the next."""
    reach = Reach(drawn)

    for origin in PLACES:
        found = plainly(drawn, origin)
        assert reach.of(origin) == found
        assert [reach.leads(origin, end) for end in PLACES if end != origin] == [
            ground(end) in found for end in PLACES if end != origin
        ]


def test_goods_do_not_go_on_over_the_ground_of_another_place():
    """From a by rail to b; from b by road to c: who would change there needs a transfer from rail to road."""
    rail_a, rail_b, road_b, road_c = State("a", "rail"), State("b", "rail"), State("b", "road"), State("c", "road")
    pairs = [(ground("a"), rail_a), (rail_a, rail_b), (rail_b, ground("b"))]
    pairs += [(ground("b"), road_b), (road_b, road_c), (road_c, ground("c"))]
    reach = Reach(onward(pairs))

    assert reach.leads("a", "b")
    assert reach.leads("b", "c")
    assert not reach.leads("a", "c")


def test_lines_that_lead_to_each_other_are_searched_once():
    """A ring of three lines: what one comes to is what each comes to, the same object."""
    ring = [State(place, "rail") for place in "abc"]
    reach = Reach(onward(list(zip(ring, [*ring[1:], ring[0]], strict=True))))

    found = [reach.behind(state) for state in ring]

    assert found[0] == set(ring)
    assert found[1] is found[0]
    assert found[2] is found[0]
