"""推移: each series over years or quarters as a small chart with its table, on the screen and on paper."""

from typing import Any, cast

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.views import View

from core.audit import log_access
from core.calendar import today
from core.clock import moment_on_paper
from core.models import AccessEvent, Department, Staff
from mynumber.forms import TrendForm
from mynumber.models import Series
from mynumber.trends import Span, Trends

TITLE = "実績の推移"
LEAD = "実績項目ごとの推移です。数は、図の下の表でも読めます。"
EVERY = "すべての所管"


class FigureTrends(PermissionRequiredMixin, View):
    """Small charts side by side, of a department's series or of all that the person may see."""

    permission_required = "mynumber.view_flowfigure"
    output = "screen"

    def get(self, request: HttpRequest) -> HttpResponse:
        person = cast(Staff, request.user)
        visible = list(Series.objects.visible_to(person).select_related("department"))
        departments = {series.department_id: series.department for series in visible}
        own = departments.get(person.department_id)
        asked = {
            # Nothing asked for yet: the own department, where it answers for series.
            "department": request.GET.get("department", own.pk if own else ""),
            "span": request.GET.get("span") or Span.YEARS.value,
        }
        form = TrendForm(asked, departments=[each for each in departments.values() if each])
        if not form.is_valid():
            if self.output != "screen":
                return redirect(f"{reverse('figure_trends')}?{request.GET.urlencode()}")
            return render(
                request, "mynumber/figure_trends.html", {"title": TITLE, "lead": LEAD, "form": form}
            )
        department: Department | None = form.cleaned_data["department"]
        span = Span(form.cleaned_data["span"])
        shown = [each for each in visible if department is None or each.department_id == department.pk]
        context = {
            "title": TITLE,
            "groups": Trends(shown, span, today()).groups,
            "span_label": span.label,
        }
        if self.output == "print":
            return self.paper(context, {"所管": str(department or EVERY), "期間": str(span.label)})
        print_url = f"{reverse('figure_trends_print')}?{_query(department, span)}"
        return render(
            request,
            "mynumber/figure_trends.html",
            context | {"lead": LEAD, "form": form, "print_url": print_url},
        )

    def paper(self, context: dict[str, Any], conditions: dict[str, str]) -> HttpResponse:
        log_access(
            AccessEvent.Kind.PRINT,
            request=self.request,
            subject=TITLE,
            conditions=conditions,
            rows=sum(len(group.trends) for group in context["groups"]),
        )
        query = self.request.GET.urlencode()
        context |= {
            "conditions": list(conditions.items()),
            "on_paper": True,
            "printed_at": moment_on_paper(timezone.now()),
            "printed_by": self.request.user,
            "orientation": "portrait",
            "list_url": f"{reverse('figure_trends')}?{query}" if query else reverse("figure_trends"),
        }
        return render(self.request, "mynumber/figure_trends_print.html", context)


def figure_trends_urls(route: str) -> list[URLPattern]:
    """The addresses: the screen at `route`, the paper under it."""
    return [
        path(route, FigureTrends.as_view(), name="figure_trends"),
        path(f"{route}print/", FigureTrends.as_view(output="print"), name="figure_trends_print"),
    ]


def _query(department: Department | None, span: Span) -> str:
    return f"department={department.pk if department else ''}&span={span.value}"
