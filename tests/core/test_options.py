"""The conditions of a list that offer records: what they offer, and how it is read."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django_filters import FilterSet

from core import options
from core.backends import RoleBackend
from core.conditions import ChoiceCondition, RecordCondition, in_words
from core.filters import StaffFilter
from core.models import Department, Staff
from mynumber.models import Series
from privacy_review.filters import ReviewCaseFilter
from privacy_review.models import ReviewCase
from registry.models import Site
from tests import factories

pytestmark = pytest.mark.django_db


class SiteCondition(FilterSet):
    """Two registers, one of them said twice; one narrowed by who asks, one with rows joined to others."""

    site = RecordCondition(queryset=lambda request: Site.objects.visible_to(request.user), label="設置場所")
    department = RecordCondition(
        queryset=Department.objects.filter(sites__isnull=False).distinct(), label="所属"
    )
    series = RecordCondition(queryset=Series.objects.order_by("-code"), label="項目")
    kind = ChoiceCondition(choices=Site.Kind.choices, label="種別")


@pytest.fixture
def asked(rf):
    """The filter as a person asks for it."""

    def asked(filter_class, rows, query="", person=None):
        request = rf.get(f"/?{query}")
        request.user = RoleBackend().get_user((person or factories.make_staff("auditor")).pk)
        return filter_class(QueryDict(query), rows, request=request)

    return asked


def offered(condition, name):
    return [label for _, label in condition.form.fields[name].choices]


def test_conditions_offer_their_records_in_order_and_ask_once(asked):
    last, first = factories.make_department(order=2), factories.make_department(order=1)
    factories.make_department(order=0)  # has no site
    for department in (last, first, last):
        factories.make_site(
            department=department, name=f"場所{Site.objects.count()}", order=9 - Site.objects.count()
        )
    for code in ("b", "c", "a"):
        factories.make_series(code=code, name=f"項目{code}", started_on="2012-07-01")
    condition = asked(SiteCondition, Site.objects.all())
    with CaptureQueriesContext(connection) as captured:
        assert offered(condition, "site") == ["すべて", "場所2", "場所1", "場所0"]
        assert offered(condition, "department") == ["すべて", str(first), str(last)]
        assert offered(condition, "series") == ["すべて", "項目c", "項目b", "項目a"]
        condition.form.as_p()
    assert len(captured) == 1


def test_condition_offers_what_the_person_may_know_of_alone(asked):
    mine = factories.make_site(name="わたしの出張所")
    factories.make_site(name="よその出張所")
    person = factories.make_staff("custodian")
    factories.make_custodian(site=mine, staff=person)
    condition = asked(SiteCondition, Site.objects.all(), person=person)
    assert offered(condition, "site") == ["すべて", "わたしの出張所"]


def test_chosen_record_is_the_record_itself_and_costs_no_query_more(asked):
    series = factories.make_series(code="b", name="項目b", started_on="2012-07-01")
    condition = asked(SiteCondition, Site.objects.all(), f"series={series.pk}")
    with CaptureQueriesContext(connection) as captured:
        assert condition.form.is_valid()
        chosen = condition.form.cleaned_data["series"]
        assert in_words(condition.form.fields["series"], chosen) == "項目b"
    assert len(captured) == 1
    series.refresh_from_db()
    assert chosen == series
    assert (chosen.started_on, chosen.opening_balance) == (series.started_on, None)


@pytest.mark.parametrize("value", ["0", "x", "-1", "1;", "99999999999999999999"])
def test_record_that_is_not_offered_is_refused(asked, value):
    factories.make_series()
    condition = asked(SiteCondition, Site.objects.all(), f"series={value}")
    assert condition.errors["series"] == ["この中から選び直してください。"]


def test_select_marks_what_was_chosen_alone_and_is_escaped(asked):
    factories.make_series(code="a", name="<項目>")
    chosen = factories.make_series(code="b", name="項目b")
    html = str(asked(SiteCondition, Site.objects.all(), f"series={chosen.pk}").form["series"])
    assert html.startswith('<select id="id_series" name="series">\n<option value="">すべて</option>')
    assert f'<option value="{chosen.pk}" selected>項目b</option>' in html
    assert ">&lt;項目&gt;</option>" in html
    assert html.count("selected") == 1


def test_condition_with_too_many_records_asks_for_a_part_of_the_name(asked, monkeypatch):
    monkeypatch.setattr(options, "OFFERED", 2)
    sections = [factories.make_department(section=name) for name in ("住民課", "戸籍住民課", "税務課")]
    people = [factories.make_staff(department=section) for section in sections]
    condition = asked(StaffFilter, Staff.objects.all(), "department=ｼﾞｭｳﾐﾝ")
    assert 'type="text"' in str(condition.form["department"])
    assert set(condition.qs) == set()
    condition = asked(StaffFilter, Staff.objects.all(), "department=住民")
    with CaptureQueriesContext(connection) as captured:
        assert set(condition.qs) == set(people[:2])
    assert len(captured) == 2
    assert in_words(condition.form.fields["department"], "住民") == "住民"
    monkeypatch.setattr(options, "OFFERED", 3)
    assert len(offered(asked(StaffFilter, Staff.objects.all()), "department")) == 4


def test_person_of_several_roles_that_a_text_finds_stands_once(asked, monkeypatch):
    monkeypatch.setattr(options, "OFFERED", 2)
    person = factories.make_staff("clerk", "manager")
    assert list(asked(StaffFilter, Staff.objects.all(), "role=実績").qs) == [person]


def test_cases_are_filtered_by_a_department_in_any_part_that_it_takes(asked, monkeypatch):
    holding, using, other = (
        factories.make_department(section=f"{name}課") for name in ("保有", "利用", "他")
    )
    case = factories.make_case(
        criterion="use_beyond_purpose",
        content="",
        purpose="給付の判定",
        clause="第69条第1項",
        department=None,
        holding_department=holding,
        using_department=using,
    )
    assert offered(asked(ReviewCaseFilter, ReviewCase.objects.all()), "department")[1:] == [
        str(holding),
        str(using),
        str(other),  # which of them have cases takes longer to find than all the rest of the page
    ]
    for department in (holding, using):
        found = asked(ReviewCaseFilter, ReviewCase.objects.all(), f"department={department.pk}").qs
        assert list(found) == [case]
    factories.make_case(department=other)
    monkeypatch.setattr(options, "OFFERED", 1)
    assert list(asked(ReviewCaseFilter, ReviewCase.objects.all(), "department=利用").qs) == [case]


def test_condition_that_has_nothing_to_offer_to_the_person_offers_nothing(asked):
    class NoSites(FilterSet):
        site = RecordCondition(queryset=lambda request: Site.objects.none(), label="設置場所")

    factories.make_site()
    assert offered(asked(NoSites, Site.objects.all()), "site") == ["すべて"]
