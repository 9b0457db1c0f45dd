"""Workbooks that say that they hold more than they can: refused with a message before room is taken for it."""

import io
import zipfile

import pytest

from crossgauge.errors import ProjectFaulty
from crossgauge.sources.logs.workbook import PIECE, excel_frame, look_through

SHEET = "xl/worksheets/sheet1.xml"


def book(tmp_path, **parts):
    """A workbook with these parts, `sheet` and `texts`."""
    names = {"sheet": SHEET, "texts": "xl/sharedStrings.xml"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(names[part], text)
    path = tmp_path / "a.xlsx"
    path.write_bytes(out.getvalue())
    return path


def message_of(path):
    with pytest.raises(ProjectFaulty) as told:
        look_through(path)
    return str(told.value)


@pytest.mark.parametrize("cell", ['<c r="XFD1048576">', "<c t='s' r = ' xfd1048576'>", '<x:c s="1" r="XFD1048576"/>'])
def test_a_cell_at_the_far_corner_is_refused_before_it_takes_half_a_terabyte(tmp_path, cell):
    """The reader makes a rectangle of 17 thousand million cells from the first to the last."""
    told = message_of(book(tmp_path, sheet=f'<row><c r="A1"/>{cell}</row>'))

    assert "a.xlsx: has cells down to row 1,048,576 and out to column 16,384 in 'xl/worksheets/sheet1.xml'" in told
    assert "MOST_SHEET_CELLS" in told


def test_a_cell_whose_name_lies_across_two_pieces_is_seen(tmp_path):
    """Wherever the parts are cut in which a sheet is read."""
    cell = '<c r="XFD1048576">'
    for shift in range(0, len(cell) + 2):
        sheet = " " * (PIECE - shift) + cell

        assert "MOST_SHEET_CELLS" in message_of(book(tmp_path, sheet=sheet))


def test_more_texts_than_bytes_are_refused(tmp_path):
    """Room for as many is taken at once; `count` tells how often texts are used, and may be any number."""
    assert "says that 'xl/sharedStrings.xml' has '99999999999' entries" in message_of(book(tmp_path, texts='<sst uniqueCount="99999999999"/>'))

    look_through(book(tmp_path, texts='<sst count="99999999999" uniqueCount="1"/>', sheet='<row><c r="A1048576"/></row>'))


def test_a_damaged_part_is_told(tmp_path):
    path = book(tmp_path, sheet='<row><c r="A1"/></row>' * 99)
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)

    assert "a.xlsx: is not XLSX" in message_of(path)


def test_what_its_reader_falls_over_is_a_message(tmp_path, monkeypatch):
    """A panic of another language is no Exception."""
    fastexcel = pytest.importorskip("fastexcel")

    class PanicException(BaseException):
        pass

    def fall(_):
        raise PanicException("capacity overflow\nmore")

    monkeypatch.setattr(fastexcel, "read_excel", fall)

    with pytest.raises(ProjectFaulty, match=r"a.xlsx: cannot be read: capacity overflow\n"):
        excel_frame(book(tmp_path, sheet="<row/>"), "")
