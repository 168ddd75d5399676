"""Transfers: the list, the page of one with what ended, and carrying one out."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.clock import full_moment
from core.confirmation import ConfirmPage
from core.editing import EditPage
from core.errors import refuse
from core.lists import RegisterList
from core.models import Staff
from core.records import RecordPage
from registry.filters.transfer import TransferFilter
from registry.forms.transfer import PersonForm, TransferForm
from registry.models import Transfer
from registry.services.transfer import consequences_of, reasons_against, transfer
from registry.tables.transfer import TransferTable


class TransferList(RegisterList):
    slug = "transfers"
    title = "人事異動"
    lead = "登録した異動と退職です。「氏名」を選ぶと、あわせて終わらせたものを表示します。"
    model = Transfer
    permission_required = "registry.view_transfer"
    table_class = TransferTable
    filter_class = TransferFilter

    def get_queryset(self) -> QuerySet:
        return Transfer.objects.select_related("staff", "from_department", "to_department", "carried_out_by")

    def get_context(self, table: Any) -> dict[str, Any]:
        may = self.request.user.has_perms(["registry.add_transfer", "core.view_staff"])
        new = {"label": "職員を選んで異動を登録する", "url": reverse("transfer_choice"), "primary": "yes"}
        return super().get_context(table) | {"actions": [new] if may else []}


class TransferPage(RecordPage):
    list_class = TransferList
    template_name = "registry/transfer.html"

    def get_title(self, record: Transfer) -> str:
        return f"{record.staff}さんの異動"

    def get_context(self, record: Transfer) -> dict[str, Any]:
        context = super().get_context(record)
        context["facts"] = [*context["facts"], ("登録日時", full_moment(record.carried_out_at))]
        return context


class TransferChoice(EditPage):
    """Whose transfer it is: leads on to the form."""

    permission_required = ("registry.add_transfer", "core.view_staff")
    form_class = PersonForm
    title = "異動する職員を選ぶ"
    submit_label = "次へ"

    def get_breadcrumb(self, record: Any) -> list[dict[str, str]]:
        return [{"label": "人事異動", "url": reverse("transfers")}]

    def get_context(self, form: Any, record: Any) -> dict[str, Any]:
        return super().get_context(form, record) | {"cancel_url": reverse("transfers")}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.get_form(None, request.POST)
        if form.is_valid():
            return redirect("staff_transfer", pk=form.cleaned_data["staff"].pk)
        return self.answer(form, None)


class TransferNew(ConfirmPage):
    """The form, what will end, and the deed."""

    permission_required = "registry.add_transfer"
    form_class = TransferForm
    lead = "異動すると、前の所属での操作権限、予約、端末機管理責任者などの役目、役割がすべて終わります。"
    submit_label = "この内容で異動を登録する"
    check_label = "終わるものを確かめる"
    foretelling = "異動を登録すると、次のものを終わらせます"
    nothing = "この職員には、終わらせる権限や役目はありません。所属だけが変わります。"

    def get_queryset(self) -> QuerySet:
        return Staff.objects.select_related("department")

    def get_title(self, record: Staff) -> str:
        return f"{record.name}さんの異動を登録する"

    def get_breadcrumb(self, record: Staff) -> list[dict[str, str]]:
        return [{"label": "人事異動", "url": reverse("transfers")}]

    def get_context(self, form: Any, record: Staff) -> dict[str, Any]:
        here = f"は「{record.department}」です" if record.department else "はありません"
        return super().get_context(form, record) | {
            "lead": f"いまの所属{here}。{self.lead}",
            "cancel_url": reverse("transfers"),
        }

    def get_consequences(self, form: TransferForm, record: Staff) -> list[str]:
        values = form.cleaned_data
        reasons = reasons_against(
            record,
            to=values["to"],
            effective_on=values["effective_on"],
            reason=values["reason"],
            actor=self.actor,
        )
        refuse(reasons)
        return consequences_of(record, effective_on=values["effective_on"]).sentences()

    def save(self, form: TransferForm, actor: Staff) -> Transfer:
        values = form.cleaned_data
        return transfer(
            form.instance,
            to=values["to"],
            effective_on=values["effective_on"],
            reason=values["reason"],
            actor=actor,
        )

    def get_success(self, saved: Transfer) -> str:
        return f"{saved.staff}さんの異動を登録しました。終わらせたものは、次のとおりです。"

    def get_success_url(self, saved: Transfer) -> str:
        return reverse("transfer", args=[saved.pk])
