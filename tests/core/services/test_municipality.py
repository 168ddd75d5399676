import json

import pytest
from django.core.management import CommandError, call_command

from core.errors import DomainError
from core.models import Department, Municipality
from core.services.municipality import load_municipality
from mynumber.models import Window
from tests.factories import make_department

pytestmark = pytest.mark.django_db


PLACES = [
    {"model": "core.municipality", "fields": {"name": "架空市"}},
    {"model": "core.department", "fields": {"code": "first", "bureau": "総務部"}},
    {"model": "core.department", "fields": {"code": "second", "bureau": "区民部"}},
]


def window(key):
    return [{"model": "mynumber.window", "pk": key, "fields": {"name": "窓口", "at_issuance": True}}]


def hours(key, closes_at="17:00"):
    fields = {"window": key, "opens_at": "09:00", "closes_at": closes_at}
    return [{"model": "mynumber.windowhours", "fields": fields}]


def write(folder, **files):
    for name, rows in files.items():
        (folder / f"{name}.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


@pytest.fixture
def folder(tmp_path, settings):
    """A municipality's folder: a name, two departments, a window and hours that point to it."""
    settings.FIXTURE_DIRS = [tmp_path]
    folder = tmp_path / "kakuu"
    folder.mkdir()
    write(folder, c_hours=hours(7), b_windows=window(7), a_places=PLACES)
    return folder


def test_load_municipality_enters_every_row(folder):
    assert load_municipality("kakuu") == 5
    assert Municipality.name_of_only() == "架空市"
    assert set(Department.objects.values_list("code", flat=True)) == {"first", "second"}


def test_load_municipality_keeps_what_rows_point_to_without_their_keys(folder):
    other = Window.objects.create(name="前からある窓口", at_issuance=True)
    write(folder, b_windows=window(other.pk), c_hours=hours(other.pk))
    load_municipality("kakuu")
    other.refresh_from_db()
    assert other.name == "前からある窓口"
    assert other.hours.count() == 0
    assert Window.objects.get(name="窓口").hours.count() == 1


def test_load_municipality_twice_changes_nothing(folder):
    load_municipality("kakuu")
    Department.objects.filter(code="first").update(bureau="改めた部")
    assert load_municipality("kakuu") == 0
    assert Department.objects.get(code="first").bureau == "改めた部"
    assert Department.objects.count() == 2


def test_load_municipality_overwrites_nothing_and_enters_nothing_then(folder):
    make_department(code="first", bureau="前からある部", section="")
    make_department(code="second", bureau="もう一つの部", section="")
    with pytest.raises(DomainError) as refused:
        load_municipality("kakuu")
    assert refused.value.reasons[:2] == (
        "部課「総務部」はすでに登録されています。",
        "部課「区民部」はすでに登録されています。",
    )
    assert not Municipality.objects.exists()
    assert Department.objects.get(code="first").bureau == "前からある部"


def test_load_municipality_refuses_a_row_that_breaks_a_rule_of_the_database(folder):
    write(folder, c_hours=hours(7, closes_at="08:00"))
    with pytest.raises(DomainError, match="mynumber_windowhours_closes_after_opening"):
        load_municipality("kakuu")
    assert not Municipality.objects.exists()


def test_load_municipality_names_those_there_are(folder):
    (folder.parent / "empty").mkdir()
    with pytest.raises(DomainError) as refused:
        load_municipality("nowhere")
    assert str(refused.value) == (
        "「nowhere」という自治体のデータはありません。あるもの：kakuu。名前を確かめてください。"
    )


def test_load_municipality_does_not_leave_the_fixture_folders(folder):
    with pytest.raises(DomainError):
        load_municipality("../kakuu")


def test_load_municipality_says_in_the_trail_what_it_was(folder):
    load_municipality("kakuu")
    event = Department.objects.get(code="first").events.get()
    assert event.pgh_context["action"] == "load_municipality"
    assert event.pgh_context["reason"] == "公表されたデータの登録（kakuu）"


def test_load_municipality_command_says_what_it_did(folder, capsys):
    call_command("load_municipality", "kakuu")
    call_command("load_municipality", "kakuu")
    assert capsys.readouterr().out.splitlines() == [
        "架空市のデータ5行を登録しました。",
        "架空市のデータはすでに登録されています。何も変更していません。",
    ]
    with pytest.raises(CommandError, match="nowhere"):
        call_command("load_municipality", "nowhere")
