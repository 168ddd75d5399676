"""The sums of look-ups that the statistics draw from the usage records."""

from datetime import date

import pytest

from core.calendar import fiscal_year_of, fiscal_year_period, today
from registry.lookups import lookups_by_affair, lookups_by_department
from tests.factories import at, make_department, make_grant, make_staff, make_usage_record

pytestmark = pytest.mark.django_db

YEAR = fiscal_year_of(today())


def use(grant, day, count, **fields):
    return make_usage_record(lookups=count, grant=grant, started_at=at(day, 10), **fields)


def correct(record, count):
    return use(
        record.grant,
        record.started_at.date(),
        count,
        terminal=record.terminal,
        corrects=record,
        correction_reason="件数の誤り",
    )


@pytest.fixture
def grant():
    first, last = fiscal_year_period(YEAR)
    return make_grant(starts_on=first, ends_on=last)


def test_lookups_are_summed_by_affair_and_quarter(grant):
    use(grant, date(YEAR, 4, 1), 3)
    use(grant, date(YEAR, 6, 30), 4)
    use(grant, date(YEAR, 7, 1), 5)
    use(grant, date(YEAR + 1, 3, 31), 7)
    other = make_grant(starts_on=date(YEAR, 4, 1))
    use(other, date(YEAR, 10, 1), 11)
    assert lookups_by_affair([YEAR]) == {
        (grant.affair_id, YEAR, 1): 7,
        (grant.affair_id, YEAR, 2): 5,
        (grant.affair_id, YEAR, 4): 7,
        (other.affair_id, YEAR, 3): 11,
    }
    assert lookups_by_affair([YEAR - 1, YEAR + 1]) == {}
    assert lookups_by_affair([]) == {}


def test_lookups_of_a_corrected_record_do_not_count(grant):
    correct(use(grant, date(YEAR, 4, 1), 300), 3)
    assert lookups_by_affair([YEAR]) == {(grant.affair_id, YEAR, 1): 3}
    assert [row.lookups for row in lookups_by_department(YEAR)] == [3]


def test_lookups_count_in_the_quarter_of_tokyo(grant):
    # 00:30 of 1 July in Tokyo is still June in UTC.
    make_usage_record(lookups=2, grant=grant, started_at=at(date(YEAR, 7, 1), 0, 30))
    assert lookups_by_affair([YEAR]) == {(grant.affair_id, YEAR, 2): 2}


def test_lookups_are_summed_by_department(grant):
    use(grant, date(YEAR, 4, 1), 3)
    use(grant, date(YEAR, 5, 1), 4)
    other = make_grant(
        staff=make_staff(department=make_department()), starts_on=date(YEAR, 4, 1), affair=grant.affair
    )
    use(other, date(YEAR, 8, 1), 5)
    rows = lookups_by_department(YEAR)
    assert set(rows) == {
        (grant.department_id, grant.affair_id, 1, 7),
        (other.department_id, grant.affair_id, 2, 5),
    }
    assert lookups_by_department(YEAR - 1) == []


def test_sums_take_one_query_each(grant, django_assert_num_queries):
    use(grant, date(YEAR, 4, 1), 3)
    with django_assert_num_queries(1):
        lookups_by_affair([YEAR, YEAR - 1])
    with django_assert_num_queries(1):
        lookups_by_department(YEAR)
