"""CSV by COPY: streamed in flat memory, ended when nobody reads on, never half without saying so."""

import csv
import io
import tracemalloc

import pytest
from django.db import DataError, connection
from django.db.models import CharField, DateField, F, Func, IntegerField, Value
from django.db.models.functions import Cast
from django.test.utils import CaptureQueriesContext

from core.files.copying import copy_csv
from core.files.csv import write_csv
from core.files.encodings import MOST_PLACES, Encoding, UnencodableTextError
from core.in_sql import TokyoTime
from core.models import AccessEvent

HEADER = ["番号", "対象"]
LONG = "長い対象" * 40


def make_events(count, subject=LONG, at="2026-11-24 01:02:03.9+00"):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_accessevent"
            " (at, kind, staff_name, department_name, subject, detail, sentences, path)"
            " SELECT %s, 'print', '', '', %s, '{}', '{}', n::text FROM generate_series(1, %s) AS n",
            [at, subject, count],
        )


def cells(**more):
    """Two cells of each event, in their order."""
    return AccessEvent.objects.order_by("id").annotate(**more).values_list("path", *(more or ["subject"]))


def rows_of(data, encoding=Encoding.UTF_8_SIG):
    return list(csv.reader(io.StringIO(data.decode(encoding), newline="")))


@pytest.mark.django_db
def test_copied_file_has_its_mark_its_header_and_the_line_ends_of_a_csv():
    make_events(2, subject='行を\n分けた"もの"')
    written = b"".join(copy_csv(HEADER, cells()))
    assert written == ('\ufeff番号,対象\r\n1,"行を\n分けた""もの"""\r\n2,"行を\n分けた""もの"""\r\n'.encode())


@pytest.mark.django_db
def test_copied_file_without_rows_is_a_header():
    make_events(1)
    nobody = cells().filter(pk__in=[])
    assert b"".join(copy_csv(HEADER, nobody)) == "\ufeff番号,対象\r\n".encode()
    assert b"".join(copy_csv(HEADER, cells().filter(path="0"), Encoding.CP932)) == "番号,対象\r\n".encode(
        "cp932"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", Encoding)
def test_copied_file_comes_in_chunks_in_flat_memory(encoding):
    make_events(40_000)  # twenty megabytes
    b"".join(copy_csv(HEADER, cells()[:10], encoding))
    tracemalloc.start()
    sizes = [len(chunk) for chunk in copy_csv(HEADER, cells(), encoding)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(sizes) > 12_000_000
    assert max(sizes) < 400_000
    assert peak < 9_000_000  # of a file in CP932 five megabytes are kept before the rest lies on disk


@pytest.mark.django_db
def test_copied_file_is_one_query_for_people_who_count_them():
    make_events(3)
    with CaptureQueriesContext(connection) as captured:
        b"".join(copy_csv(HEADER, cells().filter(path__contains="%")))
    assert [query["sql"].split()[0] for query in captured] == ["COPY"]


@pytest.mark.django_db
def test_copied_file_in_cp932_that_lacks_characters_tells_their_places_before_anything_leaves():
    make_events(2, subject="森鷗外—")
    with pytest.raises(UnencodableTextError) as copied:
        copy_csv(HEADER, cells(), Encoding.CP932)
    with pytest.raises(UnencodableTextError) as written:
        write_csv(HEADER, cells().iterator(), Encoding.CP932)
    assert copied.value.reasons == written.value.reasons
    assert copied.value.reasons[1:] == ("2行2列目：「鷗」（U+9DD7）", "3行2列目：「鷗」（U+9DD7）")
    # The connection is free again.
    assert AccessEvent.objects.count() == 2


@pytest.mark.django_db
def test_places_that_cp932_lacks_are_told_up_to_a_number_that_people_can_read():
    make_events(MOST_PLACES + 500, subject="𠮷")
    with pytest.raises(UnencodableTextError) as refused:
        copy_csv(HEADER, cells(), Encoding.CP932)
    assert len(refused.value.characters) == MOST_PLACES
    assert refused.value.reasons[-2:] == (
        f"{MOST_PLACES + 1}行2列目：「𠮷」（U+20BB7）",
        "ほかにもあります。はじめの1,000件だけを示しています。",
    )


@pytest.mark.django_db(transaction=True)
def test_file_that_nobody_reads_on_ends_its_query():
    make_events(40_000)
    file = copy_csv(HEADER, cells())
    for _ in range(3):
        next(file)
    file.close()
    with connection.cursor() as cursor:  # nothing waits there any more, and nothing is left to be read
        cursor.execute("SELECT count(*) FROM core_accessevent")
        assert cursor.fetchone() == (40_000,)


@pytest.mark.django_db(transaction=True)
def test_file_that_fails_in_the_middle_raises_and_does_not_end_as_if_it_were_whole():
    make_events(40_000)
    # The last row as they lie there is no number; the database finds out when nearly all have left.
    AccessEvent.objects.filter(path="40000").update(path="壊")
    file = copy_csv(HEADER, cells(number=Cast("path", IntegerField())).order_by())
    chunks: list[bytes] = []
    with pytest.raises(DataError):
        chunks.extend(file)
    received = b"".join(chunks)
    assert 20_000 < received.count(b"\r\n") < 40_000
    assert AccessEvent.objects.count() == 40_000


@pytest.mark.django_db
def test_cells_of_the_database_are_bound_and_never_pasted_in():
    make_events(1)
    words = Func(Value("'); DROP TABLE core_accessevent; --%s"), F("subject"), function="concat")
    written = b"".join(copy_csv(HEADER, cells(words=Cast(words, CharField()))))
    assert rows_of(written)[1] == ["1", f"'); DROP TABLE core_accessevent; --%s{LONG}"]


@pytest.mark.django_db
def test_days_are_iso_whatever_the_server_is_set_to():
    make_events(1)
    with connection.cursor() as cursor:
        cursor.execute("SET DateStyle TO German")
    day = cells(day=Cast("at", DateField()), at_tokyo=TokyoTime(F("at")))
    assert rows_of(b"".join(copy_csv(HEADER, day)))[1] == ["1", "2026-11-24", "2026-11-24 10:02:03"]
