import stat

import pytest
from django.core.management import CommandError, call_command

from core.errors import DomainError
from core.models import Department, Staff
from core.roles import roles
from registry.models import Custodian, Site
from registry.services.demo_accounts import PEOPLE, create_demo_accounts
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

PASSWORD = "mihon-no-aikotoba"


@pytest.fixture
def ward():
    """The departments of the published data, and the site of 住民記録."""
    for code in {person.department for person in PEOPLE.values()}:
        Department.objects.create(code=code, bureau=f"{code}部")
    Site.objects.create(code="resident-records", name="住民記録", kind=Site.Kind.RESIDENT_RECORDS)


@pytest.fixture
def checkout(tmp_path, settings, monkeypatch):
    """A checkout's folder of its own, and no password chosen."""
    monkeypatch.delenv("DAICHO_DEMO_PASSWORD", raising=False)
    settings.BASE_DIR = tmp_path
    return tmp_path


def test_demo_accounts_are_one_for_each_role(ward):
    accounts = create_demo_accounts(PASSWORD)
    assert [staff.username for staff in accounts] == [role.key for role in roles()]
    for role, staff in zip(roles(), accounts, strict=True):
        assert [group.name for group in staff.groups.all()] == [role.name]
        assert staff.is_staff == role.uses_admin
        assert staff.check_password(PASSWORD)
        assert not staff.is_superuser
        assert staff.department is not None


def test_demo_accounts_are_invented_people(ward):
    for staff in create_demo_accounts(PASSWORD):
        assert staff.name.startswith("見本 ")
        assert staff.email == ""
    assert Staff.objects.get(username="applicant").name == "見本 花子（所管課）"


def test_demo_custodian_manages_the_terminals_of_resident_records(ward):
    create_demo_accounts(PASSWORD)
    custodian = Custodian.objects.get()
    assert (custodian.staff.username, custodian.role) == ("custodian", Custodian.Role.MANAGER)
    assert custodian.site.kind == Site.Kind.RESIDENT_RECORDS
    assert list(Site.objects.visible_to(custodian.staff)) == [custodian.site]


def test_demo_custodian_does_not_replace_a_manager(ward):
    site = Site.objects.get()
    other = make_staff("custodian")
    Custodian.objects.create(site=site, staff=other, role=Custodian.Role.MANAGER, starts_on="2024-04-01")
    create_demo_accounts(PASSWORD)
    assert Custodian.objects.get().staff == other


def test_demo_accounts_again_change_nothing(ward):
    create_demo_accounts(PASSWORD)
    Staff.objects.filter(username="clerk").update(name="見本 名前を改めた人")
    Custodian.objects.update(ends_on="2023-12-31")
    before = list(Staff.objects.order_by("pk").values())
    create_demo_accounts(PASSWORD)
    assert list(Staff.objects.order_by("pk").values()) == before
    assert Custodian.objects.count() == 1


def test_demo_accounts_take_another_password(ward):
    create_demo_accounts(PASSWORD)
    create_demo_accounts("betsu-no-aikotoba")
    assert all(staff.check_password("betsu-no-aikotoba") for staff in Staff.objects.all())


def test_demo_accounts_need_the_published_departments():
    with pytest.raises(DomainError, match="load_municipality setagaya"):
        create_demo_accounts(PASSWORD)
    assert not Staff.objects.exists()


def test_demo_accounts_say_in_the_trail_what_they_were(ward):
    create_demo_accounts(PASSWORD)
    event = Staff.objects.get(username="clerk").events.get()
    assert event.pgh_context["action"] == "create_demo_accounts"


# --- The command -------------------------------------------------------------------------------------------


def test_create_demo_accounts_makes_a_password_up_and_keeps_it(ward, checkout, capsys):
    call_command("create_demo_accounts")
    first = capsys.readouterr().out
    kept = checkout / ".local" / "demo-password"
    password = kept.read_text(encoding="utf-8").strip()
    assert len(password) == 19
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert f"パスワード（全員共通）：{password}" in first
    assert Staff.objects.get(username="publisher").check_password(password)
    call_command("create_demo_accounts")
    assert capsys.readouterr().out == first


def test_create_demo_accounts_takes_the_password_that_was_chosen(ward, checkout, monkeypatch, capsys):
    monkeypatch.setenv("DAICHO_DEMO_PASSWORD", PASSWORD)
    call_command("create_demo_accounts")
    assert f"パスワード（全員共通）：{PASSWORD}\n" in capsys.readouterr().out
    assert Staff.objects.get(username="clerk").check_password(PASSWORD)
    assert not (checkout / ".local").exists()


def test_create_demo_accounts_lists_them_in_columns(ward, checkout, capsys):
    call_command("create_demo_accounts")
    header, applicant, *_ = capsys.readouterr().out.splitlines()
    assert header.split() == ["職員番号", "氏名", "所属"]
    assert applicant.split() == ["applicant", "見本", "花子（所管課）", "health-welfare-policy部"]


def test_create_demo_accounts_is_refused_where_the_settings_do_not_allow_it(ward, checkout, settings):
    settings.DEMO_ACCOUNTS_ALLOWED = False
    with pytest.raises(CommandError, match="本番"):
        call_command("create_demo_accounts")
    assert not Staff.objects.exists()
    assert not (checkout / ".local").exists()
