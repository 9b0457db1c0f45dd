"""What a planner does on the page, done in a browser: look, run, cancel, compare, export, share."""

import json
import re

import pytest
from playwright.sync_api import expect

from web.browsing import chromium, looking, ready, serving, shot, until
from web.building import packages

pytestmark = pytest.mark.slow

LANGUAGES = {"en": "Queues", "zh": "排队", "ru": "Очереди", "kk": "Кезектер"}
TABS = [
    "queues", "stages", "traingraph", "corridor", "pipelines", "milestones", "observed", "flows", "compare",
    "investments", "worth", "timeline", "table",
]  # fmt: skip



def fill_run(page, *, start, end, replicas=1):
    """Asks in the form for a run of some days."""
    page.get_by_label("From", exact=True).first.fill(start)
    page.get_by_label("To", exact=True).first.fill(end)
    page.get_by_label("Replicas").fill(str(replicas))
    page.get_by_role("button", name="Run", exact=True).click()


def newest(page):
    return page.get_by_test_id("job").first


def test_page_shows_map_figures_and_curve_of_the_newest_run(browser, address):
    with looking(browser, address, "run=short") as page:
        ready(page)

        expect(page.get_by_role("heading", name="Crossgauge")).to_be_visible()
        expect(page.get_by_test_id("badge")).to_contain_text("moving")
        expect(page.get_by_text("TEU over the border")).to_be_visible()
        expect(page.locator("svg.chart")).to_have_attribute("role", "img")
        expect(page.get_by_text("Boundaries shown do not imply endorsement")).to_be_visible()
        shot(page, "first")


def test_a_run_of_its_own_is_shown_before_newer_ones_within_a_comparison(browser, address):
    with looking(browser, address) as page:
        ready(page)

        expect(page.get_by_label("Result that is shown")).to_have_value("short")


def test_what_moves_changes_with_the_hour_and_the_curve_shows_the_same_hour(browser, address):
    with looking(browser, address, "run=short") as page:
        ready(page)
        slider = page.get_by_role("slider")
        badge = page.get_by_test_id("badge")
        slider.focus()

        seen = set()
        for hour in (10, 20, 30, 40):
            slider.fill(str(hour))
            expect(slider).to_have_attribute("aria-valuetext", re.compile(r"March 2023, \d\d:\d\d"))
            until(lambda: re.search(r"[1-9]\d* moving", badge.inner_text()))
            seen.add((badge.inner_text(), page.locator("line.cursor").get_attribute("x1")))

        assert len({text for text, _ in seen}) > 1
        assert len({x for _, x in seen}) == 4


def test_play_runs_through_time_and_pause_holds_it(browser, address):
    with looking(browser, address, "run=short") as page:
        ready(page)
        now = page.get_by_test_id("now")
        before = now.inner_text()

        page.get_by_role("button", name="Play").click()
        until(lambda: now.inner_text() != before)
        page.get_by_role("button", name="Pause").click()

        held = now.inner_text()
        page.wait_for_timeout(300)
        assert now.inner_text() == held


def test_time_and_tabs_go_by_keys_alone(browser, address):
    with looking(browser, address, "run=short") as page:
        ready(page)
        page.keyboard.press("Tab")
        expect(page.get_by_text("Skip to the results")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("main")).to_be_focused()

        page.keyboard.press("]")
        expect(page.get_by_test_id("now")).to_contain_text("7 March 2023, 00:00")
        page.keyboard.press(".")
        expect(page.get_by_test_id("now")).to_contain_text("7 March 2023, 01:00")
        page.keyboard.press(" ")
        expect(page.get_by_role("button", name="Pause")).to_be_visible()
        page.keyboard.press(" ")
        expect(page.get_by_role("button", name="Play")).to_be_visible()

        page.get_by_role("tab", name="Queues").focus()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("tab", name="Stages")).to_be_focused()
        expect(page.get_by_role("tab", name="Stages")).to_have_attribute("aria-selected", "true")
        page.keyboard.press("End")
        expect(page.get_by_role("tab", name="Table")).to_be_focused()


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_said_in_the_chosen_language(browser, address, language):
    with looking(browser, address, "run=short&t=30") as page:
        ready(page)

        page.locator("header select").select_option(language)

        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.get_by_role("tab", name=LANGUAGES[language], exact=True)).to_be_visible()
        month = {"en": "March", "zh": "3月", "ru": "марта", "kk": "наурыз"}[language]
        expect(page.get_by_test_id("now")).to_contain_text(month)
        if language != "en":
            expect(page.locator("main")).not_to_contain_text(re.compile(r"Crossing|waiting|March|M03"))
        shot(page, f"language-{language}")


