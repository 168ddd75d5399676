"""Registering a processor, on the way from a case that needs it."""

from typing import Any

from django.urls import reverse

from core.editing import EditPage
from core.models import Staff
from privacy_review.forms.processor import NewProcessorForm
from privacy_review.models import Processor, ReviewCase
from privacy_review.services.processor import register_processor
from privacy_review.services.undertaking import WRITE
from privacy_review.states.review_case import EDITABLE_STATES
from privacy_review.views.review_case_writing import own_cases


class ProcessorNew(EditPage):
    """`?case=` is the case to which one goes back, where the person writes it."""

    permission_required = WRITE
    form_class = NewProcessorForm
    title = "委託先を登録する"
    lead = "登録した委託先は、どの課の案件でも選べます。登録する前に、一覧にないことを確かめてください。"
    submit_label = "登録する"

    @property
    def case(self) -> ReviewCase | None:
        key = self.request.GET.get("case", "")
        if not key.isascii() or not key.isdigit() or len(key) > 18:
            return None
        return own_cases(self.actor).filter(pk=key, state__in=EDITABLE_STATES).first()

    def get_breadcrumb(self, record: Any) -> list[dict[str, str]]:
        return [{"label": "委託先", "url": reverse("processors")}]

    def get_context(self, form: Any, record: Any) -> dict[str, Any]:
        case = self.case
        back = reverse("review_case_edit", args=[case.pk]) if case else reverse("processors")
        return super().get_context(form, record) | {"cancel_url": back}

    def save(self, form: NewProcessorForm, actor: Staff) -> Processor:
        return register_processor(actor=actor, **form.cleaned_data)

    def get_success(self, saved: Processor) -> str:
        chosen = "「委託先」の欄で選んで、保存してください。" if self.case else ""
        return f"委託先「{saved}」を登録しました。{chosen}"

    def get_success_url(self, saved: Processor) -> str:
        case = self.case
        if case is not None:
            return reverse("review_case_edit", args=[case.pk])
        return reverse("processor", args=[saved.pk])
