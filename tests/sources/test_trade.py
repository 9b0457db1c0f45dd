"""Trade out of CSV: what is read, and every fault at once with its line and the nearest right thing."""

import numpy as np
import pytest

from crossgauge.errors import ProjectFaulty
from crossgauge.sources import sheets
from crossgauge.sources.countries import code_of
from crossgauge.sources.trade import Columns, read_panel, read_world
from crossgauge.sources.trade_changes import elasticity_of, read_changes, uncertain
from crossgauge.units import NotAQuantity

WORLD = "exporter,importer,value\nCHN,CHN,90\nCHN,KAZ,10\nKAZ,CHN,5\nKAZ,KAZ,20\n"


def file(tmp_path, text, name="trade.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(read, *args, **how):
    with pytest.raises(ProjectFaulty) as raised:
        read(*args, **how)
    return [(fault.where, fault.wrong, fault.expected) for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("text", "code"),
    [("KZ", "KAZ"), ("kaz", "KAZ"), (" CN ", "CHN"), ("ROW", "ROW"), ("XCA", "XCA"), ("SUN", "SUN")],
)
def test_codes_of_two_and_three_letters_are_one(text, code):
    """ISO 3166-1 and 3166-3; user-assigned codes, and ROW, are groups of one's own."""
    assert code_of(text) == code


@pytest.mark.parametrize(
    ("text", "hint"),
    [("KZA", "Did you mean 'KAZ'?"), ("Kazakhstan", "the code 'KAZ'"), ("Kazakstan", "Did you mean 'KAZ'?"), ("7", "ISO 3166")],
)
def test_wrong_code_is_told_with_the_nearest_right_one(text, hint):
    with pytest.raises(NotAQuantity) as raised:
        code_of(text)

    assert hint in raised.value.expected


def test_world_is_a_table_from_exporters_to_importers(tmp_path):
    world = read_world(file(tmp_path, WORLD.replace("CHN", "CN")))

    assert world.countries == ("CHN", "KAZ")
    assert world.trade.tolist() == [[90, 10], [5, 20]]
    assert world.unlisted == 0


def test_pair_that_is_not_listed_does_not_trade(tmp_path):
    world = read_world(file(tmp_path, WORLD + "UZB,UZB,9\nUZB,KAZ,1\nCHN,UZB,2\n"))

    assert world.trade[world.countries.index("KAZ"), world.countries.index("UZB")] == 0
    assert world.unlisted == 2


def test_columns_may_have_names_and_separators_of_their_own(tmp_path):
    text = WORLD.replace("exporter,importer,value", "from,to,usd").replace(",", ";")

    world = read_world(file(tmp_path, text), Columns(exporter="from", importer="to", value="usd"))

    assert world.trade.sum() == 125


def test_one_year_is_taken_of_several(tmp_path):
    rows = [line for year in (2022, 2023) for line in (f"{one},{year}" for one in WORLD.splitlines()[1:])]
    path = file(tmp_path, "exporter,importer,value,year\n" + "\n".join(rows))

    assert read_world(path, year="2023").trade.sum() == 125
    assert faults(read_world, path) == [("trade.csv", "has 2022, 2023", "Expected one year: --year 2023.")]
    assert "has no year 2021" in faults(read_world, path, year="2021")[0][1]


def test_every_fault_of_a_world_is_told_at_once(tmp_path):
    path = file(
        tmp_path,
        "exporter,importer,value\nCHN,CHN,90\nCHN,KAZ,-10\nKAZ,CHM,5\nKAZ,KAZ,\nCHN,CHN,90\nUZB,CHN,0\nCHN,UZB,4 bn\n",
    )

    told = faults(read_world, path)

    assert [(where, wrong) for where, wrong, _ in told if ":" in where] == [
        ("trade.csv:3", "value is '-10', below 0"),
        ("trade.csv:4", "importer is 'CHM'"),
        ("trade.csv:5", "value is missing"),
        ("trade.csv:6", "CHN, CHN stands in line 2 already"),
        ("trade.csv:8", "value is '4 bn'"),
    ]
    assert "Did you mean 'CHN'?" in {w: e for _, w, e in told}["importer is 'CHM'"]


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ("UZB,UZB,9\nCHN,UZB,2\n", "UZB exports nothing"),
        ("UZB,UZB,9\nUZB,CHN,2\n", "UZB imports nothing"),
        ("UZB,CHN,9\nCHN,UZB,2\n", "UZB has no trade at home"),
    ],
)
def test_country_that_does_not_sell_buy_or_trade_at_home_is_told(tmp_path, rows, wrong):
    ((where, told, expected),) = faults(read_world, file(tmp_path, WORLD + rows))

    assert (where, told) == ("trade.csv", wrong)
    assert "UZB" in expected