def test_a_run_is_asked_watched_and_opened(browser, address):
    with looking(browser, address, "run=short") as page:
        ready(page)

        fill_run(page, start="2023-03-06", end="2023-03-06")

        expect(newest(page)).to_have_attribute("data-state", re.compile("queued|running|done"))
        expect(newest(page)).to_have_attribute("data-state", "done", timeout=120_000)
        newest(page).get_by_role("button", name="Show").click()
        expect(page.get_by_label("Result that is shown")).not_to_have_value("short")
        expect(page.get_by_text("TEU over the border")).to_be_visible()


def test_a_run_is_cancelled_and_a_reload_still_tells_of_it(browser, address):
    with looking(browser, address, "run=short") as page:
        ready(page)
        fill_run(page, start="2023-01-01", end="2023-12-31", replicas=20)
        expect(newest(page)).to_have_attribute("data-state", re.compile("queued|running"))

        page.reload()
        expect(newest(page)).to_have_attribute("data-state", re.compile("queued|running"))
        newest(page).get_by_role("button", name="Cancel").click()

        expect(newest(page)).to_have_attribute("data-state", "cancelled")
        page.reload()
        expect(newest(page)).to_have_attribute("data-state", "cancelled")
        shot(page, "cancelled")


def test_what_cannot_be_run_is_said_in_words(browser, address):
    with looking(browser, address, "run=short") as page:
        ready(page)

        fill_run(page, start="2023-03-06", end="2023-03-01")

        alert = page.get_by_role("alert").first
        expect(alert).to_be_visible()
        assert "Traceback" not in alert.inner_text() and "/" + "src/" not in alert.inner_text()
        shot(page, "refused")


def test_a_value_is_changed_by_form_and_checked_before_it_is_run(browser, address):
    with looking(browser, address, "run=short") as page:
        ready(page)
        page.get_by_text("Change values").click()
        form = page.locator("form .new")
        form.locator("select").first.select_option("khorgos-road")
        form.locator("select").nth(1).select_option("crossings.khorgos-road.resources.kz-lanes.count")
        page.get_by_role("button", name="Add change").click()
        value = page.get_by_label("Value", exact=True)

        value.fill("24")
        page.get_by_role("button", name="Check").click()
        expect(page.get_by_text("No faults")).to_be_visible(timeout=60_000)

        value.fill("many")
        page.get_by_role("button", name="Check").click()
        expect(page.locator("nav .problem")).to_contain_text("many", timeout=60_000)
        shot(page, "edited")


def test_a_folder_without_results_says_what_to_do(browser, tmp_path):
    with serving(tmp_path / "empty") as home, looking(browser, home) as page:
        ready(page)

        expect(page.get_by_text("No results yet").first).to_be_visible()
        expect(page.get_by_label("To", exact=True).first).to_have_value("2023-01-14")
        page.get_by_role("button", name="Run two weeks").click()
        expect(newest(page)).to_have_attribute("data-state", re.compile("queued|running|done"))
        newest(page).get_by_role("button", name="Cancel").click()
        expect(page.get_by_role("slider")).to_be_disabled()
        page.get_by_role("tab", name="Table").click()
        page.locator("#panel select").select_option("places")
        expect(page.get_by_role("cell", name="Dostyk", exact=True)).to_be_visible()


def test_two_results_stand_side_by_side_and_move_together(browser, address):
    with looking(browser, address, "run=both~base&tab=compare") as page:
        ready(page)

        page.get_by_label("Compare side by side").check()
        expect(page.get_by_label("Result beside it")).to_have_value("both~dostyk-closed-14-days")
        expect(page.locator(".map")).to_have_count(2)
        ready(page)
        page.get_by_role("button", name="Zoom in").first.click()

        expect(page.get_by_role("img", name=re.compile("Paired differences"))).to_be_visible()
        expect(page.locator(".figures .other").first).to_be_visible()
        until(lambda: "with=both" in page.url and "map=" in page.url)
        shot(page, "side-by-side")


