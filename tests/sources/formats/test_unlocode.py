"""UN/LOCODE: code lists as published are read, places matched by code or nearest name, and written lists read back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossgauge.model.network import Network
from crossgauge.model.places import Place
from crossgauge.sources.formats.unlocode import degrees, degrees_text, kind_of, read_entries, read_unlocode
from crossgauge.sources.formats.unlocode_match import matches, write_unlocode
from sources.formats.roads import PAIR, message_of

# Made up in the form of the published list: no header, a line that opens each country.
LIST = (
    ',"CN",,".CHINA",,,,,,,,\n'
    ',"CN","HRS","Horgos","Horgos",,"RL","-23----B","0901",,"4412N 08025E",\n'
    ',"CN","AKL","Alashankou","Alashankou",,"RL","-23----B","0901",,"4510N 08234E",\n'
    'X,"CN","OLD","Old","Old",,"XX","--3-----","0901",,,\n'
    '=,"CN",,"Hoergos = Horgos","Hoergos = Horgos",,,,,,,\n'
    ',"KZ","ALA","Almaty","Almaty","ALA","AI","-2345---","0901",,"4315N 07657E",\n'
    ',"KZ","NON","Nowhere","Nowhere",,"RL","--3-----","0901",,,\n'
    ',"SE","GOT","G\u00f6teborg","Goteborg","O","AI","1--45---","0207","XWL","5743N 01158E",\n'
)


@pytest.fixture
def code_list(tmp_path):
    path = tmp_path / "2024-2 UNLOCODE CodeListPart1.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_entries_are_read_without_heads_and_without_what_is_gone(code_list):
    entries = read_entries(code_list)

    assert list(entries) == ["CNHRS", "CNAKL", "KZALA", "KZNON", "SEGOT"]
    assert entries["CNAKL"].at == (45 + 10 / 60, 82 + 34 / 60)
    assert entries["KZNON"].at is None


def test_older_issues_are_in_iso_8859_1_and_parts_stand_in_a_folder(tmp_path):
    lines = LIST.splitlines(keepends=True)
    (tmp_path / "1 CodeListPart1.csv").write_text("".join(lines[:3]), encoding="iso-8859-1")
    (tmp_path / "1 CodeListPart2.csv").write_text("".join(lines[3:]), encoding="iso-8859-1")
    (tmp_path / "1 SubdivisionCodes.csv").write_text('"CN","XJ","Xinjiang","Region"\n')

    assert read_entries(tmp_path)["SEGOT"].name == "Göteborg"


def test_places_come_by_code_and_by_country(code_list):
    """What a place is follows from its functions; what has no coordinates is left out, and told."""
    read = read_unlocode(code_list, ["cn hrs", "KZ"])

    assert [(place.id, place.kind, place.country) for place in read.places] == [("cnhrs", "station", "CN"), ("kzala", "city", "KZ")]
    assert read.notes == ("1 without coordinates are left out: KZNON.",)


def test_code_that_is_not_there_names_the_nearest_name(code_list):
    told = message_of(read_unlocode, code_list, ["Khorgos", "CNAKM", "KZNON"])

    assert "codes: there is no 'Khorgos' in 2024-2 UNLOCODE CodeListPart1.csv\n    Did you mean CNHRS, Horgos?" in told
    assert "codes: there is no 'CNAKM'" in told
    assert "Did you mean CNAKL, Alashankou?" in told
    assert ":7: KZNON, Nowhere, has no coordinates" in told


def test_every_fault_is_told_at_its_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        ',"CN","H1S","A","A",,"RL","-23----B","0901",,"4412N 08025E",\n'
        ',"CN","AAA","B","B",,"RL","-32-----","0901",,"9912N 08025E",\n'
    )

    told = message_of(read_entries, path)

    assert "a.csv:1: has the code 'CNH1S'" in told
    assert "a.csv:2: CNAAA has the functions '-32-----'" in told
    assert "a.csv:2: CNAAA has the coordinates '9912N 08025E'\n    Expected degrees and minutes as '4511N 08234E'." in told


def test_place_is_matched_by_code_then_by_the_nearest_name_of_its_country(code_list):
    network = Network(
        id="a",
        places=(
            *PAIR.places,
            Place(id="alash", name="Alashankou port", country="CN", latitude=45.17, longitude=82.57),
            Place(id="twin", name="Alashankou", country="CN", latitude=30.0, longitude=110.0),
        ),
    )

    found = matches(network, read_entries(code_list))

    assert [(one.by, one.code) for one in found] == [("code", "CNHRS"), ("none", ""), ("name", "CNAKL"), ("none", "")]
    assert found[0].away_m < 3_000


@given(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
@settings(max_examples=200, deadline=None)
def test_coordinates_read_back_within_half_a_minute_of_arc(latitude, longitude):
    read = degrees(degrees_text(latitude, longitude))

    assert read == pytest.approx((latitude, longitude), abs=0.5 / 60 + 1e-9)


@pytest.mark.parametrize("kind", ["seaport", "station", "road post", "airport", "dry port", "pipeline node", "city"])
def test_written_list_reads_back_with_its_kinds(kind, tmp_path):
    place = Place(id="cnhrs", name="Hörgos", country="CN", kind=kind, latitude=44.2, longitude=80.44, unlocode="CNHRS")

    count = write_unlocode(Network(id="a", places=(place,)), tmp_path / "a.csv")
    (read,) = read_unlocode(tmp_path / "a.csv", ["CNHRS"]).places

    assert count == 1
    assert (read.id, read.name, read.kind, read.unlocode) == ("cnhrs", "Hörgos", kind, "CNHRS")


def test_functions_of_a_published_kind_are_read():
    """New York is 12345---, Berlin-Tegel ---4----."""
    assert (kind_of("12345---"), kind_of("---4----"), kind_of("0-------")) == ("seaport", "airport", "city")
