"""Counts and lists cannot disagree: random cases and periods, in the report, on the page and in the
register that each number opens."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar import wareki
from core.reports.kinds import Scope
from privacy_review.exhibits import review_cases, review_counts
from privacy_review.models.criterion import FIELDS_OF, Criterion
from privacy_review.registers import ReviewRegisters
from privacy_review.states.review_case import State
from tests.factories import make_body, make_care_category, make_case, make_draft_case, make_staff
from tests.privacy_review.cases import change, fields_of, walk

pytestmark = pytest.mark.django_db

FIRST = date(2026, 4, 1)
DAYS = st.integers(0, 30)
COUNTED = {State.RECORDED, State.ACCEPTED, State.ACCEPTED_WITH_CONDITIONS}
STATES = st.sampled_from([*COUNTED, State.REFUSED, State.CONFIRMED, State.DRAFT])
CASES = st.lists(
    st.tuples(
        st.sampled_from(list(Criterion)),
        st.integers(0, 1),
        STATES,
        DAYS,
        *(st.booleans() for _ in range(3)),
    ),
    max_size=6,
)


def enter(body, category, criterion, state, day, special, ordinance, withheld):
    said = fields_of(criterion, tuple(name for name in FIELDS_OF[criterion] if name != "department"))
    said |= {"criterion": criterion, "implementing_body": body, "special_care": special}
    said.setdefault("content", "")
    categories = [category] if ordinance else []
    if state == State.RECORDED:
        case = make_case(*categories, **said)
    else:
        case = walk(make_draft_case(*categories, **said), state)
    if case.reviewed_on:
        change(case, reviewed_on=day, withheld=withheld, withheld_reason="支障があるため" if withheld else "")


def expected(cases, starts_on, ends_on, criterion, body):
    """(how many, of the law, of the ordinance, with either, of them withheld) by plain counting."""
    rows = [
        (special, ordinance, withheld)
        for its, its_body, state, day, special, ordinance, withheld in cases
        if its == criterion
        and state in COUNTED
        and body in (None, its_body)
        and starts_on <= FIRST + timedelta(days=day) <= ends_on
    ]
    either = [row for row in rows if row[0] or row[1]]
    sums = len(rows), sum(row[0] for row in rows), sum(row[1] for row in rows)
    return (*sums, len(either), sum(row[2] for row in either))


@settings(max_examples=15, deadline=None)
@given(cases=CASES, start=DAYS, length=DAYS)
def test_counts_lists_and_the_register_tell_of_the_same_cases(cases, start, length):
    starts_on = FIRST + timedelta(days=start)
    ends_on = starts_on + timedelta(days=length)
    with transaction.atomic():
        bodies = [make_body(name="区長", order=1), make_body(name="教育委員会", order=2)]
        category = make_care_category()
        for criterion, body, state, day, *marks in cases:
            enter(bodies[body], category, criterion, state, FIRST + timedelta(days=day), *marks)
        registers = ReviewRegisters(Scope(starts_on, ends_on))
        client = Client()
        client.force_login(make_staff("privacy"))
        page = client.get(f"/review-counts/?starts_on={starts_on}&ends_on={wareki(ends_on)}")
        for criterion, table in zip(Criterion, page.context["tables"], strict=True):
            counts = review_counts(registers, criterion)
            listed = review_cases(registers, criterion)
            *sums, either, withheld = expected(cases, starts_on, ends_on, criterion, None)
            assert len(listed.rows) == either - withheld
            assert bool(listed.notes) == bool(withheld)
            for position, (row, shown) in enumerate(zip(counts.rows, table.rows, strict=True)):
                body = position if position < len(bodies) else None
                sums = expected(cases, starts_on, ends_on, criterion, body)[:3]
                assert tuple(row.cells.values())[1:] == sums
                assert tuple(number.value for number in shown[1]) == sums
                for number in shown[1]:
                    if number.value:
                        assert len(client.get(number.url).context["table"].data) == number.value
        transaction.set_rollback(True)
