"""The pages of an operator ledger: the last one beside it, writing it in two windows, この日の台帳."""

from datetime import date

import pytest

from core.calendar import today, wareki
from registry.models import OperatorLedger
from registry.services.operator_ledger import Line, take_step, write_ledger
from tests.factories import (
    make_custodian,
    make_department,
    make_ledger,
    make_ledger_entry,
    make_ledger_round,
    make_site,
    make_site_grant,
    make_staff,
)
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make_staff("reviewer", name="審査 次郎")


@pytest.fixture
def site():
    return make_site(name="上町出張所", department=make_department(section="上町出張所"))


@pytest.fixture
def manager(site):
    return make_custodian(site=site, staff=make_staff("custodian", name="責任 者子")).staff


@pytest.fixture
def assistant(site):
    return make_custodian(site=site, role="assistant", staff=make_staff("custodian", name="補助 者男")).staff


@pytest.fixture
def ledger(site, manager):
    return make_ledger(site=site)


# --- The page ---------------------------------------------------------------------------------------


def test_page_shows_the_last_ledger_beside_the_new_one(client, site, manager):
    old = make_staff(name="古参 一子")
    earlier = make_ledger(old, site=site, state="confirmed", round=make_ledger_round(title="４月の異動"))
    new = make_ledger(make_staff(name="新人 二郎"), site=site)
    client.force_login(manager)
    body = text_of(client.get(f"/ledgers/{new.pk}/"))
    assert "前回（４月の異動）" in body
    assert "古参 一子" in body
    assert "―（権限は終わっています）" in body
    assert '<span class="badge badge-success">加わる</span>' in body
    assert "提出する" in body
    assert "起案する" not in body  # the manager submits at once
    assert "台帳を書く" in body
    assert earlier.pk != new.pk


def test_step_is_taken_on_the_page(client, ledger, manager, reviewer):
    client.force_login(manager)
    done = client.post(f"/ledgers/{ledger.pk}/submit/", {"version": 1, "comment": ""}, follow=True)
    assert "台帳を提出しました。住民記録の確認を待ちます。" in text_of(done)
    client.force_login(reviewer)
    body = text_of(client.get(f"/ledgers/{ledger.pk}/"))
    assert f'「加わる」職員に<span class="nowrap">{wareki(today())}</span>から' in body
    stale = client.post(f"/ledgers/{ledger.pk}/confirm/", {"version": 1})
    assert stale.status_code == 422
    done = client.post(f"/ledgers/{ledger.pk}/confirm/", {"version": 2}, follow=True)
    assert "操作権限に反映しました" in text_of(done)


def test_ledger_of_another_site_is_as_if_it_were_not(client, manager):
    other = make_ledger(make_staff(name="よその 人子"), site=make_site(name="よその出張所"))
    client.force_login(manager)
    for address in (f"/ledgers/{other.pk}/", f"/ledgers/{other.pk}/edit/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/ledgers/{other.pk}/submit/", {"version": 1}).status_code == 404
    for address in ("/ledgers/", "/ledgers/print/", "/ledgers/export/?format=csv"):
        assert "よその出張所" not in b"".join(client.get(address)).decode()


def test_resident_records_sees_every_ledger_and_writes_none(client, ledger, reviewer):
    client.force_login(reviewer)
    assert client.get(f"/ledgers/{ledger.pk}/").status_code == 200
    assert "台帳を書く" not in text_of(client.get(f"/ledgers/{ledger.pk}/"))
    assert client.get(f"/ledgers/{ledger.pk}/edit/").status_code == 403
    both = make_staff("reviewer", "custodian")  # sees all sites, answers for none
    client.force_login(both)
    assert client.get(f"/ledgers/{ledger.pk}/edit/").status_code == 404


# --- Writing on the page ----------------------------------------------------------------------------


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


def edit(ledger):
    return f"/ledgers/{ledger.pk}/edit/"


def test_department_of_the_site_is_offered_first_and_others_are_found(desk, ledger):
    make_staff(name="所内 花子", department=ledger.site.department)
    make_staff(name="退職 所子", department=ledger.site.department, is_active=False)
    make_staff(name="遠方 太郎", kana="えんぽう たろう")
    body = text_of(desk.get(edit(ledger)))
    assert "所内 花子" in body
    assert "退職 所子" not in body
    assert "遠方 太郎" not in body
    typed = form_of(desk.get(edit(ledger)), "form") | {"search": "エンポウ", "find": "1"}
    found = text_of(desk.post(edit(ledger), typed))
    assert "遠方 太郎" in found
    assert "所内 花子" not in found


def test_people_are_added_marked_and_saved(desk, ledger):
    holder = make_site_grant(site=ledger.site, staff=make_staff(name="外れ 子", department=make_department()))
    new = make_staff(name="新人 二郎", department=ledger.site.department)
    page = desk.get(edit(ledger))
    assert "外れ 子" in text_of(page)  # who holds a grant stands in the ledger, whenever it was given
    put = desk.post(edit(ledger), form_of(page, "form") | {"add": [str(new.pk)], "put": "1"})
    assert "未保存" in text_of(put)
    assert not ledger.entries.exists()
    typed = form_of(put, "form") | {
        f"change-{holder.staff_id}": "leaves",
        f"remarks-{new.pk}": "４月から",
        "save": "1",
    }
    done = desk.post(edit(ledger), typed, follow=True)
    assert "台帳を保存しました。" in text_of(done)
    assert {(each.staff_id, each.change, each.remarks) for each in ledger.entries.all()} == {
        (holder.staff_id, "leaves", ""),
        (new.pk, "joins", "４月から"),
    }


