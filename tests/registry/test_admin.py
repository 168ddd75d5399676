"""The admin of the Juki-net's registers."""

from datetime import date

import pytest
from django.urls import reverse

from core.models import OfficeDay
from registry.models import BookingTerms, Custodian, Purpose
from tests.factories import make_custodian, make_site, make_staff, make_terminal
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_staff("reviewer"))
    return client


def change_page(record):
    return reverse(f"admin:registry_{record._meta.model_name}_change", args=[record.pk])


def save_site(desk, site, **typed):
    url = change_page(site)
    return desk.post(url, form_of(desk.get(url), "site_form") | typed)


def test_terminal_is_added_below_its_site(desk):
    site = make_site()
    typed = {
        "terminals-TOTAL_FORMS": "1",
        "terminals-0-site": site.pk,
        "terminals-0-number": "T-100",
        "terminals-0-starts_on": "令和５年３月２０日",
    }
    assert save_site(desk, site, **typed).status_code == 302
    terminal = site.terminals.get()
    assert (terminal.number, terminal.starts_on) == ("T-100", date(2023, 3, 20))


def test_terminal_is_ended_and_not_deleted(desk):
    terminal = make_terminal()
    form = {"terminals-0-DELETE": "on", "terminals-0-ends_on": "R5.3.31"}
    assert save_site(desk, terminal.site, **form).status_code == 302
    terminal.refresh_from_db()
    assert terminal.ends_on == date(2023, 3, 31)


def test_second_manager_is_refused_with_what_to_do(desk):
    first = make_custodian(role="manager", starts_on=date(2022, 4, 1))
    typed = {
        "custodians-TOTAL_FORMS": "2",
        "custodians-1-site": first.site.pk,
        "custodians-1-staff": make_staff().pk,
        "custodians-1-role": "manager",
        "custodians-1-starts_on": "R5.4.1",
    }
    response = save_site(desk, first.site, **typed)
    assert response.status_code == 200
    assert "前任者の退任日を入れてください。" in text_of(response)
    assert Custodian.objects.count() == 1


def test_manager_follows_a_manager_in_one_saving(desk):
    """The first one's end and the second one's start are typed into the same form."""
    first = make_custodian(role="manager", starts_on=date(2022, 4, 1))
    typed = {
        "custodians-TOTAL_FORMS": "2",
        "custodians-0-ends_on": "R5.3.31",
        "custodians-1-site": first.site.pk,
        "custodians-1-staff": make_staff().pk,
        "custodians-1-role": "manager",
        "custodians-1-starts_on": "R5.4.1",
    }
    response = save_site(desk, first.site, **typed)
    assert response.status_code == 302, text_of(response)
    assert [each.ends_on for each in Custodian.objects.order_by("starts_on")] == [date(2023, 3, 31), None]


def test_people_who_left_are_no_choice(desk):
    make_staff(name="在籍 一子")
    make_staff(name="退職 二郎", is_active=False)
    text = text_of(desk.get(reverse("admin:registry_custodian_add")))
    assert "在籍 一子" in text
    assert "退職 二郎" not in text


def test_custodian_who_left_is_ended(desk):
    custodian = make_custodian(staff=make_staff(is_active=False), starts_on=date(2022, 4, 1))
    url = change_page(custodian)
    form = form_of(desk.get(url), "custodian_form") | {"ends_on": "R5.3.31"}
    assert desk.post(url, form).status_code == 302
    custodian.refresh_from_db()
    assert custodian.ends_on == date(2023, 3, 31)


def test_site_counts_the_terminals_that_stand_there(desk):
    site = make_site()
    make_terminal(site=site)
    make_terminal(site=site, ends_on=date(2020, 3, 31))
    text = text_of(desk.get(reverse("admin:registry_site_changelist")))
    assert '<td class="field-terminal_count">1台</td>' in text


def test_custodian_opens_the_own_site_alone(client):
    """The role does not use the admin; should somebody hold both, the rows stay those of the role."""
    person = make_staff("custodian", is_staff=True)
    own = make_custodian(staff=person, role="manager", starts_on=date(2022, 4, 1)).site
    other = make_site()
    client.force_login(person)
    assert client.get(change_page(own)).status_code == 200
    assert client.get(change_page(other)).status_code == 404


def test_masters_of_the_life_cycle_are_kept_in_the_admin(desk):
    answer = desk.post(
        reverse("admin:registry_purpose_add"),
        {
            "code": "other",
            "name": "その他",
            "needs_note": "on",
            "order": "９",
            "starts_on": "R8.4.1",
            "ends_on": "",
        },
    )
    assert answer.status_code == 302, text_of(answer)
    purpose = Purpose.objects.get()
    assert (purpose.name, purpose.needs_note, purpose.order, purpose.starts_on) == (
        "その他",
        True,
        9,
        date(2026, 4, 1),
    )
    answer = desk.post(
        reverse("admin:core_officeday_add"), {"day": "令和8年12月28日", "is_open": "", "note": "停電のため"}
    )
    assert answer.status_code == 302, text_of(answer)
    assert OfficeDay.objects.is_open_on(date(2026, 12, 28)) is False


def test_terms_of_booking_are_one_row(desk):
    typed = {
        "opens_at": "９：００",
        "closes_at": "17:00",
        "days_ahead": "３０",
        "longest_minutes": "120",
        "review_days": "5",
    }
    assert desk.post(reverse("admin:registry_bookingterms_add"), typed).status_code == 302
    terms = BookingTerms.current()
    assert (f"{terms}", terms.days_ahead, terms.longest_minutes) == ("9:00～17:00", 30, 120)
    assert desk.get(reverse("admin:registry_bookingterms_add")).status_code == 403
    refused = desk.post(
        change_page(terms), form_of(desk.get(change_page(terms)), "bookingterms_form") | {"closes_at": "8:00"}
    )
    assert "終わりの時刻は、始まりの時刻より後にしてください。" in text_of(refused)


def test_terminal_that_is_moved_in_the_admin_wants_its_day(desk):
    terminal = make_terminal()
    former, new = terminal.site, make_site()
    url = change_page(terminal)
    typed = form_of(desk.get(url), "terminal_form") | {"site": new.pk}
    assert "移した日を入れてください。" in text_of(desk.post(url, typed))
    assert desk.post(url, typed | {"placed_on": "令和8年4月1日"}).status_code == 302
    assert former.former_placements.get().ends_on == date(2026, 3, 31)


def test_manager_who_follows_is_entered_and_one_who_overlaps_is_not(desk):
    """The form asks the exclusion constraint itself, with an end and without one."""
    former = make_custodian(ends_on=date(2026, 3, 31))
    called_off = make_custodian(site=former.site, starts_on=date(2026, 4, 1), ends_on=date(2026, 3, 31))
    typed = {
        "site": former.site_id,
        "role": "manager",
        "staff": make_staff().pk,
        "starts_on": "R8.3.31",
        "ends_on": "",
    }
    refused = desk.post(reverse("admin:registry_custodian_add"), typed)
    assert "前任者の退任日を入れてください。" in text_of(refused)
    answer = desk.post(reverse("admin:registry_custodian_add"), typed | {"starts_on": "R8.4.1"})
    assert answer.status_code == 302, text_of(answer)
    form = form_of(desk.get(change_page(called_off)), "custodian_form")
    assert desk.post(change_page(called_off), form).status_code == 302
