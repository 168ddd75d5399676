"""Forms of figures in the admin: what was handed in or published is shut there, and says why."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

from core.admin.forms import LockedFormSet
from core.calendar import Quarter
from core.forms import RegisterForm
from mynumber.handed_in import HandedIn, sentence_of
from mynumber.models import FlowFigure, StockFigure, Submission
from mynumber.models.figure import QUARTERS
from mynumber.models.submission import quarter_of_stock
from mynumber.states.submission import STANDING_STATES


def handed_in_of(figures: Iterable[FlowFigure | StockFigure]) -> HandedIn:
    """What was handed in of the years of the figures."""
    return HandedIn(
        each.fiscal_year if isinstance(each, FlowFigure) else quarter_of_stock(each.as_of).fiscal_year
        for each in figures
    )


class FigureForm(RegisterForm):
    """A figure. The database would refuse the change of what was handed in or published, so that is shown and
    not entered.

    `handed_in` is read once for all rows of a list.
    """

    def __init__(self, *args: Any, handed_in: HandedIn | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return  # a new one, or the empty form that Django asks for the media of an empty list
        known = handed_in or handed_in_of([self.instance])
        for name, quarter in self.cells.items():
            if submission := known.find(self.instance.series, quarter):
                self.fields[name].help_text = self.hint(name, submission)
                self.shut(name, sentence_of(submission))
            else:
                self.shut_what_was_published(name, known.why_published(quarter.fiscal_year))

    @property
    def cells(self) -> dict[str, Quarter]:
        """The fields of the record that hold a figure, and the quarter with which each is handed in."""
        raise NotImplementedError

    def shut_what_was_published(self, name: str, why: str) -> None:
        """Shut a field that held a figure when `why` came to be; what was not known is still entered."""
        if why and self.initial.get(name) is not None:
            link = format_html('{}<a href="{}">訂正を申し出る</a>', why, self.correction_url(name))
            self.fields[name].help_text = link
            self.shut(name, why)

    def correction_url(self, name: str) -> str:
        """Where a correction of the field is proposed."""
        raise NotImplementedError

    def shut(self, name: str, why: str) -> None:
        """Show the field and let nobody type in it. What somebody typed there before the quarter was handed
        in comes back with the database's sentence, and can be taken back."""
        typed = self.is_bound and self[name].data != self._shown(name)
        self.fields[name].widget.attrs |= {"title": why} if typed else {"title": why, "readonly": True}

    def hint(self, name: str, submission: Submission) -> str:
        """Why the field is shut, and the way to a correction where there is one."""
        why = sentence_of(submission)
        if submission.state not in STANDING_STATES:
            return why
        return format_html('{}<a href="{}">訂正を申し出る</a>', why, self.correction_url(name))

    def name_cells(self) -> None:
        """Boxes in a table have no label of their own; why one is shut belongs to its name."""
        for name in self.cells:
            attributes = self.fields[name].widget.attrs
            why = f"（{attributes['title']}）" if "title" in attributes else ""
            attributes["aria-label"] = f"{self.instance} {self.fields[name].label}{why}"


class FlowFigureForm(FigureForm):
    """A year of a flow."""

    def __init__(self, *args: Any, handed_in: HandedIn | None = None, **kwargs: Any) -> None:
        super().__init__(*args, handed_in=handed_in, **kwargs)
        if self.instance.pk is not None and "whole_year" in self.fields:
            known = handed_in or handed_in_of([self.instance])
            self.shut_what_was_published("whole_year", known.why_published(self.instance.fiscal_year))

    @property
    def cells(self) -> dict[str, Quarter]:
        year = self.instance.fiscal_year
        return {name: Quarter(year, number) for number, name in enumerate(QUARTERS, start=1)}

    def correction_url(self, name: str) -> str:
        if name == "whole_year":
            return reverse("figure_correction_new_year", args=[self.instance.pk])
        quarter = self.cells[name].number
        return reverse("figure_correction_new_flow", args=[self.instance.pk, quarter])


class FlowFigureRowForm(FlowFigureForm):
    """A row of the list, in which a quarter is entered for all series at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        if self.instance.whole_year is not None:
            for name in QUARTERS:
                self.shut(name, "年間の数だけが登録されています。変えるときは行を開いてください。")
        self.name_cells()


class StockFigureForm(FigureForm):
    """A stock shows the decimals of its series and no more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            places = Decimal(1).scaleb(-self.instance.series.decimals)
            self.initial["value"] = self.instance.value.quantize(places)

    @property
    def cells(self) -> dict[str, Quarter]:
        return {"value": quarter_of_stock(self.instance.as_of)}

    def correction_url(self, name: str) -> str:
        return reverse("figure_correction_new_stock", args=[self.instance.pk])


class StockFigureRowForm(StockFigureForm):
    """A row of the list of stocks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.name_cells()


class FigureFormSet(LockedFormSet):
    """The rows of a list of figures: which quarters were handed in is read once for all of them."""

    def __init__(self, data: Any = None, files: Any = None, *, queryset: Any = None, **kwargs: Any) -> None:
        if data is not None and queryset is not None:
            handed_in_of(queryset).lock()
        super().__init__(data, files, queryset=queryset, **kwargs)

    @cached_property
    def handed_in(self) -> HandedIn:
        return handed_in_of(self.get_queryset())

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"handed_in": self.handed_in}
