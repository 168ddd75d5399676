"""Terminals and sites out to a file and in again, through the admin."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.files.csv import read_csv
from core.models import AccessEvent
from registry.models import Affair, Custodian, Site, Terminal
from tests.factories import (
    make_custodian,
    make_department,
    make_reservation,
    make_site,
    make_staff,
    make_terminal,
)
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db

TERMINALS = "/admin/registry/terminal/"
HEADER = "端末番号,設置場所コード,今の設置場所に置いた日,予約を受け付ける,設置日,撤去日,備考\n"


@pytest.fixture
def reviewer():
    return make_staff("reviewer", name="審査 次郎")


@pytest.fixture
def desk(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def site():
    return make_site(code="uemachi", name="上町")


def upload(desk, text, register=TERMINALS, encoding="utf-8-sig"):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    page = form_of(desk.get(f"{register}import/"), "import-form")
    page["import_file"] = SimpleUploadedFile("terminals.csv", data, content_type="text/csv")
    return desk.post(f"{register}import/", page)


def confirm(desk, preview, register=TERMINALS):
    return desk.post(f"{register}process_import/", form_of(preview, "confirm-form"), follow=True)


# --- Out ------------------------------------------------------------------------------------------


def test_export_holds_what_is_filtered_and_is_logged(desk, reviewer, site):
    make_terminal(number="T-001", site=site, starts_on=date(2023, 3, 20), remarks="=1+1")
    make_terminal(number="T-002", site=make_site())
    response = desk.get(f"{TERMINALS}export/", {"site__id__exact": site.pk})
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert b"'=1+1" in response.content
    (row,) = read_csv(response.content).rows
    assert row.values == {
        "端末番号": "T-001",
        "設置場所コード": "uemachi",
        "今の設置場所に置いた日": "",
        "予約を受け付ける": "無",
        "設置日": "2023-03-20",
        "撤去日": "",
        "備考": "=1+1",
    }
    event = AccessEvent.objects.get(kind="export")
    assert (event.staff, event.subject) == (reviewer, "統合端末")


def test_export_comes_in_again_unchanged(desk, site):
    make_terminal(number="T-001", site=site, starts_on=date(2023, 3, 20), remarks="=1+1")
    preview = upload(desk, desk.get(f"{TERMINALS}export/").content)
    assert text_of(preview).count("<td>変更なし</td>") == 1
    assert "ファイルを取り込みました：追加0件、変更0件、変更なし1件" in text_of(confirm(desk, preview))


# --- In -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_file_is_shown_first_and_saved_when_confirmed(desk, reviewer, site, encoding):
    make_terminal(number="T-001", site=site, remarks="窓口")
    text = HEADER + "T-001,uemachi,,無,,,奥の部屋\nT-002,uemachi,,無,令和５年３月２０日,,\n"
    preview = upload(desk, text, encoding=encoding)
    assert "<del>窓口</del> <ins>奥の部屋</ins>" in text_of(preview)
    assert "style=" not in text_of(preview)
    assert Terminal.objects.count() == 1
    response = confirm(desk, preview)
    assert "ファイルを取り込みました：追加1件、変更1件、変更なし0件" in text_of(response)
    added = Terminal.objects.get(number="T-002")
    assert (added.site, added.starts_on) == (site, date(2023, 3, 20))
    context = added.events.get().pgh_context
    assert (context["action"], context["reason"], context["name"]) == (
        "import",
        "terminals.csv",
        "審査 次郎",
    )


def test_every_fault_is_shown_with_its_line_and_nothing_is_saved(desk, site):
    text = HEADER + (
        "T-001,nowhere,,無,きのう,,\n"
        "T-002,uemachi,,無,,,\n"
        "\n"
        ",uemachi,,無,,,\n"
        "T-003,uemachi,,無,2023-04-01,2023-03-31,\n"
        "T-002,uemachi,,無,,,\n"
        "T-004,uemachi,,無,,,連絡先 123456789018\n"
    )
    response = upload(desk, text)
    assert "confirm_form" not in response.context_data
    faults = [(fault.line, fault.sentence) for fault in response.context_data["faults"]]
    assert [line for line, _ in faults] == [2, 2, 5, 6, 7, 8]
    assert "設置場所コード：「nowhere」という設置場所コードはありません。" in faults[0][1]
    assert "設置日：日付として読めません。" in faults[1][1]
    assert "端末番号" in faults[2][1]
    assert "終了日が開始日より前になっています。" in faults[3][1]
    assert "端末番号「T-002」の行が２つあります。" in faults[4][1]
    assert "備考：個人番号（マイナンバー）と思われる12桁の数字があります。" in faults[5][1]
    assert not Terminal.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEADER.strip() + ",色\nT-1,a,,無,,,,赤\n", "「色」という列は使えません。"),
        ("端末番号,設置場所コード\nT-1,a\n", "見出しに「備考」がありません。"),
        ("", "ファイルが空です。"),
        (HEADER.encode() + b"T-001,\xff\xfe,,,,,\n", "2行目"),
    ],
)
def test_file_of_another_shape_is_refused(desk, text, sentence):
    assert sentence in text_of(upload(desk, text))
    assert not Terminal.objects.exists()


def test_confirmation_of_a_file_that_is_gone_asks_for_it_again(desk, site):
    preview = upload(desk, HEADER + "T-001,uemachi,,無,,,\n")
    confirm(desk, preview)
    assert "もう一度ファイルを選んでください。" in text_of(confirm(desk, preview))
    assert Terminal.objects.count() == 1


def test_confirmation_leads_to_no_other_file(desk, site):
    """A made-up name finds nothing, neither among the machine's temporary files nor above them."""
    form = form_of(upload(desk, HEADER + "T-001,uemachi,,無,,,\n"), "confirm-form")
    with tempfile.NamedTemporaryFile(suffix=".csv") as other:
        other.write((HEADER + "T-002,uemachi,,無,,,\n").encode())
        other.flush()
        for name in (other.name, Path(other.name).name, f"../{Path(other.name).name}"):
            response = desk.post(
                f"{TERMINALS}process_import/", form | {"import_file_name": name}, follow=True
            )
            assert "もう一度ファイルを選んでください。" in text_of(response)
        assert Path(other.name).exists()
    assert not Terminal.objects.exists()