def test_column_that_is_not_there_is_told_with_the_nearest(tmp_path):
    path = file(tmp_path, WORLD.replace("importer", "importr").replace("value", "usd"))

    assert faults(read_world, path) == [
        ("trade.csv:1", "has no column 'importer'", "Did you mean 'importr'? Or name it with --importer."),
        ("trade.csv:1", "has no column 'value'", "There are: exporter, importr, usd. Or name it with --value."),
    ]


@pytest.mark.parametrize(
    ("limit", "most", "wrong"),
    [("MOST_TRADE_BYTES", 10, "bytes"), ("MOST_TRADE_ROWS", 3, "4 rows of 3 columns")],
)
def test_file_above_a_limit_is_refused_by_the_limits_name(tmp_path, monkeypatch, limit, most, wrong):
    monkeypatch.setattr(sheets, limit, most)

    ((_, told, expected),) = faults(read_world, file(tmp_path, WORLD))

    assert wrong in told
    assert limit in expected


@pytest.mark.parametrize(
    ("content", "wrong"),
    [(b"", "is empty"), (b"exporter,importer,value\n", "has no rows"), (b"a,b\n\xff\xfe,1\n", "no UTF-8"), (b"a,a\n1,2\n", "twice")],
)
def test_what_is_no_table_is_refused(tmp_path, content, wrong):
    path = tmp_path / "trade.csv"
    path.write_bytes(content)

    assert wrong in faults(read_world, path)[0][1]


def test_faulty_row_does_not_make_its_countries_faulty(tmp_path):
    """Whether KAZ trades at home cannot be told while the row that says it is wrong."""
    told = faults(read_world, file(tmp_path, WORLD.replace("KAZ,KAZ,20", "KAZ,KAZ,?")))

    assert [wrong for _, wrong, _ in told] == ["value is '?'"]


def test_empty_line_is_no_row_and_those_behind_it_keep_their_numbers(tmp_path):
    path = file(tmp_path, WORLD.replace("KAZ,CHN,5", "\nKAZ,CHN,?\n"))

    assert [where for where, _, _ in faults(read_world, path)] == ["trade.csv:5"]


def test_missing_file_is_told_with_its_neighbour(tmp_path):
    file(tmp_path, WORLD, "world.csv")

    assert "Did you mean 'world.csv'?" in faults(read_world, tmp_path / "wrld.csv")[0][2]


PANEL = "exporter,importer,year,value,distance,open\n" + "".join(
    f"{a},{b},{year},{10 * (a == b) + 1},{1000 * (a != b) + 100},{int(year == 2023)}\n"
    for year in (2022, 2023)
    for a in ("CHN", "KAZ")
    for b in ("CHN", "KAZ")
)


def test_panel_has_a_column_for_each_term_and_effect(tmp_path):
    panel = read_panel(file(tmp_path, PANEL), ["log(distance)", "open"], ["exporter-year", "pair"])

    assert panel.groups == {"exporter-year": ("exporter", "year"), "pair": ("exporter", "importer")}
    assert panel.frame["on log(distance)"].to_numpy() == pytest.approx(np.log([100, 1100, 1100, 100] * 2))
    assert panel.at_home


def test_effect_may_be_of_a_column_of_its_own(tmp_path):
    text = PANEL.replace("open\n", "open,sector\n").replace(",0\n", ",0,ores\n").replace(",1\n", ",1,ores\n")

    panel = read_panel(file(tmp_path, text), ["open"], ["importer-year-sector"])

    assert panel.groups["importer-year-sector"] == ("importer", "year", "sector")


