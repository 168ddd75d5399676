"""What every register has in the admin: no deletion, a trail in words, no lost work, Japanese input."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from core.admin.fields import FiscalYearField, ProseField, TimeOfDayField
from core.admin.forms import LineFormSet, LockedFormSet
from core.audit import act
from core.constraints import sentence_of
from core.errors import DomainError
from core.fields import CountField, DayField, FigureInput
from core.forms import RegisterForm
from core.history import history_of
from core.models import Staff
from core.overrides import Guard, guard_of
from core.search import holding

HISTORY_STEPS_A_PAGE = 50

FORM_FIELDS: dict[type[models.Field], dict[str, Any]] = {
    models.DateField: {"form_class": DayField, "widget": DayField.widget},
    models.TimeField: {"form_class": TimeOfDayField, "widget": TimeOfDayField.widget},
    models.TextField: {"form_class": ProseField, "strip": False},
    models.PositiveBigIntegerField: {"form_class": CountField, "widget": FigureInput},
    models.PositiveIntegerField: {"form_class": CountField, "widget": FigureInput},
    models.PositiveSmallIntegerField: {"form_class": CountField, "widget": FigureInput},
}


class JapaneseInput(BaseModelAdmin):
    """Fields read what people type: days and years in 和暦, full-width figures, pasted text."""

    formfield_overrides = FORM_FIELDS
    form: Any = RegisterForm

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "fiscal_year":
            kwargs |= {"form_class": FiscalYearField, "widget": FiscalYearField.widget}
            field: Any = db_field.formfield(**kwargs)
            field.help_text = "例：令和4年度、R4、2022"
            return field
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class LineInline(JapaneseInput, admin.TabularInline):
    """The lines of a record, which may be deleted with the right to: a wrong line is no history."""

    formset = LineFormSet
    extra = 0
    show_change_link = False


class RecordInline(LineInline):
    """Records that stand below another one. They are ended, never deleted."""

    can_delete = False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class FoldedSearch(admin.ModelAdmin):
    """Search that takes for the same what people take for the same (core/search.py)."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Rows that hold every word in one of `search_fields`, whatever its widths, kana and case."""
        for word in search_term.split():
            found = self.model._default_manager.filter(holding(word, *self.search_fields))
            queryset = queryset.filter(pk__in=found.values("pk"))  # by key: a join would repeat rows
        return queryset, False


class ReadOnlyAdmin(FoldedSearch):
    """What is only read here, by superusers too."""

    change_form_template = "admin/read_only_form.html"
    list_per_page = 100
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class RegisterAdmin(JapaneseInput, FoldedSearch):
    """A register: its records are entered, changed and ended, and never deleted, by superusers either."""

    empty_value_display = ""  # what is not known is blank; ― would say that it does not apply
    list_per_page = 100
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False
    save_on_top = False
    list_formset: type[LockedFormSet] = LockedFormSet  # of the rows that are edited in the list
    object_history_template = "admin/register_history.html"

    # --- Rights ----------------------------------------------------------------------------------------

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> models.Model:
        """The record; while it is being saved it is locked, and its lines with it.

        Raises Http404 for what is not there, and for what the person may not know of.
        """
        found = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "POST" and transaction.get_connection().in_atomic_block:
            self.lock(found)
            found = super().get_object(request, object_id, from_field)  # as it is now that it is locked
        if found is None:
            raise Http404(f"{self.opts.verbose_name}がありません。")
        return found

    def lock(self, record: models.Model) -> None:
        """Lock the record's row, which is to be saved."""
        self.model._base_manager.select_for_update().get(pk=record.pk)

    # --- Saving ----------------------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return self._saving("edit", request, self._guarded_form, object_id, form_url, extra_context)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return self._saving("edit_list", request, super().changelist_view, extra_context)

    def _guarded_form(self, request: HttpRequest, *args: Any) -> HttpResponse:
        """Django's view; once more without the My Number guard, where it has refused a text and a reason why
        that may stand was given by somebody who may (core/overrides.py)."""
        answer = super().changeform_view(request, *args)
        if request.method != "POST" or not isinstance(answer, TemplateResponse):
            return answer
        guard = guard_of(request.POST, cast(Staff, request.user), _forms_of(answer))
        if guard is None:
            return answer
        if guard.is_given:
            request.guard = guard  # type: ignore[attr-defined]  # for save_related
            with guard.scope:
                answer = super().changeform_view(request, *args)
        if isinstance(answer, TemplateResponse) and answer.context_data is not None:
            answer.context_data["guard"] = guard
        return answer

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the lines; and keep whose decision it was to take what the guard had refused."""
        super().save_related(request, form, formsets, change)
        guard: Guard | None = getattr(request, "guard", None)
        if guard is not None:
            guard.record(form, form.instance)
            for line in (line for formset in formsets for line in formset.forms if line.instance.pk):
                guard.record(line, line.instance)

    def _saving(
        self, action: str, request: HttpRequest, view: Callable[..., HttpResponse], *args: Any
    ) -> HttpResponse:
        """The view, in one transaction and under the action's name. What the database refuses in spite of
        all checks before it comes back as the form with a sentence, and so does what a service refuses."""
        if request.method != "POST":
            return view(request, *args)
        with act(action):
            try:
                with transaction.atomic():
                    return view(request, *args)
            except IntegrityError as error:
                request.refusal = sentence_of(error)  # type: ignore[attr-defined]
            except DomainError as error:
                request.refusal = "".join(error.reasons)  # type: ignore[attr-defined]
            with transaction.atomic():
                return view(request, *args)

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        return _refusing(super().get_form(request, obj, change=change, **kwargs), request)

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": self.form, **kwargs})

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        formset = super().get_changelist_formset(request, formset=self.list_formset, **kwargs)
        return _refusing(formset, request)

    # --- The trail -------------------------------------------------------------------------------------

    # The trail holds every change already, and nobody can rewrite it.
    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """Nothing: see core/trail.py."""

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """Nothing: see core/trail.py."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Nothing: see core/trail.py."""

    def history_models(self, request: HttpRequest, obj: Any) -> list[type[models.Model]]:
        """The models whose rows are told with the record: its lines."""
        return [inline.model for inline in self.get_inlines(request, obj)]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who did what when, from the trail."""
        record = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        steps = history_of(record, self.history_models(request, record))
        page = Paginator(steps, HISTORY_STEPS_A_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"変更の記録：{record}",
            "module_name": self.opts.verbose_name_plural,
            "object": record,
            "opts": self.opts,
            "page": page,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)


def _forms_of(answer: TemplateResponse) -> Iterator[BaseForm]:
    """The record's form and those of its lines, as the page shows them again."""
    context = answer.context_data or {}
    if "adminform" in context:
        yield context["adminform"].form
    for inline in context.get("inline_admin_formsets", ()):
        yield from inline.formset.forms


def _refusing(form_class: Any, request: HttpRequest) -> Any:
    """The form or formset class of this request, told why the database refused."""
    form_class.refusal = getattr(request, "refusal", "")
    return form_class
