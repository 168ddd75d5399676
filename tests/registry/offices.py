"""A section that applies and the office that decides: what the tests of the usage requests share."""

from dataclasses import dataclass
from typing import Any

from core.calendar import fiscal_year_of, fiscal_year_period, today
from core.models import Department, Staff
from registry.models import UsageRequest
from registry.services.usage_request import RequestContent, draft_request, take_step
from tests.factories import make_affair, make_department, make_purpose, make_staff

# Who takes the step that leads to a state, on the way there.
WAY = {
    "draft": (),
    "submitted": ("submit",),
    "reviewed": ("submit", "review"),
    "approved": ("submit", "review", "approve"),
    "returned": ("submit", "return"),
    "rejected": ("submit", "reject"),
    "withdrawn": ("withdraw",),
}


@dataclass
class Office:
    """Alice's section applies; Bob reviews; Charlie approves."""

    department: Department
    applicant: Staff
    operator: Staff
    reviewer: Staff
    approver: Staff

    def content(self, **said: Any) -> RequestContent:
        first, last = fiscal_year_period(fiscal_year_of(today()))
        given = {
            "legal_basis": "住基法第30条の11第1項第1号",
            "purpose_note": "",
            "starts_on": first,
            "ends_on": last,
            "operators": (self.operator,),
        } | said
        affair = given.pop("affair", None) or make_affair()
        purpose = given.pop("purpose", None) or make_purpose()
        return RequestContent(affair=affair, purpose=purpose, **given)

    def request(self, state: str = "draft", comment: str = "理由", **said: Any) -> UsageRequest:
        """A request that was walked to the state by the services."""
        request = draft_request(actor=self.applicant, content=self.content(**said))
        for action in WAY[state]:
            request = self.step(action, request, comment=comment)
        return request

    def step(self, action: str, request: UsageRequest, **said: Any) -> UsageRequest:
        who = {"review": self.reviewer, "return": self.reviewer}
        who |= {"approve": self.approver, "reject": self.approver}
        return take_step(action, request, actor=who.get(action, self.applicant), **said)


def make_office() -> Office:
    department = make_department()
    return Office(
        department=department,
        applicant=make_staff("applicant", name="申請 花子", department=department),
        operator=make_staff("applicant", name="操作 守", kana="そうさ まもる", department=department),
        reviewer=make_staff("reviewer", name="審査 一郎", department=make_department()),
        approver=make_staff("approver", name="承認 二葉", department=make_department()),
    )
