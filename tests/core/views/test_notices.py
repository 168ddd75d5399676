"""お知らせ: one's own and nobody else's, opened, put aside, and counted in the head of every page."""

import pytest
from django.test import Client

from core.models import Notice
from tests.factories import make_notice, make_staff
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_staff()


@pytest.fixture
def signed_in(person):
    signed_in = Client()
    signed_in.force_login(person)
    return signed_in


def test_list_has_ones_own_notices_the_newest_first(signed_in, person):
    for title in ("一つめ", "二つめ"):
        make_notice(recipient=person, title=title)
    make_notice(title="よその件")
    body = text_of(signed_in.get("/notices/"))
    assert body.index("二つめ") < body.index("一つめ")
    assert "よその件" not in body


def test_list_marks_what_was_not_opened(signed_in, person):
    make_notice(recipient=person)
    assert text_of(signed_in.get("/notices/")).count("notice-unread") == 1
    Notice.objects.update(read_at="2026-01-01T00:00Z")
    body = text_of(signed_in.get("/notices/"))
    assert "notice-unread" not in body
    assert "すべて読んだことにする" not in body


def test_list_comes_in_pages(signed_in, person):
    notices = [make_notice(recipient=person, title=f"件名その{number}。") for number in range(51)]
    first = signed_in.get("/notices/")
    assert [each.title for each in first.context["notices"]] == [
        f"件名その{number}。" for number in range(50, 0, -1)
    ]
    assert f'href="?before={notices[1].pk}"' in text_of(first)
    second = signed_in.get(f"/notices/?before={notices[1].pk}")
    assert [each.title for each in second.context["notices"]] == ["件名その0。"]
    assert second.context["following"] is None


@pytest.mark.parametrize("before", ["", "x", "-1", "²", "9" * 30])
def test_list_refuses_a_place_that_is_none(signed_in, before):
    assert signed_in.get("/notices/", {"before": before}).status_code == 400


def test_opening_marks_it_read_and_leads_to_its_screen(signed_in, person):
    notice = make_notice(recipient=person, url="/sites/?manager=yes")
    answer = signed_in.get(f"/notices/{notice.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/sites/?manager=yes")
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_notice_of_another_is_as_if_it_were_not(signed_in):
    notice = make_notice(title="よその件")
    answer = signed_in.get(f"/notices/{notice.pk}/")
    assert answer.status_code == 404
    assert "よその件" not in text_of(answer)
    notice.refresh_from_db()
    assert notice.read_at is None


def test_superuser_reads_no_notice_of_another():
    signed_in = Client()
    signed_in.force_login(make_staff(is_superuser=True))
    assert signed_in.get(f"/notices/{make_notice().pk}/").status_code == 404


def test_all_are_put_aside_by_a_post_alone(signed_in, person):
    make_notice(recipient=person)
    other = make_notice()
    assert signed_in.get("/notices/read/").status_code == 405
    assert Notice.objects.unread().count() == 2
    answer = signed_in.post("/notices/read/")
    assert (answer.status_code, answer["Location"]) == (302, "/notices/")
    assert list(Notice.objects.unread()) == [other]


def test_every_page_tells_how_many_wait(signed_in, person):
    assert 'class="count"' not in text_of(signed_in.get("/password/"))
    for _ in range(2):
        make_notice(recipient=person)
    make_notice()
    assert '<span class="visually-hidden">未読</span>2<span class="visually-hidden">件</span>' in text_of(
        signed_in.get("/password/")
    )


def test_first_page_shows_the_newest_unread_ones(signed_in, person):
    assert "まだ開いていないお知らせ" not in text_of(signed_in.get("/"))
    for number in range(7):
        make_notice(recipient=person, title=f"件名その{number}。")
    make_notice(recipient=person, title="開いた件", read_at="2026-01-01T00:00Z")
    answer = signed_in.get("/")
    assert [each.title for each in answer.context["notices"]] == [
        f"件名その{number}。" for number in range(6, 1, -1)
    ]
    assert "未読7件" in text_of(answer)
    assert "開いた件" not in text_of(answer)