def test_register_that_changed_since_the_preview_takes_nothing(desk, site):
    make_site(code="kamiuma")
    preview = upload(desk, HEADER + "T-001,kamiuma,,無,,,\nT-002,uemachi,,無,,,\n")
    Site.objects.filter(pk=site.pk).update(code="elsewhere")
    assert "取り込めませんでした" in text_of(confirm(desk, preview))
    assert not Terminal.objects.exists()


def test_sites_and_affairs_are_brought_in(desk):
    make_department(code="juki")
    sites = (
        "設置場所コード,設置場所,略称,種別,所属コード,設置日,廃止日,備考,並び順\n"
        "kamiuma,上馬まちづくりセンター,上馬,まちづくりセンター,juki,R5.3.20,,,１０\n"
    )
    confirm(desk, upload(desk, sites, register="/admin/registry/site/"), register="/admin/registry/site/")
    site = Site.objects.get()
    assert (site.code, site.kind, site.department.code, site.order) == (
        "kamiuma",
        "town_centre",
        "juki",
        10,
    )
    affairs = "事務コード,事務,開始日,終了日,並び順\nresident_tax,住民税,,,\n"
    register = "/admin/registry/affair/"
    confirm(desk, upload(desk, affairs, register=register), register=register)
    assert (Affair.objects.get().name, Affair.objects.get().order) == ("住民税", 0)


def test_files_are_for_those_with_the_right(client):
    client.force_login(make_staff("clerk"))
    assert client.get(f"{TERMINALS}export/").status_code == 403
    assert client.get(f"{TERMINALS}import/").status_code == 403
    reader = make_staff("mynumber")
    client = Client()
    client.force_login(reader)
    assert client.get(f"{TERMINALS}export/").status_code == 200
    assert client.get(f"{TERMINALS}import/").status_code == 403
    assert client.post(f"{TERMINALS}process_import/").status_code == 403


def test_file_that_would_overwrite_a_change_made_meanwhile_takes_nothing(desk, site):
    terminal = make_terminal(number="T-001", site=site, remarks="窓口")
    preview = upload(desk, HEADER + "T-001,uemachi,,無,,,奥の部屋\n")
    assert "<del>窓口</del> <ins>奥の部屋</ins>" in text_of(preview)
    Terminal.objects.filter(pk=terminal.pk).update(remarks="ほかの人の備考")
    assert "取り込めませんでした" in text_of(confirm(desk, preview))
    terminal.refresh_from_db()
    assert terminal.remarks == "ほかの人の備考"


