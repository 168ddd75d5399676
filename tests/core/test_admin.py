"""The admin of every register, and that of the shared ground."""

from datetime import date

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from core.history import history_of
from core.models import AccessEvent, Department, Municipality, Report, Section, Staff
from mynumber.models import AgendaItem
from tests.factories import (
    PASSWORD,
    make_agenda_item,
    make_department,
    make_meeting,
    make_municipality,
    make_report,
    make_section,
    make_staff,
)
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db


def page(name, record=None, model=None):
    model = model or type(record)
    address = f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}"
    return reverse(address, args=[record.pk] if record is not None else [])


@pytest.fixture
def root():
    return make_staff(is_staff=True, is_superuser=True, name="全権 一郎")


@pytest.fixture
def desk(client, root):
    client.force_login(root)
    return client


def desk_of(*roles, **fields):
    client = Client()
    client.force_login(make_staff(*roles, **fields))
    return client


# --- Every register -------------------------------------------------------------------------------


def test_every_list_form_and_search_opens(desk):
    for model in admin.site._registry:
        assert desk.get(page("changelist", model=model)).status_code == 200, model
        assert desk.get(page("changelist", model=model), {"q": "あ b"}).status_code == 200, model
        assert desk.get(page("add", model=model)).status_code in (200, 403), model


def test_nobody_deletes_a_record(rf, root):
    """Records are ended. Only lines go, with the record that holds them at hand."""
    request = rf.get("/")
    request.user = root
    for model, site in admin.site._registry.items():
        assert not site.has_delete_permission(request), model
        assert "delete_selected" not in site.get_actions(request), model
        for inline in site.get_inline_instances(request):
            may = inline.can_delete and inline.has_delete_permission(request)
            assert may == ("delete" in inline.model._meta.default_permissions), inline


def test_search_takes_for_the_same_what_people_do(desk):
    make_department(bureau="地域行政部", section="ﾏｲﾅﾝﾊﾞｰ担当課")
    make_department(bureau="総務部", section="区政情報課")
    text = text_of(desk.get(page("changelist", model=Department), {"q": "マイナンバー 地域"}))
    assert "ﾏｲﾅﾝﾊﾞｰ担当課" in text
    assert 'class="field-__str__"' in text
    assert text.count('class="field-__str__"') == 1


def test_forms_read_days_in_any_spelling_and_show_them_in_one(desk):
    department = make_department()
    url = page("change", department)
    desk.post(url, form_of(desk.get(url), "department_form") | {"starts_on": "Ｈ３１．４．３０"})
    department.refresh_from_db()
    assert department.starts_on.isoformat() == "2019-04-30"
    assert 'value="平成31年4月30日"' in text_of(desk.get(url))


def test_record_that_is_not_there_is_not_found(desk):
    assert desk.get("/admin/core/department/999999/change/").status_code == 404
    assert desk.get("/admin/core/department/x/change/").status_code == 404


# --- History --------------------------------------------------------------------------------------


def test_history_tells_the_lines_with_their_record(desk, root):
    meeting = make_meeting(number=1)
    make_agenda_item(meeting=meeting, title="運用状況について")
    url = page("change", meeting)
    form = form_of(desk.get(url), "meeting_form")
    desk.post(url, form | {"held_on": "令和4年8月18日", "agenda_items-0-DELETE": "on"})
    assert not meeting.agenda_items.exists()
    newest = history_of(meeting, [AgendaItem])[0]
    assert (newest.who, newest.action) == ("全権 一郎", "画面での入力")
    changes = {
        (change.line, change.done): [(each.label, each.before, each.after) for each in change.fields]
        for change in newest.changes
    }
    assert changes == {
        ("", "変更"): [("開催日", "令和4年7月1日", "令和4年8月18日")],
        ("議題", "削除"): [
            ("種別", "報告事項", None),
            ("件名", "運用状況について", None),
        ],
    }
    text = text_of(desk.get(page("history", meeting)))
    assert "開催日：令和4年7月1日 → 令和4年8月18日" in text
    assert "議題を削除" in text


