"""Items of agendas: adding and writing one, settling what it left to do, and the list of what is open."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.calendar import today
from core.editing import EditPage
from core.lists import RegisterList
from core.models import Staff
from mynumber.filters import FollowUpFilter
from mynumber.forms import AgendaItemForm, SettleForm
from mynumber.models import AgendaItem, Meeting
from mynumber.services.meeting import add_item, settle_follow_up, write_item
from mynumber.tables import FollowUpTable


class FollowUpList(RegisterList):
    slug = "follow_ups"
    title = "会議の宿題"
    lead = "セキュリティ会議の議題に残った、まだ済んでいない宿題です。期限の早いものから並びます。"
    model = AgendaItem
    permission_required = "mynumber.view_agendaitem"
    table_class = FollowUpTable
    filter_class = FollowUpFilter

    def get_queryset(self) -> QuerySet:
        return AgendaItem.objects.for_list()

    def get_context(self, table: Any) -> dict[str, Any]:
        other = {"label": "指摘事項の改善", "url": reverse("open_findings")}
        return super().get_context(table) | {"actions": [other]}


class _OfMeeting(EditPage):
    """What the pages share that write an agenda."""

    template_name = "mynumber/governance_form.html"

    def get_meeting(self, record: Any) -> Meeting:
        return record if isinstance(record, Meeting) else record.meeting

    def get_breadcrumb(self, record: Any) -> list[dict[str, str]]:
        meeting = self.get_meeting(record)
        return [
            {"label": "セキュリティ会議", "url": reverse("meetings")},
            {"label": str(meeting), "url": reverse("meeting_detail", args=[meeting.pk])},
        ]

    def get_context(self, form: Any, record: Any) -> dict[str, Any]:
        back = reverse("meeting_detail", args=[self.get_meeting(record).pk])
        return super().get_context(form, record) | {"cancel_url": back}

    def get_success_url(self, saved: AgendaItem) -> str:
        return reverse("meeting_detail", args=[saved.meeting_id])


class AgendaItemNew(_OfMeeting):
    permission_required = "mynumber.add_agendaitem"
    form_class = AgendaItemForm
    title = "議題を加える"
    submit_label = "議題に加える"
    success = "議題に加えました。"

    def get_queryset(self) -> QuerySet:
        return Meeting.objects.all()

    def get_form(self, record: Any, data: Any = None) -> AgendaItemForm:
        initial = {"kind": AgendaItem.Kind.REPORT}
        return AgendaItemForm(data, instance=AgendaItem(meeting=record), initial=initial)

    def save(self, form: AgendaItemForm, actor: Staff) -> AgendaItem:
        return add_item(form.instance.meeting, actor=actor, **form.cleaned_data)


class _OfItem(_OfMeeting):
    permission_required = "mynumber.change_agendaitem"

    def get_queryset(self) -> QuerySet:
        return AgendaItem.objects.select_related("meeting")


class AgendaItemEdit(_OfItem):
    form_class = AgendaItemForm
    title = "議題を書く"
    lead = "会議での結果と、会議のあとにすること（宿題）を書きます。文言も直せます。"

    def save(self, form: AgendaItemForm, actor: Staff) -> AgendaItem:
        return write_item(form.instance, actor=actor, **form.cleaned_data)


class AgendaItemSettle(_OfItem):
    form_class = SettleForm
    template_name = "mynumber/agenda_item_settle.html"
    title = "宿題が済んだことを登録する"
    submit_label = "済んだことを登録する"
    success = "宿題が済んだことを登録しました。"

    def get_initial(self, record: AgendaItem) -> dict[str, Any]:
        return {"settled_on": today()}

    def save(self, form: SettleForm, actor: Staff) -> AgendaItem:
        return settle_follow_up(
            form.instance,
            settled_on=form.cleaned_data["settled_on"],
            outcome=form.cleaned_data["outcome"],
            actor=actor,
        )
