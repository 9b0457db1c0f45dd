"""The shipped scenarios and measures: each can be applied, changes something, and says where its values came from."""

from dataclasses import replace
from datetime import date

import pytest

import crossgauge
from crossgauge.model.changes import network_on, target_of
from crossgauge.reference import folder
from crossgauge.sources.scenarios import scenarios_in, with_scenario

ISSUED = {
    "gas-line-d",
    "second-track",
    "third-crossing",
    "altynkol-node",
    "almaty-bypass",
    "china-kyrgyzstan-uzbekistan",
    "north-south-highway",
    "dostyk-closed-14-days",
    "both-posts-24h",
    "restrictions",
    "visa-exemption-early",
    "without-visa-exemption",
    "demand-2030-low",
    "demand-2030-middle",
    "demand-2030-high",
    "summit-package",
    "without-works",
    "dostyk-platforms",
    "altynkol-platforms",
    "khorgos-fourth-gantry",
    "third-crossing-fleet",
    "with-empties",
    "notes-reissued",
    "common-consignment-note",
}
DAY = date(2023, 4, 1)


@pytest.fixture(scope="module")
def base():
    return crossgauge.reference()


def test_every_scenario_is_there():
    """Those that planners of this network ask for."""
    assert set(scenarios_in(folder())) == ISSUED


@pytest.mark.parametrize("name", sorted(ISSUED))
def test_a_shipped_scenario_changes_the_network_and_says_why(base, name):
    """It keeps every rule; each value that it sets has a fact or a reason; it has names and a note."""
    scenarios, network = with_scenario(base, name, folder())

    said = {entry.path for entry in network.provenance if entry.fact or entry.assumed}
    changed = [
        f"agreements.{agreement.id}.changes.{nth}.{'to' if change.verb == 'set' else 'by'}"
        for agreement in network.agreements
        if agreement.order > 0
        for nth, change in enumerate(agreement.changes)
    ]
    assert replace(network, provenance=()) != replace(base, provenance=())
    assert [path for path in changed if path not in said] == []
    for scenario in scenarios:
        assert {language for language, _ in scenario.names} == {"zh", "ru", "kk"}
        assert scenario.note


@pytest.mark.parametrize(
    ("name", "path", "before", "after"),
    [
        ("second-track", "crossings.alashankou-dostyk-rail.gates.dostyk-moiynty.count", 14, 60),
        ("altynkol-node", "crossings.horgos-altynkol-rail.gates.altynkol-zhetigen.count", 18, 33),
        ("both-posts-24h", "crossings.baketu-road.resources.cn-lanes.hours", "cn-road", "always"),
        ("restrictions", "crossings.khorgos-road.gates.cn-release.count", 1200, 256),
    ],
)
def test_published_figures_are_in_force(base, name, path, before, after):
    """E-14, infra.dm.cap, infra.az.cap.2026, hours.khorgos.24h."""
    _, network = with_scenario(base, name, folder())

    assert (target_of(network_on(base, DAY), path).value, target_of(network_on(network, DAY), path).value) == (
        before,
        after,
    )


def test_every_measure_has_evidence_for_every_change(base):
    """A fact, or why it is assumed."""
    said = {entry.path for entry in base.provenance if entry.fact or entry.assumed}

    changes = [
        f"measures.{measure.id}.changes.{nth}.{'to' if change.verb == 'set' else 'by'}"
        for measure in base.measures
        for nth, change in enumerate(measure.changes)
    ]
    assert len(base.measures) == 12
    assert [path for path in changes if path not in said] == []
