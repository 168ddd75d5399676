"""Any sequence of entries and corrections: the cumulative is the opening balance and every total since, or it
is not known."""

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from core.exhibits import UNKNOWN
from mynumber.models import FigureCorrection, FlowFigure, Series
from mynumber.services.correction import propose_correction, take_step
from mynumber.states.correction import Action, State
from mynumber.statistics import Figures, cumulative_in_sql, cumulative_of
from tests.factories import make_series, make_submission
from tests.mynumber.offices import Office, make_office

pytestmark = pytest.mark.django_db

YEARS = range(2019, 2023)
QUARTERS = range(1, 5)
VALUES = st.integers(0, 10**9)
CELLS = st.tuples(st.sampled_from(YEARS), st.sampled_from(QUARTERS))

ACTS = st.one_of(
    st.tuples(st.just("enter"), CELLS, st.none() | VALUES),
    st.tuples(st.just("enter_year"), CELLS, VALUES),
    st.tuples(st.just("hand_in"), CELLS, st.none()),
    st.tuples(st.just("correct"), CELLS, VALUES),
)


@dataclass
class Told:
    """What was said so far, by itself: no register is read to know it."""

    cells: dict[int, dict[int, int | None]] = field(default_factory=dict)
    whole: dict[int, int] = field(default_factory=dict)
    stand: set[tuple[int, int]] = field(default_factory=set)

    def total(self, year):
        if year in self.whole:
            return self.whole[year]
        known = [value for value in self.cells.get(year, {}).values() if value is not None]
        return sum(known) if known else None

    def cumulative(self, opening, year):
        """Of a year up to the last that was entered."""
        first = min([year, *self.cells, *self.whole])
        totals = [self.total(each) for each in range(first, year + 1)]
        return UNKNOWN if opening is None or None in totals else opening + sum(totals)


@dataclass
class Desk:
    """Where the acts are done: entered as the admin does, corrected by the services, two people at it."""

    office: Office
    series: Series
    told: Told = field(default_factory=Told)

    def enter(self, cell, value):
        year, quarter = cell
        if cell in self.told.stand or year in self.told.whole:
            return
        FlowFigure.objects.update_or_create(
            series=self.series, fiscal_year=year, defaults={f"q{quarter}": value}
        )
        self.told.cells.setdefault(year, {})[quarter] = value

    def enter_year(self, cell, value):
        year, _ = cell
        if any(stood == year for stood, _ in self.told.stand) or self.told.total(year) is not None:
            return
        FlowFigure.objects.update_or_create(
            series=self.series, fiscal_year=year, defaults={"whole_year": value}
        )
        self.told.whole[year] = value

    def hand_in(self, cell, _):
        year, quarter = cell
        if cell not in self.told.stand:
            make_submission(
                department=self.office.department, fiscal_year=year, quarter=quarter, state="confirmed"
            )
            self.told.stand.add(cell)

    def correct(self, cell, value):
        year, quarter = cell
        before = self.told.cells.get(year, {}).get(quarter)
        if cell not in self.told.stand or before is None or before == value or year in self.told.whole:
            return
        figure = FlowFigure.objects.get(series=self.series, fiscal_year=year)
        correction = propose_correction(
            figure, quarter=quarter, before=before, after=value, reason="数え違い", actor=self.office.clerk
        )
        take_step(Action.APPROVE, correction, actor=self.office.manager)
        event("corrected")
        self.told.cells[year][quarter] = value


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(opening=st.none() | VALUES, acts=st.lists(ACTS, min_size=1, max_size=16))
def test_cumulative_is_the_opening_balance_and_all_that_was_told(opening, acts):
    with transaction.atomic():
        office = make_office()
        series = make_series(department=office.department, opening_balance=opening)
        desk = Desk(office, series)
        for name, cell, value in acts:
            getattr(desk, name)(cell, value)
            entered = [*desk.told.cells, *desk.told.whole]
            figures = Figures(through=max(entered, default=YEARS[-1]))
            for year in YEARS:
                if year <= figures.through:
                    assert figures.cumulative(series, year) == desk.told.cumulative(opening, year)
        assert listed(series) == {year: desk.told.cumulative(opening, year) for year in entered}
        assert FigureCorrection.objects.exclude(state=State.APPROVED).count() == 0
        transaction.set_rollback(True)


def listed(series):
    """The cumulative of each entered year as the list and its file have it; they say the same."""
    figures = FlowFigure.objects.all()
    in_sql = dict(
        figures.annotate(told=cumulative_in_sql(figures))
        .filter(series=series)
        .values_list("fiscal_year", "told")
    )
    shown = {
        figure.fiscal_year: cumulative_of(
            series, figure.fiscal_year, *figure.history[:2], figure.history[2] or 0
        )
        for figure in figures.with_history().filter(series=series)
    }
    assert {year: UNKNOWN if told is None else int(told) for year, told in in_sql.items()} == shown
    return shown