def test_terminal_is_moved_by_file_with_its_day_alone(desk, site):
    terminal = make_terminal(number="T-001", site=make_site(code="kamiuma"))
    refused = upload(desk, HEADER + "T-001,uemachi,,無,,,\n")
    (fault,) = refused.context_data["faults"]
    assert (fault.line, "移した日を入れてください。" in fault.sentence) == (2, True)
    confirm(desk, upload(desk, HEADER + "T-001,uemachi,R8.4.1,有,,,\n"))
    terminal.refresh_from_db()
    assert (terminal.site, terminal.placed_on, terminal.is_shared) == (site, date(2026, 4, 1), True)
    assert terminal.former_placements.get().ends_on == date(2026, 3, 31)


def test_terminal_with_bookings_is_not_taken_away_by_file(desk, site):
    reservation = make_reservation(terminal=make_terminal(number="T-001", site=site, is_shared=True))
    refused = upload(desk, HEADER + "T-001,uemachi,,有,,2026-01-01,\n")
    (fault,) = refused.context_data["faults"]
    assert fault.sentence.startswith("この端末には予約が残っています。")
    reservation.terminal.refresh_from_db()
    assert reservation.terminal.ends_on is None


# --- Custodians -----------------------------------------------------------------------------------

CUSTODIANS = "/admin/registry/custodian/"
OFFICES = "設置場所コード,職員番号,役割,就任日,退任日\n"


def test_custodians_are_brought_in_by_site_person_role_and_first_day(desk, site):
    former = make_custodian(site=site, starts_on=date(2022, 4, 1))
    new, helper = make_staff(), make_staff()
    text = OFFICES + (
        f"uemachi,{former.staff.username},端末機管理責任者,令和４年４月１日,R8.3.31\n"
        f"uemachi,{new.username},端末機管理責任者,2026-04-01,\n"
        f"uemachi,{helper.username},補助者,2026/4/1,\n"
    )
    preview = upload(desk, text, register=CUSTODIANS)
    assert "<ins>2026-03-31</ins>" in text_of(preview)
    done = confirm(desk, preview, register=CUSTODIANS)
    assert "追加2件、変更1件、変更なし0件" in text_of(done)
    rows = Custodian.objects.order_by("role", "starts_on").values_list(
        "staff", "role", "starts_on", "ends_on"
    )
    assert list(rows) == [
        (helper.pk, "assistant", date(2026, 4, 1), None),
        (former.staff_id, "manager", date(2022, 4, 1), date(2026, 3, 31)),
        (new.pk, "manager", date(2026, 4, 1), None),
    ]


def test_custodians_go_out_and_come_in_again_unchanged(desk, site):
    make_custodian(site=site)
    make_custodian(site=site, role="assistant", ends_on=date(2023, 3, 31))
    preview = upload(desk, desk.get(f"{CUSTODIANS}export/").content, register=CUSTODIANS)
    assert text_of(preview).count("<td>変更なし</td>") == 2


def test_every_fault_of_custodians_is_told_at_once(desk, site):
    gone = make_staff(username="9001", name="退職 二郎", is_active=False)
    manager = make_custodian(site=site)
    second = make_staff()
    text = OFFICES + (
        "nowhere,0000,係長,きのう,\n"
        f"uemachi,{gone.username},補助者,R8.4.1,\n"
        f"uemachi,{second.username},端末機管理責任者,R8.4.1,\n"
        f"uemachi,{second.username},補助者,R8.4.1,\n"
        f"uemachi,{second.username},補助者,2026-04-01,\n"
        f"uemachi,{second.username},補助者,,\n"
    )
    answer = upload(desk, text, register=CUSTODIANS)
    faults = [(fault.line, fault.sentence) for fault in answer.context_data["faults"]]
    assert [line for line, _ in faults] == [2, 2, 2, 2, 3, 4, 6, 7]
    assert faults[0][1] == "設置場所コード：「nowhere」という設置場所コードはありません。"
    assert faults[1][1] == "職員番号：「0000」という職員番号はありません。"
    assert faults[2][1] == "役割：端末機管理責任者、補助者のどれかを入れてください。"
    assert faults[3][1].startswith("就任日：日付として読めません。")
    assert faults[4][1] == "職員番号：退職 二郎さんは、いまは在職していません。"
    assert faults[5][1].startswith("この設置場所には、同じ期間に端末機管理責任者がすでにいます。")
    assert "の行が２つあります。" in faults[6][1]
    assert faults[7][1] == "就任日：入れてください。"
    assert list(Custodian.objects.all()) == [manager]
