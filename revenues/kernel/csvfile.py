"""CSV as other systems write it: bytes to cells, with the line and the reason of everything that is wrong.

UTF-8 with or without a byte order mark, comma separated, a header line, one record a line, a line break at the
end of the last. Reading never raises on content and never guesses: what is not exactly this is a problem.
``revenues.kernel.columns`` turns the cells into values.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from revenues.kernel.errors import DomainError
from revenues.kernel.loading import Problems

MOST_BYTES = 256 * 1024 * 1024
MOST_LINES = 2_000_000
MOST_IN_A_LINE = 32_768
MOST_CELLS = 200
_BOM = b"\xef\xbb\xbf"
_OTHER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK\x03\x04": "a spreadsheet or zip archive"}
# Control characters, text direction overrides and the sign of a character that was lost before.
FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd\ufeff]")


@dataclass(frozen=True, slots=True)
class Cells:
    """A file cut into cells: the header's, and each record's with its line."""

    file: str
    sha256: str
    header: tuple[str, ...]
    records: tuple[tuple[int, Sequence[str]], ...]
    problems: Problems


def read_path(path: str | Path) -> bytes:
    """The bytes of a file. Raises DomainError, naming the file, when it cannot be read or is too large."""
    place = Path(path)
    try:
        size = place.stat().st_size
        if size > MOST_BYTES:
            raise DomainError(f"{place}: {size:,} bytes are more than the {MOST_BYTES:,} a file may have")
        return place.read_bytes()
    except OSError as problem:
        raise DomainError(f"{place}: {problem.strerror or problem}") from problem


def cut(raw: bytes, *, file: str) -> Cells:
    """Cut a file into cells. Whatever is wrong is in ``problems``; records that are wrong are left out."""
    problems = Problems(file)
    sha256 = hashlib.sha256(raw).hexdigest()
    lines = _lines(raw, problems)
    header: tuple[str, ...] = ()
    records: list[tuple[int, Sequence[str]]] = []
    for number, line in lines:
        cells = _cells(number, line, problems)
        if cells is None:
            continue
        if not header:
            header = tuple(cell.strip() for cell in cells)
            _check_header(number, header, problems)
        elif len(cells) != len(header):
            problems.add(number, "", _wrong_number(len(cells), len(header)))
        else:
            records.append((number, cells))
    if not header and not problems:
        problems.add(1, "", "the file is empty: it needs a header line")
    return Cells(file, sha256, header, tuple(records), problems)


def write(header: Sequence[str], records: Iterable[Sequence[object]]) -> bytes:
    """A file that ``cut`` reads back as it was. Raises ValueError for a cell that may not be in one."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for record in (header, *records):
        cells = ["" if cell is None else str(cell) for cell in record]
        if any(FORBIDDEN.search(cell) for cell in cells):
            raise ValueError("a control character cannot be written into a cell")
        writer.writerow(cells)
    return stream.getvalue().encode()


def _lines(raw: bytes, problems: Problems) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, decoded; a file that is not text of this kind gives none."""
    for mark, what in _OTHER_MARKS.items():
        if raw.startswith(mark):
            problems.add(1, "", f"this is {what}, not a CSV file in UTF-8: save it as CSV UTF-8")
            return
    raw = raw.removeprefix(_BOM)
    if not raw:
        return
    pieces = raw.split(b"\n")
    if pieces.pop():
        problems.add(
            len(pieces) + 1, "", "the file has been cut short: its last line does not end with a line break"
        )
    if len(pieces) > MOST_LINES:
        problems.add(MOST_LINES + 1, "", f"the file has more than {MOST_LINES:,} lines")
        return
    for number, piece in enumerate(pieces, start=1):
        line = _decoded(number, piece.removesuffix(b"\r"), problems)
        if line:
            yield number, line


def _decoded(number: int, piece: bytes, problems: Problems) -> str:
    if len(piece) > MOST_IN_A_LINE:
        problems.add(number, "", f"the line has {len(piece):,} bytes, more than {MOST_IN_A_LINE:,}")
        return ""
    try:
        line = piece.decode("utf-8")
    except UnicodeDecodeError as error:
        wrong = f"byte {error.start + 1} of the line (0x{piece[error.start]:02X}) is not UTF-8"
        problems.add(number, "", f"{wrong}: save the file as CSV UTF-8")
        return ""
    found = FORBIDDEN.search(line)
    if found:
        problems.add(number, "", _forbidden(found[0], found.start()))
        return ""
    return line


def _forbidden(character: str, index: int) -> str:
    if character == "\x00":
        return f"character {index + 1} of the line is a NUL byte"
    if character == "\ufffd":
        return f"character {index + 1} of the line was lost when the file was made (U+FFFD)"
    return f"character {index + 1} of the line is a control character (U+{ord(character):04X})"


def _cells(number: int, line: str, problems: Problems) -> Sequence[str] | None:
    """One record. A quoted cell cannot hold a line break, so an open quote is found on its own line."""
    if '"' not in line:
        cells = line.split(",", MOST_CELLS)
    else:
        try:
            cells = next(csv.reader((line,), strict=True))
        except (csv.Error, StopIteration):
            problems.add(
                number, "", 'a quotation mark is not closed, or text follows it: "" is a mark in a cell'
            )
            return None
    if len(cells) > MOST_CELLS:
        problems.add(number, "", f"the line has more than {MOST_CELLS} cells")
        return None
    return cells


def _check_header(number: int, header: Sequence[str], problems: Problems) -> None:
    for place, name in enumerate(header, start=1):
        if not name:
            problems.add(number, f"column {place}", "the column has no name")
        elif name in header[: place - 1]:
            problems.add(number, name, "the column is there twice")


def _wrong_number(found: int, wanted: int) -> str:
    return (
        f"{found} cell{'s' * (found != 1)}, but the header has {wanted}: a comma is missing, or one too many"
    )
