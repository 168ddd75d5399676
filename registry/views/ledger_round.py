"""Rounds of operator ledgers: the list, the board of one, opening, reminding, closing."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.calendar import today
from core.confirmation import ConfirmPage
from core.editing import EditPage
from core.errors import DomainError, NotPermittedError
from core.lists import RegisterList
from core.models import Staff
from core.records import RecordPage
from core.work import some_of
from registry.filters.ledger import LedgerRoundFilter
from registry.forms.ledger_round import CloseRoundForm, LedgerRoundForm
from registry.models import LedgerRound, OperatorLedger
from registry.services.ledger_round import close_round, open_round, remind
from registry.states.operator_ledger import EDITABLE_STATES
from registry.tables.ledger import LedgerRoundTable


class LedgerRoundList(RegisterList):
    slug = "ledger_rounds"
    title = "台帳の提出依頼"
    lead = "人事異動などのときに、設置場所に操作者管理台帳の提出を依頼したものです。"
    model = LedgerRound
    permission_required = "registry.view_ledgerround"
    table_class = LedgerRoundTable
    filter_class = LedgerRoundFilter

    def get_queryset(self) -> QuerySet:
        user = self.request.user
        return LedgerRound.objects.visible_to(user).for_list(user)

    def get_context(self, table: Any) -> dict[str, Any]:
        may = self.request.user.has_perm("registry.add_ledgerround")
        new = {"label": "提出を依頼する", "url": reverse("ledger_round_new"), "primary": "yes"}
        return super().get_context(table) | {"actions": [new] if may else []}


class LedgerRoundPage(RecordPage):
    """The board: each site with its state, who has not answered, who is late."""

    list_class = LedgerRoundList
    template_name = "registry/ledger_round.html"

    def get_ledgers(self, record: LedgerRound) -> list[OperatorLedger]:
        """The ledgers that the person may see; those that are waited for come first."""
        rows = record.ledgers.visible_to(self.request.user).for_list(today()).order_by("site__order", "pk")
        return sorted(rows, key=lambda ledger: ledger.state not in EDITABLE_STATES)

    def get_actions(self, record: LedgerRound) -> list[dict[str, str]]:
        if record.closed_at is not None or not self.request.user.has_perm("registry.change_ledgerround"):
            return []
        return [{"label": "締め切る", "url": reverse("ledger_round_close", args=[record.pk])}]

    def get_context(self, record: LedgerRound) -> dict[str, Any]:
        ledgers = self.get_ledgers(record)
        is_open = record.closed_at is None
        waiting = [each for each in ledgers if is_open and each.state in EDITABLE_STATES]
        return super().get_context(record) | {
            "ledgers": ledgers,
            "waiting": {each.pk for each in waiting},
            "is_late": record.due_on < today(),
            "may_remind": bool(waiting) and self.request.user.has_perm("registry.change_ledgerround"),
        }


class LedgerRoundRemind(LedgerRoundPage):
    """Reminds one site (`ledger`), or all that have not answered (`ledger=all`). A POST alone."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("ledger_round", pk=pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.get_record(pk)
        chosen = request.POST.get("ledger", "")
        ledgers = record.ledgers.visible_to(request.user)
        if chosen != "all":
            if not chosen.isascii() or not chosen.isdigit():
                raise BadRequest("no ledger")
            ledgers = ledgers.filter(pk=int(chosen))
        try:
            nobody = remind(ledgers, actor=cast(Staff, request.user))
        except NotPermittedError as error:
            raise PermissionDenied from error
        except DomainError as error:
            for reason in error.reasons:
                messages.error(request, reason)
            return redirect("ledger_round", pk=pk)
        count = ledgers.unanswered().count() - len(nobody)
        if count:
            messages.success(
                request, f"{count}か所に催促しました。端末機管理責任者と補助者に知らせています。"
            )
        if nobody:
            names = some_of([str(ledger.site) for ledger in nobody])
            messages.warning(
                request,
                f"{names}には、端末機管理責任者も補助者もいないため、催促できませんでした。"
                "先に「端末機管理責任者・補助者」で登録してください。",
            )
        return redirect("ledger_round", pk=pk)


class LedgerRoundNew(EditPage):
    permission_required = "registry.add_ledgerround"
    form_class = LedgerRoundForm
    template_name = "registry/ledger_round_new.html"
    title = "台帳の提出を依頼する"
    lead = "設置場所ごとに、いまの操作者を写した台帳を作り、端末機管理責任者と補助者に知らせます。"
    submit_label = "提出を依頼する"

    def get_breadcrumb(self, record: Any) -> list[dict[str, str]]:
        return [{"label": "台帳の提出依頼", "url": reverse("ledger_rounds")}]

    def get_context(self, form: Any, record: Any) -> dict[str, Any]:
        return super().get_context(form, record) | {"cancel_url": reverse("ledger_rounds")}

    def save(self, form: LedgerRoundForm, actor: Staff) -> LedgerRound:
        return open_round(actor=actor, **form.cleaned_data)

    def get_success(self, saved: LedgerRound) -> str:
        return f"{saved.ledgers.count()}か所に台帳の提出を依頼しました。"

    def get_success_url(self, saved: LedgerRound) -> str:
        return reverse("ledger_round", args=[saved.pk])


class LedgerRoundClose(ConfirmPage):
    permission_required = "registry.change_ledgerround"
    form_class = CloseRoundForm
    lead = "締め切ったあとは、この依頼の台帳を直したり提出したりできません。"
    submit_label = "締め切る"
    check_label = "提出の状況を確かめる"
    foretelling = "締め切ると、次のとおりになります"
    nothing = "すべての設置場所の台帳が確認済みです。"
    success = "提出依頼を締め切りました。"

    def get_queryset(self) -> QuerySet:
        return LedgerRound.objects.visible_to(self.actor)

    def get_title(self, record: LedgerRound) -> str:
        return f"「{record}」を締め切る"

    def get_breadcrumb(self, record: LedgerRound) -> list[dict[str, str]]:
        return [
            {"label": "台帳の提出依頼", "url": reverse("ledger_rounds")},
            {"label": str(record), "url": reverse("ledger_round", args=[record.pk])},
        ]

    def get_context(self, form: Any, record: LedgerRound) -> dict[str, Any]:
        return super().get_context(form, record) | {"cancel_url": reverse("ledger_round", args=[record.pk])}

    def get_consequences(self, form: CloseRoundForm, record: LedgerRound) -> list[str]:
        silent = (
            record.ledgers.filter(state__in=EDITABLE_STATES).select_related("site").order_by("site__order")
        )
        return [f"{ledger.site}：提出がないまま締め切り（操作権限は変わりません）" for ledger in silent]

    def save(self, form: CloseRoundForm, actor: Staff) -> LedgerRound:
        return close_round(form.instance, reason=form.cleaned_data["reason"], actor=actor)

    def get_success_url(self, saved: LedgerRound) -> str:
        return reverse("ledger_round", args=[saved.pk])
