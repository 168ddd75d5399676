"""Forms of the figures, as they stand in the admin."""

from decimal import Decimal
from typing import Any

from django import forms

from core.admin.fields import FiscalYearField
from core.forms import RegisterForm
from mynumber.models.figure import QUARTERS


class FlowFigureRowForm(RegisterForm):
    """A row of the list, in which a quarter is entered for all series at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return  # the empty form that Django asks for the media of an empty list
        for name in QUARTERS:
            attributes = self.fields[name].widget.attrs
            attributes["aria-label"] = f"{self.instance} {self.fields[name].label}"
            if self.instance.whole_year is not None:
                attributes["readonly"] = True
                attributes["title"] = "年間の数だけが登録されています。変えるときは行を開いてください。"


class StockFigureForm(RegisterForm):
    """A stock shows the decimals of its series and no more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            places = Decimal(1).scaleb(-self.instance.series.decimals)
            self.initial["value"] = self.instance.value.quantize(places)


class StockFigureRowForm(StockFigureForm):
    """A row of the list of stocks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["value"].widget.attrs["aria-label"] = f"{self.instance} {self.fields['value'].label}"


class YearForm(forms.Form):
    """Which fiscal year is to be prepared."""

    fiscal_year = FiscalYearField(label="年度", help_text="例：令和4年度、R4、2022")


class LookUpYearForm(forms.Form):
    """Which fiscal year's look-ups are shown; nothing typed is this year."""

    fiscal_year = FiscalYearField(
        label="年度",
        required=False,
        min_value=1989,
        max_value=2100,
        widget=forms.TextInput({"size": 10, "placeholder": "令和4年度"}),
        error_messages={
            "min_value": "平成元年度から後の年度を入れてください。",
            "max_value": "2100年度までの年度を入れてください。",
        },
    )