@pytest.mark.django_db(transaction=True)
def test_history_goes_back_in_time():
    """Each of these is a transaction of its own, and so has a time of its own."""
    meeting = make_meeting()
    make_agenda_item(meeting=meeting)
    meeting.held_on = date(2022, 8, 1)
    meeting.save()
    steps = history_of(meeting, [AgendaItem])
    assert [(each.changes[0].line, each.changes[0].done) for each in steps] == [
        ("", "変更"),
        ("議題", "登録"),
        ("", "登録"),
    ]


def test_history_names_people_and_records_not_keys(desk):
    department = make_department(bureau="総務部", section="区政情報課")
    staff = make_staff(name="異動 前子")
    url = page("change", staff)
    desk.post(url, form_of(desk.get(url), "staff_form") | {"department": department.pk})
    (change,) = history_of(staff)[0].changes
    (field,) = change.fields
    assert (field.label, field.before, field.after) == ("所属", "（空欄）", "総務部 区政情報課")


def test_history_costs_the_same_however_long_it_is(desk, django_assert_max_num_queries):
    meeting = make_meeting()
    for _ in range(30):
        make_agenda_item(meeting=meeting)
    with django_assert_max_num_queries(6):
        assert len(history_of(meeting, [AgendaItem])) == 1


# --- Municipality ---------------------------------------------------------------------------------


def test_municipality_is_added_once(desk):
    assert desk.get(page("add", model=Municipality)).status_code == 200
    make_municipality()
    assert desk.get(page("add", model=Municipality)).status_code == 403


# --- People ---------------------------------------------------------------------------------------


