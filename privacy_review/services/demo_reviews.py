"""Reviews in every state to try the product with: made by the specimen people, through the services."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from core.audit import act
from core.calendar import today
from core.models import Department, Staff
from privacy_review.models import (
    CareCategory,
    CheckItem,
    ImplementingBody,
    Processor,
    ReviewCase,
    Undertaking,
)
from privacy_review.models.criterion import Criterion
from privacy_review.services.review_case import ConditionContent, take_step
from privacy_review.services.review_case_writing import CaseContent, edit_case
from privacy_review.services.undertaking import UndertakingContent, draft_undertaking
from privacy_review.states.review_case import Action
from registry.services.demo_accounts import SPECIMEN

WRITER, HEAD, OFFICE = "case_writer", "case_head", "privacy"
_OUTLINE = "見本のくらし応援給付金の対象となる世帯を調べ、申請を受け付けて給付する。"
_PLAN = (
    "庁舎の中の決まった端末だけで扱い、名簿は持ち出さない。委託先には秘密保持の誓約書を出させ、"
    "年に１度、立ち入って確かめる。契約が終わったら消去し、消去の証明書を受け取る。"
)


@transaction.atomic
def create_demo_reviews() -> bool:
    """Make a benefit with four cases, each of which stands elsewhere, and a contract that ends soon.

    Answers False, with nothing made, where there is an undertaking already, or the accounts or the check list
    are missing: nothing real is ever mixed with specimens.
    """
    people = {staff.username: staff for staff in Staff.objects.filter(name__startswith=SPECIMEN)}
    if Undertaking.objects.exists() or not {WRITER, HEAD, OFFICE} <= people.keys():
        return False
    body = ImplementingBody.objects.first()
    if body is None or not CheckItem.objects.exists():
        return False
    with act("create_demo_reviews", reason="見本の審査案件の用意"):
        _benefit(people, body)
        _contract(people, body)
    return True


def _benefit(people: dict[str, Staff], body: ImplementingBody) -> None:
    """One waits for 区政情報課, one for the head, one was returned, one accepted with a condition."""
    content = UndertakingContent(
        name="見本くらし応援給付金",
        implementing_body=body,
        criteria=tuple(Criterion),
        outline=_OUTLINE,
        special_care=True,
        care_categories=tuple(CareCategory.objects.in_force_on(today())[:1]),
    )
    undertaking = draft_undertaking(actor=people[WRITER], content=content)
    cases = {Criterion(case.criterion): case for case in undertaking.cases.all()}
    for case in cases.values():
        _hand_in(case, people)
    for criterion in (Criterion.OUTSOURCING, Criterion.EXTERNAL_PROVISION, Criterion.ONLINE_LINKAGE):
        take_step(Action.CONFIRM, cases[criterion], actor=people[HEAD])
    provided = cases[Criterion.EXTERNAL_PROVISION]
    asked = provided.answers.select_related("item")[0].item
    take_step(
        Action.RETURN,
        provided,
        actor=people[OFFICE],
        comment="提供先での利用目的を、もう少し具体的に書いてください。",
        remarks={asked: "根拠となる条文の項まで書いてください。"},
    )
    take_step(
        Action.ACCEPT_WITH_CONDITIONS,
        cases[Criterion.ONLINE_LINKAGE],
        actor=people[OFFICE],
        conditions=[
            ConditionContent("結合する前に、接続の試験の結果を報告する。", today() + timedelta(days=14))
        ],
    )


def _contract(people: dict[str, Staff], body: ImplementingBody) -> None:
    """An outsourcing whose contract ends soon: the section is told so."""
    content = UndertakingContent(
        "見本健診の案内の発送", body, (Criterion.OUTSOURCING,), "案内を印刷し、発送する。"
    )
    undertaking = draft_undertaking(actor=people[WRITER], content=content)
    case = undertaking.cases.get()
    _hand_in(
        case,
        people,
        processor=Processor.objects.get_or_create(
            name="見本印刷株式会社", defaults={"kana": "みほんいんさつ"}
        )[0],
        contract_starts_on=today() - timedelta(days=200),
        contract_ends_on=today() + timedelta(days=40),
    )
    take_step(Action.CONFIRM, case, actor=people[HEAD])
    take_step(Action.ACCEPT, case, actor=people[OFFICE])


def _hand_in(case: ReviewCase, people: dict[str, Staff], **more: Any) -> None:
    """The writer fills in what the criterion asks for, answers every question and submits."""
    by_criterion: dict[str, dict[str, Any]] = {
        Criterion.OUTSOURCING: {"content": case.content, "safety_plan": _PLAN},
        Criterion.USE_BEYOND_PURPOSE: {
            "purpose": case.purpose,
            "clause": "第69条第1項",
            "holding_department": _another_department(case),
            "using_department": case.department,
        },
        Criterion.EXTERNAL_PROVISION: {
            "recipient": "見本県",
            "purpose": case.purpose,
            "clause": "第69条第1項",
            "safety_plan": _PLAN,
        },
        Criterion.ONLINE_LINKAGE: {
            "linkage": ReviewCase.Linkage.SYSTEM_INTRODUCTION,
            "content": case.content,
            "safety_plan": _PLAN,
        },
    }
    asked = CheckItem.objects.asked_of(case.criterion, today())
    content = CaseContent(
        fields=by_criterion[case.criterion] | more,
        care_categories=tuple(line.care_category for line in case.case_care_categories.all()),
        answers=dict.fromkeys(asked, ("yes", "手順書と契約書の案で確かめた。")),
    )
    case = edit_case(case, actor=people[WRITER], version=case.version, content=content)
    take_step(Action.SUBMIT, case, actor=people[WRITER])


def _another_department(case: ReviewCase) -> Department:
    return Department.objects.exclude(review_cases=case).order_by("order", "code")[0]
