"""Pages on which a person enters or changes a record: one form, one service, nothing typed is lost."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from core.constraints import sentence_of
from core.errors import DomainError, NotPermittedError
from core.models import Staff
from core.overrides import Guard, guard_of, saving


class EditPage(PermissionRequiredMixin, View):
    """A form and the service that it calls. Subclasses declare; what stands in the way comes back as
    sentences.

    form_class      a RegisterForm where a record is changed, so that two windows do not overwrite each other
    title, lead     what the page says it is; `get_title` where it depends on the record
    submit_label    what the button says
    success         the sentence after saving
    """

    permission_required: str | tuple[str, ...]
    form_class: type[BaseForm]
    template_name = "forms/page.html"
    title = ""
    lead = ""
    submit_label = "保存する"
    success = "保存しました。"
    guard: Guard | None = None  # what may be done about a text that the My Number guard has refused

    # --- What subclasses say ------------------------------------------------------------------------------

    def get_queryset(self) -> QuerySet | None:
        """The records that the person may change here (others are 404); None where the page makes new
        ones."""
        return None

    def save(self, form: Any, actor: Staff) -> Any:
        """Call the service. Raises DomainError with every reason why not."""
        raise NotImplementedError

    def get_success_url(self, saved: Any) -> str:
        """Where one goes after saving."""
        raise NotImplementedError

    def get_form_options(self, record: Any) -> dict[str, Any]:
        """What the form needs besides data and record."""
        return {}

    def get_initial(self, record: Any) -> dict[str, Any]:
        """What a new form shows first."""
        return {}

    def get_title(self, record: Any) -> str:
        return self.title

    def get_breadcrumb(self, record: Any) -> list[dict[str, str]]:
        """The pages above this one: {"label", "url"}."""
        return []

    def get_success(self, saved: Any) -> str:
        return self.success

    def get_context(self, form: Any, record: Any) -> dict[str, Any]:
        """What the template asks for."""
        return {
            "title": self.get_title(record),
            "lead": self.lead,
            "breadcrumb": self.get_breadcrumb(record),
            "form": form,
            "record": record,
            "submit_label": self.submit_label,
            "guard": self.guard,
        }

    # --- What they share -----------------------------------------------------------------------------------

    @property
    def actor(self) -> Staff:
        """Who sits at the screen; nobody comes here without a log-in."""
        return cast(Staff, self.request.user)

    def get_record(self, *, lock: bool = False) -> Any:
        """The record of the address; locked while it is being saved. Raises Http404 for what the person may
        not know of. None where the page makes new ones."""
        rows = self.get_queryset()
        if rows is None:
            return None
        if lock:
            rows = rows.select_for_update(of=("self",))
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_form(self, record: Model | None, data: Any = None) -> Any:
        options = self.get_form_options(record)
        if record is not None:
            options["instance"] = record
        if data is None and (initial := self.get_initial(record)):
            options["initial"] = initial
        return self.form_class(data, **options)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.get_record()
        return self.answer(self.get_form(record), record)

    def checked_form(self, record: Any) -> Any:
        """The form with what was sent, checked. Where the guard refused a text and a reason why it may stand
        was given by somebody who may (core/overrides.py), checked once more without it."""
        data = self.request.POST
        form = self.get_form(record, data)
        form.is_valid()
        self.guard = guard_of(data, self.actor, [form])
        if self.guard and self.guard.is_given:
            # From the record as it is: the first form has written in the one that it was given.
            form = self.get_form(record and self.get_record(), data)
            with self.guard.scope:
                form.is_valid()
        return form

    def get_guarded(self, saved: Any, record: Any) -> Any:
        """The record in which a text stands that the guard would have refused: what was saved, or the page's.
        Raises DomainError where there is none: then there is nothing to look it up in."""
        for each in (saved, record):
            if isinstance(each, Model):
                return each
        raise DomainError("この画面では、12桁の数字を含む文を登録できません。数字を消してください。")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                record = self.get_record(lock=True)
                form = self.checked_form(record)
                if not form.is_valid():
                    return self.answer(form, record)
                try:
                    with transaction.atomic():
                        saved = self._save(form, record)
                except NotPermittedError as error:
                    raise PermissionDenied from error
                except DomainError as error:
                    for reason in error.reasons:
                        form.add_error(None, reason)
                except IntegrityError as error:
                    form.add_error(None, sentence_of(error))
                if form.errors:
                    return self.answer(form, record)
        except IntegrityError as error:  # a rule that is asked at the end of the transaction alone
            record = self.get_record()
            form = self.checked_form(record)
            form.add_error(None, sentence_of(error))
            return self.answer(form, record)
        messages.success(request, self.get_success(saved))
        return redirect(self.get_success_url(saved))

    def _save(self, form: Any, record: Any) -> Any:
        with saving(form, self.guard):
            saved = self.save(form, self.actor)
        if self.guard is not None:
            self.guard.record(form, self.get_guarded(saved, record))
        return saved

    def answer(self, form: Any, record: Any) -> HttpResponse:
        return render(self.request, self.template_name, self.get_context(form, record))
