"""The page of a record that has a workflow: where it stands, what may be done, and doing it."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.urls.resolvers import URLPattern

from core.constraints import sentence_of
from core.errors import DomainError, NotPermittedError
from core.models import Staff, WorkflowStep
from core.records import RecordPage
from core.workflow import TakeStep, Workflow


class WorkflowPage(RecordPage):
    """A record's page with its steps. A POST to `<page>/<action>/` takes one.

    workflow    the table of its steps
    take        the service that takes one, with all that depends on it
    hidden      actions that have a page or a form of their own, and so no button here
    pages       action → the name of the page that takes it: here a link leads there
    """

    template_name = "workflow/record.html"
    workflow: Workflow
    take: TakeStep
    hidden: frozenset[str] = frozenset()
    pages: ClassVar[Mapping[str, str]] = {}

    def get_context(self, record: Any) -> dict[str, Any]:
        return super().get_context(record) | self.get_standing(record)

    def get_standing(self, record: Any) -> dict[str, Any]:
        """Where the record stands: what templates/workflow/ ask for."""
        offered = [
            each | {"url": reverse(self.pages[action], args=[record.pk]) if action in self.pages else ""}
            for each in self.workflow.offered(record, self.actor)
            if (action := each["action"]) not in self.hidden
        ]
        return {
            "steps": WorkflowStep.objects.of(record).select_related("on_behalf_of"),
            "offered": offered,
            "state_label": record.get_state_display(),
            "page_url": self.page_url,
        }

    @property
    def actor(self) -> Staff:
        """Who sits at the screen; nobody comes here without a log-in."""
        return cast(Staff, self.request.user)

    @property
    def page_url(self) -> str:
        """The record's page; its steps lie under it."""
        action = self.kwargs.get("action")
        return self.request.path.removesuffix(f"{action}/") if action else self.request.path

    def get(self, request: HttpRequest, pk: int, action: str = "") -> HttpResponse:
        """The record's page. Whoever comes to a step's address by a link (after a log-in) is sent there."""
        return redirect(self.page_url) if action else super().get(request, pk)

    def post(self, request: HttpRequest, pk: int, action: str = "") -> HttpResponse:
        """Take the step. What stands in the way comes back on the record's page (422), the comment kept."""
        record = self.get_record(pk)
        if action not in self.workflow.transitions or action in self.hidden or action in self.pages:
            raise BadRequest("unknown action")
        comment = request.POST.get("comment", "").strip()
        try:
            version = int(request.POST.get("version", ""))
        except ValueError as error:
            raise BadRequest("no version") from error
        try:
            record = type(self).take(action, record, actor=self.actor, version=version, comment=comment)
        except NotPermittedError as error:
            raise PermissionDenied from error
        except DomainError as error:
            return self._refused(pk, action, comment, error.reasons)
        except IntegrityError as error:
            return self._refused(pk, action, comment, (sentence_of(error),))
        messages.success(request, self.get_done(record, action))
        return redirect(self.get_next_url(record, action))

    def get_done(self, record: Any, action: str) -> str:
        """The sentence after the step."""
        label = self.workflow.transitions[action].label
        return f"{record}：{label}しました。いまの状態は「{record.get_state_display()}」です。"

    def get_next_url(self, record: Any, action: str) -> str:
        """Where one goes after the step."""
        return self.page_url

    def _refused(self, pk: int, action: str, comment: str, reasons: tuple[str, ...]) -> HttpResponse:
        record = self.get_record(pk)  # as it now is
        return self.answer(record, status=422, reasons=reasons, refused_action=action, typed_comment=comment)


def ticked(values: Iterable[str]) -> dict[int, int]:
    """Key → version of the records that were chosen ("12-3"). Raises BadRequest where no browser would send
    it."""
    try:
        pairs = [value.split("-") for value in values]
        return {int(key): int(version) for key, version in pairs}
    except ValueError as error:
        raise BadRequest("not a choice") from error


def workflow_urls(route: str, name: str, page: type[WorkflowPage]) -> list[URLPattern]:
    """The addresses of a workflow's page: `<name>` under route/<pk>/, `<name>_step` under it by action."""
    view = page.as_view()
    return [
        path(f"{route}<int:pk>/", view, name=name),
        path(f"{route}<int:pk>/<slug:action>/", view, name=f"{name}_step"),
    ]
