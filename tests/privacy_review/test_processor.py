"""Processors: the list with the next end of a contract, and the page of one with its cases."""

from datetime import timedelta

import pytest

from core.calendar import today, wareki
from tests.factories import make_processor, make_staff
from tests.pages import text_of
from tests.privacy_review.sections import make_review_section

pytestmark = pytest.mark.django_db

DAY = today()


@pytest.fixture
def section():
    return make_review_section()


def contract(section, processor, days, state="accepted"):
    """A case whose contract ends so many days from today."""
    ends_on = None if days is None else DAY + timedelta(days=days)
    return section.case(
        state, processor=processor, contract_starts_on=DAY - timedelta(days=400), contract_ends_on=ends_on
    )


def test_list_tells_the_next_end_of_what_was_accepted(client, section):
    processor = make_processor(name="架空印刷株式会社")
    for days, state in ((90, "accepted"), (30, "accepted"), (-1, "accepted"), (5, "submitted")):
        contract(section, processor, days, state)
    client.force_login(section.office)
    page = text_of(client.get("/processors/"))
    assert "架空印刷株式会社" in page
    assert wareki(DAY + timedelta(days=30)) in page
    assert wareki(DAY + timedelta(days=5)) not in page
    rows = client.get("/processors/export/?format=csv").getvalue().decode("utf-8-sig").splitlines()
    assert rows[1].split(",")[3:5] == ["4", (DAY + timedelta(days=30)).isoformat()]


def test_page_shows_the_soonest_end_first_and_what_is_over_last(client, section):
    processor = make_processor()
    cases = [contract(section, processor, days) for days in (-10, 90, None, 0)]
    client.force_login(section.office)
    response = client.get(f"/processors/{processor.pk}/")
    lines = list(response.context["lines"].data)
    assert [line.pk for line in lines] == [cases[3].pk, cases[1].pk, cases[2].pk, cases[0].pk]
    assert text_of(response).count("終わりました") == 1


def test_section_sees_its_own_cases_alone(client, section):
    processor = make_processor()
    contract(section, processor, 30)
    stranger = make_staff("case_writer", department=make_review_section().department)
    client.force_login(stranger)
    page = text_of(client.get(f"/processors/{processor.pk}/"))
    assert "架空給付金" not in page
    rows = client.get("/processors/export/?format=csv").getvalue().decode("utf-8-sig").splitlines()
    assert rows[1].split(",")[3:5] == ["0", ""]


def test_processor_is_searched_for_however_it_is_written(client, section):
    make_processor(name="ｶｸｳ印刷ｶﾌﾞｼｷｶﾞｲｼｬ", kana="かくういんさつ")
    make_processor(name="別の会社")
    client.force_login(section.office)
    page = text_of(client.get("/processors/?text=カクウ"))
    assert "印刷" in page
    assert "別の会社" not in page
