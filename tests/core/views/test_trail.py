"""The trail of every register: complete, in words, a page at a time."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.audit import act
from core.history import Position, tracked_models, trail
from core.models import Department
from mynumber.models import FlowFigure
from tests.factories import make_department, make_flow_figure, make_staff
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def told(registers):
    """Every change of the registers, oldest first, read page by page."""
    found, after = [], None
    while True:
        steps, after = trail(registers=registers, after=after, limit=3)
        found += [change for step in steps for change in step.changes[::-1]]
        if after is None:
            return found[::-1]


def test_table_that_is_too_wide_scrolls_by_itself(client):
    """A class that no stylesheet has would let the page scroll instead."""
    make_department()
    client.force_login(make_staff("auditor"))
    page = text_of(client.get("/trail/"))
    assert '<div class="table-region" role="region" aria-label="変更の記録" tabindex="0">' in page


def test_trail_tells_who_what_before_after_and_why():
    clerk = make_staff(name="見本 花子")
    figure = make_flow_figure(q1=5, q2=None)
    with act("correct", by=clerk, reason="転記の誤り"):
        figure.q1 = 7
        figure.save()
    steps, _ = trail(registers=[FlowFigure])
    (step,) = [step for step in steps if step.reason]
    assert (step.who, step.reason) == ("見本 花子", "転記の誤り")
    (change,) = [change for change in step.changes if change.done == "変更"]
    assert str(figure) in change.line
    assert [(field.label, field.before, field.after) for field in change.fields] == [
        ("第1四半期（4～6月）", "5", "7")
    ]


def test_trail_pages_leave_out_nothing_and_tell_nothing_twice():
    for number in range(10):  # one transaction: all at the same moment
        make_department(section=f"{number}課")
    assert len(told([Department])) == 10
    assert len({change.line for change in told([Department])}) == 10
    everything = told(tracked_models())
    assert len(everything) == 10


def test_trail_is_read_in_a_bounded_number_of_queries():
    def queries():
        with CaptureQueriesContext(connection) as captured:
            trail(registers=tracked_models())
        return len(captured)

    make_department()
    one = queries()
    for _ in range(30):
        make_department()
    assert queries() == one


def test_position_of_the_trail_travels_as_text():
    steps, after = trail(registers=[Department], limit=1)
    assert (steps, after) == ([], None)
    make_department()
    make_department()
    _, after = trail(registers=[Department], limit=1)
    assert Position.parse(str(after)) == after


@pytest.mark.parametrize("text", ["x", "2026-01-01~a~1", "2026-01-01T00:00:00+09:00~a~x"])
def test_trail_page_refuses_a_position_that_is_none(client, text):
    client.force_login(make_staff("auditor"))
    assert client.get("/trail/", {"after": text}).status_code == 400


def test_trail_page_shows_the_chosen_register_alone(client):
    client.force_login(make_staff("auditor", name="監査 見本"))
    make_department(section="審査課")
    everything = client.get("/trail/").content.decode()
    assert "審査課" in everything
    assert "監査 見本" in everything
    departments = client.get("/trail/", {"register": "core.department"}).content.decode()
    assert "審査課" in departments
    assert "監査 見本" not in departments.split("<table", 1)[1]
