"""The menu: what the person's permissions open, and nothing that would answer 403."""

import pytest
from django.test import Client, RequestFactory

from core.navigation import menu_of
from core.roles import roles
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def menu(staff, path="/"):
    request = RequestFactory().get(path)
    request.user = staff
    return menu_of(request)


def test_menu_shows_the_clerk_figures_and_reports_alone():
    groups = {
        group["label"]: [item["label"] for item in group["items"]] for group in menu(make_staff("clerk"))
    }
    assert groups == {
        "今日の仕事": ["今日の仕事"],
        "実績": [
            "四半期の入力",
            "提出状況",
            "年度の実績",
            "基準日の実績",
            "照会件数",
            "推移",
            "実績の訂正",
            "実績項目",
        ],
        "報告書": ["報告書"],
        "記録・設定": ["管理画面"],
    }


@pytest.mark.parametrize("key", [role.key for role in roles()])
def test_menu_leads_nowhere_that_is_closed(client: Client, key):
    staff = make_staff(key)
    client.force_login(staff)
    closed = [
        (item["url"], status)
        for group in menu(staff)
        for item in group["items"]
        if (status := client.get(item["url"], follow=True).status_code) != 200
    ]
    assert closed == []


@pytest.mark.parametrize(
    ("path", "label"), [("/", "今日の仕事"), ("/sites/", "設置場所"), ("/meetings/3/", "セキュリティ会議")]
)
def test_menu_marks_the_page_where_one_is(path, label):
    current = [
        item["label"]
        for group in menu(make_staff("auditor"), path)
        for item in group["items"]
        if item["current"]
    ]
    assert current == [label]
