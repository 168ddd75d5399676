"""What the registers of flows and of stocks share in the admin."""

from typing import Any

from django.http import HttpRequest

from core.admin.register import RegisterAdmin
from mynumber.admin.figure_forms import FigureFormSet, handed_in_of
from mynumber.models import FigureCorrection


class FigureAdmin(RegisterAdmin):
    """Figures, of which some were handed in: those are shut, and their corrections are told with them."""

    list_formset = FigureFormSet

    def lock(self, record: Any) -> None:
        """Its quarters first, then the figure."""
        handed_in_of([record]).lock()
        super().lock(record)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new figure waits for whoever is handing its quarter in: there is no row of it to wait at."""
        if not change:
            handed_in_of([obj]).lock()
        super().save_model(request, obj, form, change)

    def history_models(self, request: HttpRequest, obj: Any) -> list[Any]:
        """Its corrections too: what it said before stands there."""
        return [*super().history_models(request, obj), FigureCorrection]
