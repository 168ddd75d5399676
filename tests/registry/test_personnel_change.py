"""A change of post in the admin and by file: it goes the way of a transfer, and says what ended."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.calendar import today, wareki
from core.models import Notice
from registry.models import Transfer
from tests.factories import (
    business_day,
    make_custodian,
    make_department,
    make_grant,
    make_reservation,
    make_staff,
)
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db

EVE = today() - timedelta(days=1)
FAR = business_day() + timedelta(days=400)


@pytest.fixture
def administrator():
    return make_staff("admin", name="管理 太郎", department=make_department())


@pytest.fixture
def person():
    """Somebody with all that a post can bring."""
    return make_staff(
        "applicant", "custodian", "clerk", name="山田 花子", department=make_department(section="戸籍課")
    )


@pytest.fixture
def elsewhere():
    return make_department(section="税務課")


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def test_department_that_is_changed_in_the_admin_is_a_transfer(desk, person, elsewhere):
    reservation = make_reservation(grant=make_grant(staff=person, ends_on=FAR))
    address = reverse("admin:core_staff_change", args=[person.pk])
    form = form_of(desk.get(address), "staff_form")
    assert len(form["groups"]) == 3
    done = desk.post(address, form | {"department": elsewhere.pk, "kana": "やまだ はなこ"}, follow=True)
    assert "山田 花子さんの異動を登録しました。次のものを終わらせました：" in text_of(done)
    person.refresh_from_db()
    reservation.refresh_from_db()
    assert (person.department, person.kana, person.is_staff) == (elsewhere, "やまだ はなこ", False)
    assert person.groups.count() == 0  # though they stood ticked in the form
    assert reservation.state == "cancelled"
    assert Transfer.objects.get().reason == "職員の登録画面での変更"


def test_mark_that_is_taken_off_in_the_admin_is_a_leaving(desk, person):
    make_custodian(staff=person)
    address = reverse("admin:core_staff_change", args=[person.pk])
    form = form_of(desk.get(address), "staff_form")
    del form["is_active"]
    desk.post(address, form)
    person.refresh_from_db()
    assert (person.is_active, Transfer.objects.get().to_department) == (False, None)
    assert person.custodianships.get().ends_on == EVE


def test_other_changes_in_the_admin_are_no_transfer(desk, person):
    address = reverse("admin:core_staff_change", args=[person.pk])
    form = form_of(desk.get(address), "staff_form")
    desk.post(address, form | {"name": "山田 華子"})
    person.refresh_from_db()
    assert (person.name, person.groups.count()) == ("山田 華子", 3)
    newcomer = make_staff("clerk")
    address = reverse("admin:core_staff_change", args=[newcomer.pk])
    desk.post(address, form_of(desk.get(address), "staff_form") | {"department": person.department_id})
    newcomer.refresh_from_db()
    assert (newcomer.department, newcomer.groups.count()) == (person.department, 1)  # a first department
    assert not Transfer.objects.exists()


def test_department_is_not_left_for_none(desk, person):
    address = reverse("admin:core_staff_change", args=[person.pk])
    form = form_of(desk.get(address), "staff_form")
    refused = desk.post(address, form | {"department": ""})
    assert "所属を空欄にはできません。" in text_of(refused)
    person.refresh_from_db()
    assert person.department is not None


def test_own_department_is_not_changed_in_the_admin(desk, administrator, elsewhere):
    address = reverse("admin:core_staff_change", args=[administrator.pk])
    form = form_of(desk.get(address), "staff_form")
    assert "department" not in form
    desk.post(address, form | {"department": elsewhere.pk})
    administrator.refresh_from_db()
    assert administrator.department != elsewhere


STAFF = "/admin/core/staff/"
HEADER = "職員番号,氏名,ふりがな,メールアドレス,所属コード,有効\n"


def upload(desk, text):
    page = form_of(desk.get(f"{STAFF}import/"), "import-form")
    page["import_file"] = SimpleUploadedFile("異動.csv", text.encode(), content_type="text/csv")
    return desk.post(f"{STAFF}import/", page)


def confirm(desk, preview):
    return desk.post(f"{STAFF}process_import/", form_of(preview, "confirm-form"), follow=True)


def test_personnel_change_by_file_is_shown_and_then_done(desk, person, elsewhere):
    grant = make_grant(staff=person, ends_on=FAR)
    leaves = make_staff("clerk", name="退職 二郎", department=make_department())
    before = person.department.code
    preview = upload(
        desk,
        HEADER
        + f"{person.username},山田 花子,,,{elsewhere.code},有\n"
        + f"{leaves.username},退職 二郎,,,{leaves.department.code},無\n",
    )
    body = text_of(preview)
    assert f"<del>{before}</del> <ins>{elsewhere.code}</ins>" in body
    assert f"操作権限「{grant.affair}」：{wareki(EVE)}で終了" in body
    grant.refresh_from_db()
    assert (grant.end_reason, Transfer.objects.count(), Notice.objects.count()) == ("", 0, 0)
    done = text_of(confirm(desk, preview))
    assert "追加0件、変更2件" in done
    assert f"山田 花子さん（{person.username}）の異動：操作権限「{grant.affair}」" in done
    assert f"退職 二郎さん（{leaves.username}）の異動：役割「実績入力」：取外し" in done
    for each in (person, leaves, grant):
        each.refresh_from_db()
    assert (person.department, leaves.is_active, grant.ends_on) == (elsewhere, False, EVE)
    assert (person.groups.count(), leaves.groups.count(), leaves.is_staff) == (0, 0, False)
    assert [each.reason for each in Transfer.objects.all()] == ["職員のファイル取込み（異動.csv）"] * 2


def test_file_in_which_one_line_may_not_be_changes_nothing(desk, person, administrator, elsewhere):
    make_grant(staff=person, ends_on=FAR)
    text = HEADER + (
        f"{person.username},山田 花子,,,{elsewhere.code},有\n"
        f"{administrator.username},管理 太郎,,,{elsewhere.code},有\n"
        f"{make_staff(department=make_department()).username},名前,,,,有\n"
    )
    faults = [(each.line, each.sentence) for each in upload(desk, text).context_data["faults"]]
    assert faults == [
        (3, "自分自身の異動は登録できません。別の管理者が登録してください。"),
        (4, "所属を空欄にはできません。退職した職員は「有効」の印を外してください。"),
    ]
    person.refresh_from_db()
    assert person.department != elsewhere
    assert not Transfer.objects.exists()


def test_file_is_not_taken_in_where_it_would_do_something_else_than_was_shown(desk, person, elsewhere):
    grant = make_grant(staff=person, ends_on=FAR)
    preview = upload(desk, HEADER + f"{person.username},山田 花子,,,{elsewhere.code},有\n")
    make_reservation(grant=grant)  # what the preview did not tell of
    assert "確認のあとに台帳が変わったため、取り込めませんでした。" in text_of(confirm(desk, preview))
    person.refresh_from_db()
    assert person.department != elsewhere
    assert not Transfer.objects.exists()
