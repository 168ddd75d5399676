"""The undertakings: the list, and one with its cases, of which several can be handed in at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.calendar import TOKYO, wareki
from core.counts import count_of
from core.decisions import ticked
from core.in_sql import TokyoDay
from core.lists import RegisterList
from core.models import Staff
from core.records import RecordPage
from core.workflow import take_each
from privacy_review.filters import UndertakingFilter
from privacy_review.models import ReviewCase, Undertaking
from privacy_review.services.review_case import take_step
from privacy_review.services.undertaking import WRITE, reasons_against_copying
from privacy_review.states.review_case import (
    CONFIRM,
    DECIDE,
    EDITABLE_STATES,
    UNFINISHED_STATES,
    WORKFLOW,
    Action,
    State,
    unready,
)
from privacy_review.tables import CASE_BADGES, UndertakingTable

_GONE = "いまは見ることのできない案件です。画面を開き直してください。"


@dataclass(frozen=True)
class CaseRow:
    """A case of the undertaking: what it lacks before it can be handed in, and what is to be done next."""

    case: ReviewCase
    badge: str
    left: list[str]
    next: str
    next_url: str


class UndertakingList(RegisterList):
    slug = "undertakings"
    title = "個人情報を取り扱う業務"
    lead = "課が個人情報を取り扱う業務です。業務の名称を選ぶと、その審査案件を表示します。"
    model = Undertaking
    permission_required = "privacy_review.view_undertaking"
    table_class = UndertakingTable
    filter_class = UndertakingFilter

    def get_queryset(self) -> QuerySet:
        person = self.request.user
        cases = ReviewCase.objects.visible_to(person)
        states = cases.filter(undertaking=OuterRef("pk")).order_by("id").values("state")
        return (
            Undertaking.objects.visible_to(person)
            .for_list()
            .annotate(
                drafted_on=TokyoDay("drafted_at"),
                case_count=count_of(cases, "undertaking"),
                states=ArraySubquery(states),
            )
        )

    def get_context(self, table: Any) -> dict[str, Any]:
        new = {"label": "新しい業務を登録する", "url": reverse("undertaking_new"), "primary": "yes"}
        may = self.request.user.has_perm(WRITE)
        return super().get_context(table) | {"actions": [new] if may else []}


class UndertakingPage(RecordPage):
    """A POST to `<page>/submit/` or `<page>/confirm/` takes that step of every case that is sent along, each
    for itself."""

    list_class = UndertakingList
    template_name = "privacy_review/undertaking.html"
    several: ClassVar[Sequence[Action]] = (Action.SUBMIT, Action.CONFIRM)

    @property
    def actor(self) -> Staff:
        """Who sits at the screen; nobody comes here without a log-in."""
        return cast(Staff, self.request.user)

    def get_facts(self, record: Undertaking) -> list[tuple[str, Any]]:
        facts = [
            ("担当部課", str(record.department)),
            ("登録した人", str(record.drafted_by)),
            ("登録した日", wareki(record.drafted_at.astimezone(TOKYO).date())),
        ]
        if record.copied_from is not None:
            facts.append(("写した元の業務", f"{record.copied_from}（{_year_of(record.copied_from)}）"))
        return facts

    def get_actions(self, record: Undertaking) -> list[dict[str, str]]:
        if not (self.actor.has_perm(WRITE) and self.actor.department_id == record.department_id):
            return []
        of = [record.pk]
        actions = [{"label": "案件を加える", "url": reverse("review_case_new", args=of)}]
        if not record.cases.exclude(state__in=UNFINISHED_STATES).exists():
            actions.append({"label": "名称を変える", "url": reverse("undertaking_rename", args=of)})
        if not reasons_against_copying(record, self.actor):
            actions.append({"label": "次の年度へ写す", "url": reverse("undertaking_copy", args=of)})
        return actions

    def get_context(self, record: Undertaking) -> dict[str, Any]:
        cases = ReviewCase.objects.visible_to(self.actor).filter(undertaking=record).order_by("id")
        rows = [self._row(case) for case in cases.select_related("undertaking")]
        return super().get_context(record) | {
            "rows": rows,
            "to_submit": self._open_to(Action.SUBMIT, rows),
            "to_confirm": self._open_to(Action.CONFIRM, rows),
            "page_url": reverse("undertaking", args=[record.pk]),
        }

    def _row(self, case: ReviewCase) -> CaseRow:
        left = unready(case, self.actor) if case.state in EDITABLE_STATES else []
        step, page = self._next(case, left)
        url = reverse(page, args=[case.pk]) if page else ""
        return CaseRow(case, CASE_BADGES[State(case.state)], left, step, url)

    def _next(self, case: ReviewCase, left: list[str]) -> tuple[str, str]:
        """What is to be done next with the case, and the page where the person does it; "" for others."""
        own = self.actor.department_id == case.department_id
        writes = own and self.actor.has_perm(WRITE)
        match case.state:
            case State.DRAFT if left:
                return "足りないところを書く", "review_case_edit" if writes else ""
            case State.DRAFT:
                return "内容を確かめて提出する", "review_case" if writes else ""
            case State.RETURNED:
                return "差戻しの理由を見て直す", "review_case" if writes else ""
            case State.SUBMITTED if own and self.actor.has_perm(CONFIRM):
                return "内容を確かめて区政情報課へ送る", "review_case"
            case State.SUBMITTED:
                return "課長の確認を待つ", ""
            case State.CONFIRMED if self.actor.has_perm(DECIDE):
                return "内容を確かめて審査する", "review_case"
            case State.CONFIRMED:
                return "区政情報課の審査を待つ", ""
            case State.ACCEPTED_WITH_CONDITIONS:
                return "条件と期限を確かめる", "review_case"
        return "―", ""

    def _open_to(self, action: Action, rows: list[CaseRow]) -> list[CaseRow]:
        """The rows that stand where the step begins, for who may take it in this section."""
        rule = WORKFLOW.transitions[action]
        if not WORKFLOW.authority(action, self.actor)[0]:
            return []
        own = self.actor.department_id
        return [row for row in rows if row.case.state in rule.sources and row.case.department_id == own]

    def get(self, request: HttpRequest, pk: int, action: str = "") -> HttpResponse:
        """The page. Whoever comes to a step's address by a link (after a log-in) is sent there."""
        return redirect("undertaking", pk=pk) if action else super().get(request, pk)

    def post(self, request: HttpRequest, pk: int, action: str = "") -> HttpResponse:
        """Take the step of what was sent along; what could not be taken is told with its reasons."""
        if action not in self.several:
            raise BadRequest("unknown action")
        record = self.get_record(pk)
        if not WORKFLOW.authority(action, self.actor)[0]:
            raise PermissionDenied
        label = WORKFLOW.transitions[action].label
        versions = ticked(request.POST.getlist("chosen"))
        found = ReviewCase.objects.visible_to(self.actor).filter(undertaking=record).in_bulk(list(versions))
        chosen = [(found[key], version) for key, version in versions.items() if key in found]
        taken, refused = take_each(action, chosen, take_step, actor=self.actor)
        failed = [(case.get_criterion_display(), reasons) for case, reasons in refused]
        failed += [("案件", (_GONE,))] * (len(versions) - len(chosen))
        if failed:
            done = [case.get_criterion_display() for case in taken]
            return self.answer(self.get_record(pk), status=422, label=label, taken=done, failed=failed)
        if taken:
            names = "、".join(case.get_criterion_display() for case in taken)
            messages.success(request, f"{len(taken)}件の{label}をしました：{names}")
        return redirect("undertaking", pk=pk)


def _year_of(undertaking: Undertaking) -> str:
    return f"{wareki(undertaking.drafted_at.astimezone(TOKYO).date())}に登録"