def test_a_shared_address_shows_the_same_elsewhere(browser, address):
    state = "run=short&on=horgos-altynkol-rail&t=30.5&tab=stages&lang=kk&theme=dark&zone=UTC&in=d&hide=road.borders&map=7/44.2/80.3"
    with looking(browser, address, state) as page:
        ready(page)
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        told = (page.get_by_test_id("now").inner_text(), page.locator("#panel select").first.input_value())
        page.wait_for_timeout(600)
        shared = page.url.partition("#")[2]

    with looking(browser, address, shared) as page:
        ready(page)
        assert (page.get_by_test_id("now").inner_text(), page.locator("#panel select").first.input_value()) == told
        page.wait_for_timeout(600)
        assert page.url.partition("#")[2] == shared
        assert told[1] == "horgos-altynkol-rail"


def test_map_chart_and_figures_are_saved(browser, address, tmp_path):
    with looking(browser, address, "run=short&lang=en") as page:
        ready(page)
        expect(page.locator("svg.chart")).to_be_visible()

        saved = {}
        for group, kind in ((0, "PNG"), (1, "PNG"), (1, "SVG"), (1, "CSV")):
            page.locator("header summary").click()
            with page.expect_download() as download:
                page.locator("header .menu .row").nth(group).get_by_text(kind, exact=True).click()
            file = tmp_path / download.value.suggested_filename
            download.value.save_as(file)
            saved[file.name] = file.read_bytes()

    png = b"\x89PNG\r\n\x1a\n"
    assert saved["crossgauge-short-map.png"].startswith(png) and len(saved["crossgauge-short-map.png"]) > 20_000
    assert saved["crossgauge-short-queues.png"].startswith(png)
    assert b"<svg" in saved["crossgauge-short-queues.svg"] and b"var(--" not in re.sub(rb'style="[^"]*"', b"", saved["crossgauge-short-queues.svg"])
    lines = saved["crossgauge-short-queues.csv"].decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Day,Mean,Low,High") and [line[:10] for line in lines[1:]] == ["2023-03-06", "2023-03-07", "2023-03-08"]


def test_a_result_of_an_older_version_is_named_with_its_reason(browser, address):
    with looking(browser, address, "run=short") as page:
        ready(page)
        page.get_by_text("1 cannot be read").click()
        expect(page.locator(".side .bad", has_text="older")).to_contain_text(re.compile(r"format|version"))

    with looking(browser, address, "run=gone") as page:
        expect(page.locator("main").get_by_role("alert").first).to_contain_text("gone")


def test_without_webgl_a_still_map_stands_there_and_the_rest_works(player, address):
    with chromium(player, "--disable-gpu", "--disable-3d-apis") as plain, looking(plain, address, "run=short") as page:
        expect(page.get_by_text("This browser has no WebGL")).to_be_visible()
        expect(page.get_by_role("img", name=re.compile("Map of"))).to_be_visible()
        expect(page.locator("svg.chart")).to_be_visible()
        shot(page, "no-webgl")


def test_on_paper_the_charts_stand_without_buttons(browser, address):
    with looking(browser, address, "run=short&theme=dark") as page:
        ready(page)
        page.emulate_media(media="print")

        expect(page.get_by_role("button", name="Copy link")).to_be_hidden()
        expect(page.locator("svg.chart")).to_be_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "ru")])
def test_axe_finds_nothing(browser, address, theme, language):
    with looking(browser, address, f"run=both~base&with=both~dostyk-closed-14-days&theme={theme}&lang={language}") as page:
        ready(page)
        page.evaluate((packages() / "axe-core/axe.min.js").read_text(encoding="utf-8"))
        found = []
        for tab in TABS:
            page.locator(f"#tab-{tab}").click()
            page.wait_for_timeout(400)
            part = "document" if tab == TABS[0] else "'.below'"
            told = page.evaluate(f"axe.run({part}, {{resultTypes: ['violations']}})")
            found += [(tab, one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in told["violations"]]
            shot(page, f"{theme}-{tab}")

        assert found == [], json.dumps(found, indent=1)
