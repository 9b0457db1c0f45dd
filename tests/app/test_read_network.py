"""The map is drawn from what the network declares, and from nothing else."""

import json

import pytest

from app.reading import answer_of, told
from crossgauge.model.alignment import distance_m
from crossgauge.model.places import Place


@pytest.fixture(scope="module")
def shown(seen):
    return told(seen.workspace, "/api/network")


def test_places_have_their_names_in_four_languages(shown):
    (dostyk,) = [one for one in shown["places"] if one["id"] == "dostyk"]

    assert dostyk["name"] == {"en": "Dostyk", "zh": "多斯特克", "ru": "Достык", "kk": "Достық"}
    assert (dostyk["lon"], dostyk["lat"], dostyk["sources"]) == (82.4878, 45.255, ["loc.dostyk"])
    assert all(all(one["name"].values()) for one in shown["places"])


def test_lines_run_from_their_place_to_their_place(seen, shown):
    places = {one["id"]: [one["lon"], one["lat"]] for one in shown["places"]}

    for line in shown["lines"]:
        assert line["path"][0] == places[line["from"]]
        assert line["path"][-1] == places[line["to"]]
        assert all(spot in places.values() for spot in line["path"])
    network = seen.workspace.network
    assert len(shown["lines"]) == len(network.links) + len(network.sections) + len(network.pipelines)


def test_line_passes_its_places_in_order(seen, shown):
    places = {one["id"]: [one["lon"], one["lat"]] for one in shown["places"]}
    lines = {one["id"]: one for one in shown["lines"]}

    for section in seen.workspace.network.sections:
        assert lines[section.id]["path"] == [places[name] for name in (section.start, *section.via, section.end)]
    assert lines["kcp"]["path"] == [places[name] for name in ("atasu", "akadyr", "aktogay", "usharal", "alashankou")]


def test_places_that_lines_only_pass_are_of_second_rank(seen, shown):
    ranks = {one["id"]: one["rank"] for one in shown["places"]}

    assert {ranks[name] for name in ("urumqi", "dostyk", "minsk", "taraz", "bozoy", "icbc-kz")} == {1}
    assert {ranks[name] for name in ("xuzhou", "otar", "suez", "sayram-lake")} == {2}
    ends = {end for line in shown["lines"] for end in (line["from"], line["to"])}
    assert all(ranks[name] == 1 for name in ends)


def test_gauge_length_and_origin_of_a_border_link(shown):
    (link,) = [one for one in shown["lines"] if one["id"] == "alashankou-dostyk-1520"]

    assert (link["kind"], link["mode"], link["gauge_mm"], link["length_km"]) == ("border", "rail", 1520.0, 12.0)
    assert (link["assumed"], link["sources"]) == (False, ["geo.alash.dostyk"])
    (strip,) = [one for one in shown["lines"] if one["id"] == "khorgos-strip"]
    assert strip["assumed"]


def test_corridor_rides_lines_that_join(shown):
    lines = {one["id"]: one for one in shown["lines"]}
    for corridor in shown["corridors"]:
        ridden = [lines[name] for name in corridor["lines"]]

        assert all(corridor["id"] in line["corridors"] for line in ridden)
        assert corridor["from"] in (ridden[0]["from"], ridden[0]["to"])
        assert corridor["to"] in (ridden[-1]["from"], ridden[-1]["to"])


def test_station_stands_where_its_chainage_is_on_the_line(shown):
    """Of 653 km from Atasu by Akadyr to Aktogay, station 2 stands at km 240, behind Akadyr."""
    (line,) = [one for one in shown["pipelines"] if one["id"] == "kcp"]
    places = {one["id"]: Place(id="", name="", latitude=one["lat"], longitude=one["lon"]) for one in shown["places"]}
    (second,) = [one for one in line["stations"] if one["id"] == "ps2"]
    to_akadyr_m = distance_m(places["atasu"], places["akadyr"])
    beyond_m = distance_m(places["akadyr"], places["aktogay"])

    part = (240.0 / 653.0 * (to_akadyr_m + beyond_m) - to_akadyr_m) / beyond_m

    assert 0 < part < 1
    for axis, word in (("lon", "longitude"), ("lat", "latitude")):
        start, end = getattr(places["akadyr"], word), getattr(places["aktogay"], word)
        assert second[axis] == pytest.approx(start + part * (end - start), abs=1e-5)
    assert shown["lines"][line["line"]]["id"] == "kcp"


def test_every_fact_that_is_cited_is_told_with_its_source(seen, shown):
    known = {fact.id: fact for fact in seen.workspace.network.facts}

    cited = {name for group in ("places", "lines", "facilities") for one in shown[group] for name in one["sources"]}

    assert cited <= set(shown["sources"])
    for name, told_source in shown["sources"].items():
        assert told_source["source"] == known[name].source


def test_crossing_is_told_with_posts_resources_and_links(seen, shown):
    (port,) = [one for one in shown["crossings"] if one["id"] == "alashankou-dostyk-rail"]
    (declared,) = [one for one in seen.workspace.network.crossings if one.id == "alashankou-dostyk-rail"]

    assert [post["id"] for post in port["posts"]] == ["cn", "kz"]
    assert {one["id"]: one["count"] for one in port["resources"]} == {one.id: one.count for one in declared.resources}
    assert port["lines"] == ["alashankou-dostyk-1435", "alashankou-dostyk-1520"]
    assert port["lon"] == pytest.approx((82.57 + 82.4878) / 2)


def test_six_projects_are_told_with_what_they_haul(seen, shown):
    declared = {one.id: one for one in seen.workspace.network.facilities}

    assert {one["id"] for one in shown["facilities"]} == set(declared)
    for one in shown["facilities"]:
        for haul, told_haul in zip(declared[one["id"]].hauls, one["hauls"], strict=True):
            assert told_haul["t_per_year"] == declared[one["id"]].output * haul.mass_t


def test_scenario_adds_its_lines_behind_the_others(seen, shown):
    with_third = told(seen.workspace, "/api/network?scenario=third-crossing")

    base, more = ({line["id"] for line in one["lines"]} for one in (shown, with_third))
    assert with_third["scenario"] == "third-crossing"
    assert base < more
    assert answer_of(seen.workspace, "/api/network?scenario=fourth").status_code == 404


def test_events_are_told_in_order_and_say_whether_a_run_feels_them(seen):
    network = seen.workspace.network

    events = told(seen.workspace, "/api/timeline")

    days = [event["day"] or "" for event in events]
    assert days == sorted(days)
    assert len(events) == len(network.timeline) + len(network.agreements) + len(network.closures)
    felt = {(event["id"], event["name"]["en"]): event["changes_model"] for event in events}
    changed = {one.id for one in network.agreements if one.changes}
    for one in network.timeline:
        assert felt[one.id, one.name] == (one.agreement in changed)


def test_facts_are_told_a_part_at_a_time(seen):
    network = seen.workspace.network
    subject = network.facts[0].subject

    page = told(seen.workspace, "/api/facts?limit=5&offset=10")
    answer = answer_of(seen.workspace, "/api/facts")
    mine = json.loads(answer.text)

    assert [fact["id"] for fact in page["facts"]] == [fact.id for fact in network.facts[10:15]]
    assert page["total"] == len(network.facts)
    assert subject in mine["subjects"]
