"""The yardstick: a list as one writes it in plain Django, of 50 rows from 100,000.

A function with a right, a queryset that is counted and cut, a template that prints the fields. Its rows lie
in a table of their own, so that it is the same page whatever is measured beside it.
"""

from django.contrib.auth.decorators import permission_required
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

ROWS = 100_000
PAGE_ROWS = 50


class PlainRow(models.Model):
    """Eight columns of the kinds that the registers have."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    place = models.CharField(max_length=80)
    number = models.IntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    remarks = models.CharField(max_length=200)

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_plain"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


@permission_required("core.view_staff", raise_exception=True)
def plain_page(request: HttpRequest) -> HttpResponse:
    """The first 50 rows, and how many there are."""
    rows = PlainRow.objects.all()
    context = {"title": "一覧", "count": rows.count(), "rows": rows[:PAGE_ROWS]}
    return render(request, "plain.html", context)


def make_plain_rows() -> None:
    """The table and its rows. To be called once for each database."""
    with connection.cursor() as cursor:
        cursor.execute(
            """CREATE TABLE bench_plain AS SELECT
                n::bigint AS id, 'code-' || n AS code, '第' || n || '出張所' AS name, '出張所' AS kind,
                '地域行政部 第' || n %% 300 || '課' AS place, n::integer AS number,
                DATE '2020-01-01' + n %% 1000 AS starts_on, NULL::date AS ends_on,
                '備考その' || n AS remarks
            FROM generate_series(1, %s) AS n""",
            [ROWS],
        )
        cursor.execute("ALTER TABLE bench_plain ADD PRIMARY KEY (id)")
        cursor.execute("VACUUM ANALYZE bench_plain")
