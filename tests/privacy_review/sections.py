"""A section that writes cases and the office that decides: what the tests of the privacy review share."""

from dataclasses import dataclass
from typing import Any

from core.calendar import today
from core.models import Department, Staff
from privacy_review.models import CheckItem, ImplementingBody, ReviewCase, Undertaking
from privacy_review.models.criterion import WRITTEN_OF, Criterion
from privacy_review.services.review_case import ConditionContent, take_step
from privacy_review.services.review_case_writing import CaseContent, edit_case
from privacy_review.services.undertaking import UndertakingContent, draft_undertaking
from tests.factories import make_body, make_check_item, make_department, make_staff

# Who takes the steps that lead to a state, on the way there.
WAY = {
    "draft": (),
    "submitted": ("submit",),
    "confirmed": ("submit", "confirm"),
    "accepted": ("submit", "confirm", "accept"),
    "conditional": ("submit", "confirm", "accept_with_conditions"),
    "refused": ("submit", "confirm", "refuse"),
    "returned": ("submit", "confirm", "return"),
    "sent_back": ("submit", "send_back"),
    "withdrawn": ("withdraw",),
}
ANSWER = ("yes", "契約書の案で確かめた。")
PLAN = "庁舎の中の決まった端末だけで扱い、終わったら消す。"


@dataclass
class Section:
    """Hanako writes for her section, Goro is its head, Saburo decides in 区政情報課."""

    department: Department
    writer: Staff
    head: Staff
    office: Staff
    body: ImplementingBody

    def undertaking(self, *criteria: Criterion, **said: Any) -> Undertaking:
        """Drafts of the criteria, or of outsourcing alone, with nothing but the outline in them."""
        given = {"name": "架空給付金", "outline": "対象の世帯を調べて給付する。"} | said
        content = UndertakingContent(
            implementing_body=self.body, criteria=criteria or (Criterion.OUTSOURCING,), **given
        )
        return draft_undertaking(actor=self.writer, content=content)

    def content(self, case: ReviewCase, **said: Any) -> CaseContent:
        """All that a case of the criterion needs to be handed in; `said` are its fields, or its lines."""
        everything = {
            "content": "給付の事務を委託する。",
            "purpose": "給付の対象を調べる。",
            "clause": "第69条第1項",
            "recipient": "架空県",
            "linkage": ReviewCase.Linkage.ONLINE_LINKAGE,
            "holding_department": self.department,
            "using_department": self.department,
            "safety_plan": PLAN,
            "processor": None,
            "contract_starts_on": None,
            "contract_ends_on": None,
        }
        lines = {"care_categories": said.pop("care_categories", ())}
        asked = CheckItem.objects.asked_of(case.criterion, today())
        lines["answers"] = said.pop("answers", dict.fromkeys(asked, ANSWER))
        fields = {name: everything[name] for name in WRITTEN_OF[Criterion(case.criterion)]}
        fields |= {"implementing_body": self.body, "special_care": False, "ordinance_special_care": False}
        return CaseContent(fields=fields | said, **lines)

    def written(self, case: ReviewCase, **said: Any) -> ReviewCase:
        """The case as the section has written it to the end."""
        return edit_case(case, actor=self.writer, version=case.version, content=self.content(case, **said))

    def case(
        self,
        state: str = "draft",
        criterion: Criterion = Criterion.OUTSOURCING,
        comment: str = "理由",
        **said: Any,
    ) -> ReviewCase:
        """A case that was written to the end and walked to the state by the services."""
        case = self.written(self.undertaking(criterion).cases.get(), **said)
        for action in WAY[state]:
            case = self.step(action, case, comment=comment)
        return case

    def step(self, action: str, case: ReviewCase, **said: Any) -> ReviewCase:
        who = dict.fromkeys(("confirm", "send_back"), self.head)
        who |= dict.fromkeys(("accept", "accept_with_conditions", "refuse", "return"), self.office)
        if action == "accept_with_conditions":
            said.setdefault("conditions", [ConditionContent("名簿を出す", today())])
        return take_step(action, case, actor=who.get(action, self.writer), **said)


def make_review_section(**names: str) -> Section:
    department = make_department()
    names = {"writer": "起案 花子", "head": "課長 五郎", "office": "審査 三郎"} | names
    for number in (1, 2):
        make_check_item(question=f"必要なものだけか（{number}）", order=number)
    return Section(
        department=department,
        writer=make_staff("case_writer", name=names["writer"], department=department),
        head=make_staff("case_head", name=names["head"], department=department),
        office=make_staff("privacy", name=names["office"], department=make_department()),
        body=make_body(),
    )
