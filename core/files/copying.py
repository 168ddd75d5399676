"""CSV that the database writes: one COPY, streamed, in a fraction of the time that Python takes."""

import codecs
from collections.abc import Iterator, Sequence

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from core.files.csv import csv_lines, encoded
from core.files.encodings import Encoding

_CHUNK_BYTES = 200_000


def copy_csv(
    header: Sequence[str], cells: QuerySet, encoding: Encoding = Encoding.UTF_8_SIG
) -> Iterator[bytes]:
    """The file in chunks, as core.files.csv.write_csv writes it, of rows whose values are cells already
    (core/in_sql.py).

    It lasts as long as the file is read, on the connection of the thread that reads it: nothing else can be
    asked there meanwhile. Raises UnencodableTextError as write_csv does, and whatever the database raises;
    then the file ends in the middle, and whoever sends it must not say that it is whole.
    """
    if encoding is Encoding.UTF_8_SIG:
        return _streamed(header, cells)
    return encoded((chunk.decode() for chunk in _chunks(header, cells)), encoding)


def _streamed(header: Sequence[str], cells: QuerySet) -> Iterator[bytes]:
    yield codecs.BOM_UTF8
    yield from _chunks(header, cells)


def _chunks(header: Sequence[str], cells: QuerySet) -> Iterator[bytes]:
    yield csv_lines([header]).encode()
    try:
        sql, params = cells.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return
    chunk = bytearray()
    with connection.wrap_database_errors, connection.cursor() as cursor:
        # Bound here: Django's cursor for debugging takes a COPY without parameters alone.
        statement = cursor.mogrify(f"COPY ({sql}) TO STDOUT (FORMAT csv)", params)
        if not cursor.connection.info.parameter_status("DateStyle").startswith("ISO"):
            cursor.execute("SET DateStyle TO ISO")  # a server may be set to write days otherwise
        with cursor.copy(statement) as lines:
            for line in lines:
                chunk += line
                if len(chunk) > _CHUNK_BYTES:
                    yield _with_crlf(bytes(chunk))
                    chunk.clear()
    yield _with_crlf(bytes(chunk))


def _with_crlf(lines: bytes) -> bytes:
    """Whole lines, ended as a CSV ends them. A line break in a cell stays, and stands between quotes."""
    if b'"' not in lines:
        return lines.replace(b"\n", b"\r\n")
    parts = lines.split(b'"')
    parts[::2] = [part.replace(b"\n", b"\r\n") for part in parts[::2]]
    return b'"'.join(parts)