def test_joiner_is_taken_out_again(desk, ledger):
    entry = make_ledger_entry(ledger=ledger)
    typed = form_of(desk.get(edit(ledger)), "form") | {f"change-{entry.staff_id}": "gone", "save": "1"}
    desk.post(edit(ledger), typed)
    assert not ledger.entries.exists()


def test_stolen_or_made_up_keys_add_nobody(desk, ledger):
    gone = make_staff(name="退職 二郎", is_active=False)
    typed = form_of(desk.get(edit(ledger)), "form")
    for key in (str(gone.pk), "99999999", "x", "²", "9" * 40):
        answer = desk.post(edit(ledger), typed | {"add": [key], "save": "1"})
        assert answer.status_code == 302
    assert not ledger.entries.exists()
    answer = desk.post(edit(ledger), {"save": "1"})  # without all that the page sends
    assert answer.status_code == 200
    assert "もう一度保存してください。" in text_of(answer)


def test_remark_with_a_my_number_is_refused_and_kept_on_the_page(desk, ledger):
    entry = make_ledger_entry(ledger=ledger)
    typed = form_of(desk.get(edit(ledger)), "form") | {
        f"remarks-{entry.staff_id}": "123456789018",
        "save": "1",
    }
    body = text_of(desk.post(edit(ledger), typed))
    assert "12桁の数字があります" in body
    assert 'value="123456789018"' in body
    entry.refresh_from_db()
    assert entry.remarks == ""


def test_second_window_is_refused_with_what_changed_and_keeps_what_was_typed(desk, ledger, assistant):
    first, second, third = (
        make_ledger_entry(ledger=ledger, staff=make_staff(name=name)) for name in ("一子", "二子", "三子")
    )
    mine = form_of(desk.get(edit(ledger)), "form")
    write_ledger(
        ledger,
        lines=[
            Line(first.staff_id, "joins", "相手の備考"),
            Line(third.staff_id, "joins"),
            Line(assistant.pk, "joins"),
        ],
        version=1,
        actor=assistant,
    )
    typed = mine | {f"remarks-{third.staff_id}": "わたしの備考", "save": "1"}
    refused = desk.post(edit(ledger), typed)
    body = text_of(refused)
    assert "この画面を開いたあとに、補助 者男がこの台帳を変更しました（" in body
    for change in ("一子：備考", "二子：取りやめ", "補助 者男：追加（加わる）"):
        assert change in body
    assert OperatorLedger.objects.get(pk=ledger.pk).version == 2
    shown = form_of(refused, "form")
    assert shown[f"remarks-{first.staff_id}"] == "相手の備考"
    assert shown[f"remarks-{third.staff_id}"] == "わたしの備考"
    assert f"remarks-{second.staff_id}" not in shown
    desk.post(edit(ledger), shown | {"save": "1"})
    assert {(each.staff_id, each.remarks) for each in ledger.entries.all()} == {
        (first.staff_id, "相手の備考"),
        (third.staff_id, "わたしの備考"),
        (assistant.pk, ""),
    }


def test_submitted_ledger_leads_back_to_its_page(desk, ledger, manager):
    take_step("submit", ledger, actor=manager)
    answer = desk.get(edit(ledger), follow=True)
    assert answer.redirect_chain == [(f"/ledgers/{ledger.pk}/", 302)]
    assert "この台帳は、いまは直せません。" in text_of(answer)


# --- この日の台帳 -------------------------------------------------------------------------------------


@pytest.fixture
def over(site):
    return make_site_grant(
        site=site,
        staff=make_staff(name="以前 の人", department=make_department()),
        starts_on=date(2024, 4, 1),
        ends_on=date(2025, 3, 31),
    )


@pytest.mark.parametrize("day", ["令和7年3月31日", "Ｒ７．３．３１", "2025-03-31", "20250331", "令7/3/31"])
def test_ledger_of_any_day_is_read_however_the_day_is_written(desk, site, over, day):
    make_site_grant(site=site, staff=make_staff(name="いまの 人", department=make_department()))
    body = text_of(desk.get(f"/sites/{site.pk}/operators/", {"on": day}))
    assert "上町出張所の操作者（令和7年3月31日）" in body
    assert "以前 の人" in body
    assert "いまの 人" not in body


def test_ledger_of_today_is_shown_without_a_day_and_printed(desk, site, over):
    make_site_grant(site=site, staff=make_staff(name="いまの 人", department=make_department()))
    for address in ("", "print/", "export/?format=csv"):
        body = b"".join(desk.get(f"/sites/{site.pk}/operators/{address}")).decode()
        assert "いまの 人" in body
        assert "以前 の人" not in body
    body = text_of(desk.get(f"/sites/{site.pk}/operators/?on=R7.3.31"))
    assert f"/sites/{site.pk}/operators/print/?on=R7.3.31" in body
    assert "以前 の人" in text_of(desk.get(f"/sites/{site.pk}/operators/print/?on=R7.3.31"))


def test_impossible_day_shows_nobody_and_says_so(desk, site, over):
    body = text_of(desk.get(f"/sites/{site.pk}/operators/", {"on": "令和7年2月30日"}))
    assert "令和7年2月30日という日付はありません。" in body
    assert "以前 の人" not in body


def test_ledger_of_the_day_is_the_own_sites_alone(desk):
    other = make_site()
    assert desk.get(f"/sites/{other.pk}/operators/").status_code == 404
    desk.force_login(make_staff("applicant"))
    assert desk.get(f"/sites/{other.pk}/operators/").status_code == 403
