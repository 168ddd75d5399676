"""Processors: the list, and one with its cases and the ends of their contracts."""

from typing import Any

from django.db.models import Case, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.urls import reverse

from core.calendar import today
from core.counts import count_of
from core.lists import RegisterList
from core.records import RecordPage
from privacy_review.filters import ProcessorFilter
from privacy_review.models import Processor, ReviewCase
from privacy_review.services.undertaking import WRITE
from privacy_review.states.review_case import ACCEPTED_STATES
from privacy_review.tables import ContractTable, ProcessorTable


class ProcessorList(RegisterList):
    slug = "processors"
    title = "委託先"
    lead = "個人情報の取扱いを委託する相手です。委託先を選ぶと、その案件と契約の終わりを表示します。"
    model = Processor
    permission_required = "privacy_review.view_processor"
    table_class = ProcessorTable
    filter_class = ProcessorFilter

    def get_queryset(self) -> QuerySet:
        cases = ReviewCase.objects.visible_to(self.request.user)
        running = cases.filter(
            processor=OuterRef("pk"), state__in=ACCEPTED_STATES, contract_ends_on__gte=today()
        )
        return Processor.objects.annotate(
            case_count=count_of(cases, "processor"),
            next_end=Subquery(running.order_by("contract_ends_on").values("contract_ends_on")[:1]),
        )

    def get_context(self, table: Any) -> dict[str, Any]:
        new = {"label": "委託先を登録する", "url": reverse("processor_new")}
        return super().get_context(table) | {"actions": [new] if self.request.user.has_perm(WRITE) else []}


class ProcessorPage(RecordPage):
    """The contract that ends soonest stands first; those that are over, and those without an end, last."""

    list_class = ProcessorList
    lines_title = "審査案件と契約"
    lines_class = ContractTable

    def get_lines(self, record: Processor) -> QuerySet:
        cases = ReviewCase.objects.visible_to(self.request.user).filter(processor=record)
        standing = Case(
            When(contract_ends_on__gte=today(), then=Value(0)),
            When(contract_ends_on__isnull=True, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        return cases.select_related("department", "undertaking").order_by(standing, "contract_ends_on", "pk")
