"""A department that answers for series and the people who hand its figures in: what these tests share."""

from dataclasses import dataclass, field
from typing import Any

from core.models import Department, Staff
from mynumber.models import FlowFigure, Series, StockFigure, Submission
from tests.factories import (
    make_department,
    make_flow_figure,
    make_series,
    make_staff,
    make_stock_figure,
    make_submission,
)


@dataclass
class Office:
    """Alice enters, Bob confirms. In 令和4年度 a flow of 10 to 40件 a quarter and a stock of 100枚."""

    department: Department
    clerk: Staff
    manager: Staff
    series: Series
    flow: FlowFigure
    stock: StockFigure
    submissions: dict[int, Submission] = field(default_factory=dict)

    def hand_in(self, quarter: int, state: str = "confirmed", **people: Any) -> Submission:
        """The quarter's submission, walked to the state; by Alice and Bob unless said."""
        by = {"submitted_by": self.clerk, "confirmed_by": self.manager} | people
        self.submissions[quarter] = make_submission(
            department=self.department, quarter=quarter, state=state, **by
        )
        return self.submissions[quarter]


def make_office(name: str = "住民課", **of_stock: Any) -> Office:
    department = make_department(section=name)
    series = make_series(name=f"{name}の申請", department=department)
    kept = make_series(
        **{"name": f"{name}の在庫", "department": department, "kind": "stock", "unit": "枚"} | of_stock
    )
    return Office(
        department=department,
        clerk=make_staff("clerk", name="入力 花子", department=department),
        manager=make_staff("manager", name="確認 一郎", department=department),
        series=series,
        flow=make_flow_figure(series=series),
        stock=make_stock_figure(series=kept),
    )
