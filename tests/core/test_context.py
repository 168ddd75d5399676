"""What every page shows, and that it is read once and only where it is shown."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.backends import RoleBackend
from core.context import navigation
from core.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db

SHOWN = "{{ municipality }}・{{ unread_notices }}{% if unread_notices %}件{% endif %}・{{ municipality }}"


def frame(rf, person):
    request = rf.get("/")
    request.user = person
    return navigation(request)


def shown(context):
    return engines["django"].from_string(SHOWN).render(context)


@pytest.fixture
def person():
    return RoleBackend().get_user(factories.make_staff("clerk").pk)


def test_frame_reads_the_municipality_and_the_unread_notices_in_one_query(rf, person):
    factories.make_municipality("試験区")
    for recipient, read_at in ((person, None), (person, None), (person, timezone.now())):
        Notice.objects.create(recipient=recipient, title="知らせ", url="/", read_at=read_at)
    Notice.objects.create(recipient=factories.make_staff(), title="よその知らせ", url="/")
    with CaptureQueriesContext(connection) as captured:
        assert shown(frame(rf, person)) == "試験区・2件・試験区"
    assert len(captured) == 1


def test_frame_asks_nothing_where_nothing_of_it_is_shown(rf, person):
    with CaptureQueriesContext(connection) as captured:
        context = frame(rf, person)
        assert context["navigation"][0]["label"] == "今日の仕事"
    assert len(captured) == 0


def test_frame_counts_notices_before_there_is_a_municipality(rf, person):
    Notice.objects.create(recipient=person, title="知らせ", url="/")
    assert shown(frame(rf, person)) == "・1件・"


def test_frame_of_a_stranger_has_the_municipality_alone(rf):
    factories.make_municipality("試験区")
    context = frame(rf, AnonymousUser())
    assert context["navigation"] == []
    assert shown(context) == "試験区・0・試験区"