def test_every_fault_of_a_panel_is_told_at_once(tmp_path):
    lines = PANEL.splitlines()
    lines[2] = "CHN,KAZ,2022,1,0,0"
    lines[4] = "KAZ,KAZ,2022,nan,100,shut"
    lines.append("CHN,KAZ,2022,1,1100,0")
    lines.remove("KAZ,KAZ,2023,11,100,1")

    told = faults(read_panel, file(tmp_path, "\n".join(lines)), ["log(distance)", "open"], ["pair"])

    assert [(where, wrong) for where, wrong, _ in told] == [
        ("trade.csv", "KAZ has no trade at home in 2023"),
        ("trade.csv:3", "distance is 0, and log(distance) has no value"),
        ("trade.csv:5", "value is missing"),
        ("trade.csv:5", "open is 'shut'"),
        ("trade.csv:9", "CHN, KAZ, 2022 stands in line 3 already"),
    ]


def test_faults_of_one_kind_are_counted_after_the_first_few(tmp_path):
    text = "exporter,importer,value,x\n" + "".join(f"CHN,X{a}{b},1,y\n" for a in "ABC" for b in "ABCD")

    told = faults(read_panel, file(tmp_path, text), ["x"], ["pair"])

    assert len(told) == 6
    assert told[-1][:2] == ("trade.csv:13", "7 more rows are wrong as line 2 is, to this one")


def test_panel_of_foreign_trade_alone_is_read_and_half_of_home_can_be_left_out(tmp_path):
    foreign = "\n".join(line for line in PANEL.splitlines() if "CHN,CHN" not in line and "KAZ,KAZ" not in line)
    half = "\n".join(line for line in PANEL.splitlines() if "KAZ,KAZ" not in line)

    assert not read_panel(file(tmp_path, foreign), ["open"], ["pair"]).at_home
    assert "KAZ has no trade at home in 2022, 2023" in faults(read_panel, file(tmp_path, half), ["open"], ["pair"])[0][1]
    assert read_panel(file(tmp_path, half), ["open"], ["pair"], without_home=True).frame.height == 4


def test_row_that_names_both_beats_a_star_whatever_their_order(tmp_path):
    path = file(tmp_path, "exporter,importer,cost_percent\nKAZ,CHN,-5\n*,CHN,-1\nUZB,*,-2±0.5\n")

    found = read_changes(path, ("CHN", "KAZ", "UZB"))

    assert [(one.exporter, one.importer, one.percent.middle) for one in found] == [
        ("KAZ", "CHN", -5.0),
        ("UZB", "CHN", -2.0),
        ("UZB", "KAZ", -2.0),
    ]


def test_every_fault_of_changes_is_told_at_once(tmp_path):
    path = file(tmp_path, "exporter,importer,cost_percent\nUZB,CHN,-1\nCHN,KAZ,-100\nCHN,KAZ,cheap\nCHN,KA,\n")

    told = [(where, wrong) for where, wrong, _ in faults(read_changes, path, ("CHN", "KAZ"))]

    assert told == [
        ("trade.csv:2", "exporter UZB is not in the table of trade"),
        ("trade.csv:3", "cost_percent is '-100'"),
        ("trade.csv:4", "CHN, KAZ stands in line 3 already"),
        ("trade.csv:4", "cost_percent is 'cheap'"),
        ("trade.csv:5", "importer is 'KA'"),
        ("trade.csv:5", "cost_percent is missing"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [("5", (5.0, 0.0, False)), ("4±0.5", (4.0, 0.5, True)), ("4 +/- .5", None), ("3..6", (4.5, 1.5, False)), ("6..3", None)],
)
def test_number_is_read_with_what_is_uncertain_of_it(text, found):
    if found is None:
        with pytest.raises(NotAQuantity):
            uncertain(text)
    else:
        assert uncertain(text)[:3] == found


@pytest.mark.parametrize(("text", "hint"), [("-5", "without its sign, above 0: 5"), ("1±1", "smaller spread"), ("0", "above 0")])
def test_elasticity_below_zero_is_refused(text, hint):
    with pytest.raises(NotAQuantity) as raised:
        elasticity_of(text)

    assert hint in raised.value.expected
