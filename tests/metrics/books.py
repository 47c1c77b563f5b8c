"""Workbooks written by hand, part by part, as small as readers take them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="0.0\\ %"/><numFmt numFmtId="171" formatCode="0&quot;%&quot;"/></numFmts><cellXfs>'
    '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="10"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="46"/>'
    "</cellXfs></styleSheet>"
)
PERCENT, PERCENT_OF_ONES_OWN, PERCENT_IN_QUOTES, DURATION = 3, 4, 5, 6
"""Styles of cells."""

Cell = str | int | float | bool | date | tuple[float, int] | None


def _cell(place: str, cell: Cell) -> str:
    if cell is None:
        return f'<c r="{place}"/>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    if isinstance(cell, bool):
        return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
    value, style = cell if isinstance(cell, tuple) else (cell, 0)
    if isinstance(value, date):
        days = datetime(value.year, value.month, value.day) - datetime(1899, 12, 30)
        value, style = float(days.days), 1
        if isinstance(cell, datetime):
            value, style = value + (cell - datetime(cell.year, cell.month, cell.day)).seconds / 86400, 2
    return f'<c r="{place}" s="{style}"><v>{value!r}</v></c>'


def _letters(place: int) -> str:
    """The name of a column, counted from 0: A, Z, AA."""
    return (_letters(place // 26 - 1) if place >= 26 else "") + chr(65 + place % 26)


def sheet_xml(rows: Sequence[Sequence[Cell]]) -> str:
    lines = (
        f'<row r="{line}">' + "".join(_cell(f"{_letters(place)}{line}", cell) for place, cell in enumerate(cells)) + "</row>"
        for line, cells in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]] | str]) -> Path:
    """A workbook with these sheets: rows of cells (a pair is a number with its style), or the XML of one."""
    names = list(sheets)
    overrides = "".join(
        f'<Override PartName="/xl/{part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for part, kind in [("workbook.xml", "sheet.main"), *((f"worksheets/sheet{n}.xml", "worksheet") for n in range(len(names)))]
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(f'<sheet name={quoteattr(name)} sheetId="{n + 1}" r:id="r{n}"/>' for n, name in enumerate(names))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in range(len(names)))
        + "</Relationships>",
        "xl/styles.xml": STYLES,
    }
    for n, sheet in enumerate(sheets.values()):
        parts[f"xl/worksheets/sheet{n}.xml"] = sheet if isinstance(sheet, str) else sheet_xml(sheet)
    return zipped(path, parts)


def zipped(path: Path, parts: Mapping[str, str]) -> Path:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    path.write_bytes(whole.getvalue())
    return path


def ods(path: Path, table: str) -> Path:
    """An OpenDocument table with one sheet, of which the XML of the rows is given."""
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    return zipped(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="Sheet">{table}</table:table></office:spreadsheet></office:body></office:document-content>',
        },
    )