def test_new_person_gets_a_first_password():
    desk = desk_of("admin")
    url = page("add", model=Staff)
    form = form_of(desk.get(url), "staff_form") | {
        "username": "2001",
        "name": "新人 三郎",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    assert desk.post(url, form).status_code == 302
    staff = Staff.objects.get(username="2001")
    assert staff.check_password(PASSWORD)
    assert not staff.is_superuser


def test_person_gets_roles_and_no_permission_alone():
    staff = make_staff()
    desk = desk_of("admin")
    url = page("change", staff)
    form = form_of(desk.get(url), "staff_form")
    assert "user_permissions" not in form
    assert "is_superuser" not in form
    clerk = Group.objects.get(name="実績入力")
    response = desk.post(url, form | {"groups": [clerk.pk], "is_superuser": "on"})
    assert response.status_code == 302
    staff.refresh_from_db()
    assert list(staff.groups.all()) == [clerk]
    assert not staff.is_superuser


def test_role_that_was_given_and_taken_stands_in_the_history(desk):
    staff = make_staff("clerk")
    url = page("change", staff)
    reviewer = Group.objects.get(name="住民記録（審査）")
    desk.post(url, form_of(desk.get(url), "staff_form") | {"groups": [reviewer.pk]})
    text = text_of(desk.get(page("history", staff)))
    assert "役割を登録" in text
    assert "グループ：住民記録（審査）" in text
    assert "役割を削除" in text
    assert "グループ：実績入力" in text


def test_nobody_gives_oneself_a_role():
    administrator = make_staff("admin")
    desk = Client()
    desk.force_login(administrator)
    url = page("change", administrator)
    form = form_of(desk.get(url), "staff_form")
    approver = Group.objects.get(name="住民記録（承認）")
    desk.post(url, form | {"groups": [approver.pk], "name": "改名 四郎"})
    administrator.refresh_from_db()
    assert administrator.name == "改名 四郎"
    assert [group.name for group in administrator.groups.all()] == ["管理者"]


def test_administrator_does_not_take_over_a_superuser(root):
    desk = desk_of("admin")
    password = reverse("admin:auth_user_password_change", args=[root.pk])
    new = {"usable_password": "true", "password1": "another one " * 2, "password2": "another one " * 2}
    assert desk.post(password, new).status_code == 403
    assert desk.post(page("change", root), {"username": "x"}).status_code == 403
    root.refresh_from_db()
    assert root.check_password(PASSWORD)


@pytest.mark.parametrize("role", ["clerk", "reviewer", "mynumber", "privacy"])
def test_people_are_for_the_administrator(role):
    desk = desk_of(role)
    assert desk.get(page("changelist", model=Staff)).status_code == 403
    assert desk.get(page("add", model=Staff)).status_code == 403


def test_roles_are_read_and_not_changed(desk):
    group = Group.objects.get(name="実績入力")
    make_staff("clerk", name="入力 花子")
    text = text_of(desk.get(page("change", group)))
    assert "自分の課の実績を四半期ごとに入力して提出し、訂正を申し出ます。" in text
    assert "実績（フロー）：登録・変更・閲覧" in text
    assert "入力 花子" in text
    assert desk.post(page("change", group), {"name": "x"}).status_code == 403
    assert desk.get(page("add", model=Group)).status_code == 403


def test_access_log_is_read_and_not_changed(desk):
    event = AccessEvent.objects.create(kind="login", staff_name="入力 花子")
    assert "入力 花子" in text_of(desk.get(page("changelist", model=AccessEvent)))
    assert desk.post(page("change", event), {"staff_name": "x"}).status_code == 403
    assert desk.get(page("add", model=AccessEvent)).status_code == 403


# --- Reports and their sections -------------------------------------------------------------------


@pytest.mark.parametrize("deed", ["add", "change", "delete"])
def test_sections_are_read_here_and_written_at_the_report_desk(desk, deed):
    section = make_section(report=make_report(number=361), body="はじめの文。")
    text = text_of(desk.get(page("change", section)))
    assert '<a href="/reports/361/outline/">報告第361号の節と本文</a>' in text
    assert "<textarea" not in text
    address = page("add", model=Section) if deed == "add" else page(deed, section)
    assert desk.post(address, {"post": "yes", "heading": "新しい", "body": "別の文。"}).status_code == 403
    assert Section.objects.get().body == "はじめの文。"


def test_sections_are_listed_as_they_print(desk):
    report = make_report()
    make_municipality("世田谷区")
    first = make_section(report=report, order=1, heading="運用状況")
    make_section(report=report, order=9, heading="＊実績")
    make_section(report=report, order=5, parent=first, heading="{{ municipality }}の端末")
    make_section(report=report, order=6, parent=first, heading="窓口", numbering="bracketed")
    make_section(report=make_report(), heading="よその節")
    text = text_of(desk.get(page("changelist", model=Section), {"report__id__exact": report.pk}))
    printed = ["運用状況", "　世田谷区の端末", "　＜窓口＞", "＊実績"]
    positions = [text.index(f">{heading}</a>") for heading in printed]
    assert positions == sorted(positions)
    assert '<td class="field-place">１（１）</td>' in text
    assert "よその節" not in text


def test_line_ends_of_a_browser_are_no_change(desk):
    report = make_report(preamble="一行目\n二行目")
    form = form_of(desk.get(page("change", report)), "report_form")
    sent = {
        name: value.replace("\n", "\r\n") if isinstance(value, str) else value for name, value in form.items()
    }
    assert desk.post(page("change", report), sent).status_code == 302
    report.refresh_from_db()
    assert report.preamble == "一行目\n二行目"
    assert len(history_of(report)) == 1


@pytest.mark.parametrize(
    ("role", "kind", "fiscal_year", "status"),
    [
        ("mynumber", "annual_security", 2022, 302),
        ("mynumber", "privacy_review", None, 404),
        ("privacy", "privacy_review", None, 302),
        ("privacy", "annual_security", 2022, 404),
        ("clerk", "annual_security", 2022, 404),
    ],
)
def test_report_is_written_by_those_who_draft_its_kind(desk, role, kind, fiscal_year, status):
    report = make_report(kind=kind, fiscal_year=fiscal_year)
    form = form_of(desk.get(page("change", report)), "report_form")
    assert desk_of(role).post(page("change", report), form).status_code == status


def test_new_report_is_of_a_kind_that_one_drafts():
    text = text_of(desk_of("privacy").get(page("add", model=Report)))
    assert 'value="privacy_review"' in text
    assert 'value="annual_security"' not in text


def test_report_refuses_a_fact_that_is_none(desk):
    report = make_report()
    form = form_of(desk.get(page("change", report)), "report_form")
    response = desk.post(page("change", report), form | {"preamble": "{{ ordinance }}に基づき報告する。"})
    assert "{{ ordinance }}という項目はありません。" in text_of(response)
