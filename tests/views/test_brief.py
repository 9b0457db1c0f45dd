"""The brief: one page that asks nothing of the world, says what its tables say, in four languages, on 2 to 4 sheets."""

import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser

import pytest

import crossgauge as cg
from crossgauge.errors import NotFound
from crossgauge.indicators.briefing import Advice
from crossgauge.study.brief import brief
from crossgauge.study.run import run
from crossgauge.views import pdf, spoken
from crossgauge.views.brief import inlined, page
from crossgauge.views.brief_rows import RULES, sentence
from crossgauge.views.brief_speaker import Speaker
from crossgauge.views.words import LANGUAGES, number
from study.small import rail, road, small_network


class Read(HTMLParser):
    """Ids, addresses, figures behind what is printed, and the words of a page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.addresses, self.values, self.words, self.path = [], [], [], [], []
        self.value = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        self.ids += [told["id"]] if "id" in told else []
        self.addresses += [told[name] for name in ("src", "href", "data", "action", "poster") if name in told]
        self.value = float(told["data-value"]) if "data-value" in told else None
        self.path.append(tag)

    def handle_endtag(self, tag):
        self.value = None

    def handle_data(self, data):
        if self.value is not None:
            self.values.append((self.value, data))
        self.words.append(data)


@pytest.fixture(scope="module")
def told():
    """Two lanes or five."""
    network = small_network()
    base = run(network, days=14, replicas=6, workers=1, warmup_days=2)
    other = run(
        replace(network, crossings=(road(lanes=5), rail())), days=14, replicas=6, workers=1, warmup_days=2, scenario="lanes"
    )
    return brief(base, other, network=network)


@pytest.fixture(scope="module")
def html(told):
    return page(told, small_network())


def test_nothing_is_asked_from_outside(html):
    assert re.findall(r"https?://|//[a-z]+\.|@import|<script|<link|<iframe", html) == []
    assert all(address.startswith("#") for address in Read(html).addresses)
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", html))


def test_ids_are_told_apart_and_what_is_referred_to_is_there(html):
    read = Read(html)

    assert len(read.ids) == len(set(read.ids)) > 50
    assert {address[1:] for address in read.addresses} <= set(read.ids)
    assert set(re.findall(r"url\(#([^)]*)\)", html)) <= set(read.ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_those_of_the_tables_in_every_language(told, language):
    """Every printed figure has its value behind it, every value of the tables is there, and both agree as rounded."""
    values = Read(page(told, small_network(), language)).values
    printed = {value for value, _ in values}

    times = {x for one in told.passages for x in (one.units, one.mean_h, one.median_h, one.p90_h) if x is not None}
    changes = {x for one in told.changes for x in (one.base, one.other, one.difference)}
    assert times | changes | {one.value for one in told.headlines} <= printed
    for value, text in values:
        forms = {number(value, language, digits, signed=sign) for digits in (0, 1, 2) for sign in (False, True)}
        forms |= {number(100 * value, language), number(value / 1e6, language, 1)}
        assert any(form in text for form in forms), (value, text)


def test_the_same_briefing_is_the_same_bytes(told, html):
    assert page(told, small_network()) == html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_sentence_in_every_language(told, rule, language):
    change = told.changes[0]
    figures = {
        "crossing": "road", "share": 0.5, "resource": "lanes", "kind": "lanes", "post": "kz", "utilisation": 0.9,
        "change": change, "n": 2, "n_shorter": 1, "n_longer": 1, "n_held": 3, "n_checked": 4, "scenario": "lanes",
    }  # fmt: skip

    said = sentence(Speaker(told, language), Advice(rule=rule, figures=figures))

    assert "{" not in said
    assert len(said) > 8


@pytest.mark.parametrize(("language", "said"), [("ru", "Пять полос"), ("zh", "Five lanes")])
def test_a_scenario_is_called_by_its_name_in_english_where_there_is_no_other(told, language, said):
    named = replace(told, scenarios={"lanes": (("en", "Five lanes"), ("ru", "Пять полос"))})

    assert Speaker(named, language).scenario(-1) == said


def test_what_is_in_use_after_its_shift_too_is_in_use_for_all_of_it(told):
    figures = {"crossing": "road", "share": 0.5, "resource": "lanes", "kind": "lanes", "post": "kz", "utilisation": 1.03}

    said = sentence(Speaker(told, "en"), Advice(rule="full", figures=figures))

    assert "100 %" in said and "103" not in said


def test_the_rule_of_each_sentence_is_printed(told, html):
    words = " ".join(Read(html).words)

    assert "Holm at 5 % over all classes that differ" in words
    assert "the largest sum is named" in words


def test_a_page_says_its_language_and_titles_of_figures_are_in_it(told):
    text = page(told, small_network(), "ru")

    assert '<html lang="ru">' in text
    assert "Часы на границе:" in text
    assert "Hours at the border" not in text


def test_an_unknown_language_is_refused(told):
    with pytest.raises(NotFound, match="no language is called 'fr'"):
        page(told, None, "fr")


def test_what_is_given_is_escaped(told):
    manifest = told.manifests[0] | {"network": {"id": "x", "name": "<script>alert(1)</script>"}}

    text = page(replace(told, manifests=(manifest, *told.manifests[1:])))

    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_ids_of_a_picture_get_their_prefix():
    text = '<?xml version="1.0"?>\n<svg xmlns="a" xmlns:xlink="b"><metadata>c</metadata><g id="d"/><use xlink:href="#d"/></svg>'

    assert inlined(text, "p") == '<svg><g id="p-d"/><use href="#p-d"/></svg>'


def pages_of(path):
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", path.read_bytes()))


def test_a_browser_prints_two_to_four_pages(html, tmp_path):
    browser = pdf.found_browser()
    if browser is None:
        pytest.skip("no browser is installed here; CI has Chromium")

    assert pdf.by_browser(browser, html, tmp_path / "brief.pdf")
    assert 2 <= pages_of(tmp_path / "brief.pdf") <= 4


def test_where_nothing_prints_one_is_told_what_would(html, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "by_weasyprint", lambda html, path: False)
    monkeypatch.setattr(pdf, "found_browser", lambda: None)

    with pytest.raises(pdf.NoPrinter, match=r"crossgauge\[pdf\]"):
        pdf.write_pdf(html, tmp_path / "brief.pdf")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_spoken_has_no_signs(told, language):
    text = spoken.narration(told, language)

    assert not set(text) & set("–−±†«»[];%") - ({"%"} if language == "zh" else set())
    assert len(text.splitlines()) == 1 + len(told.headlines) + len(told.advice)


def test_espeak_speaks_it(told, tmp_path):
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed here")

    spoken.speak(spoken.narration(told, "kk"), tmp_path / "brief.wav", "kk")

    assert (tmp_path / "brief.wav").read_bytes()[:4] == b"RIFF"


def test_where_nothing_speaks_one_is_told_what_would(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(spoken.NoVoice, match="apt install espeak-ng"):
        spoken.speak("hello", tmp_path / "brief.wav")


def test_the_timeline_of_the_reference_network_is_on_its_brief():
    network = cg.reference()
    results = run(network, days=3, replicas=2, workers=1, warmup_days=0, record="counts")

    text = page(brief(results, network=network), network, "zh")

    assert "协议、措施与工程" in text
    assert "2023年1月8日" in text


def test_flows_are_drawn_by_their_border(told):
    with_bands = replace(told, bands=(("Almaty", "road", "Xi'an", 3.0), ("Almaty", "sea", "others", 1.0)))

    words = " ".join(Read(page(with_bands, None, "kk")).words)

    assert "Алматы 4,0" in re.sub(r"\s+", " ", words)
    assert "теңіз" in words
