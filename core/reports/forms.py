"""The forms of a report that is being drafted."""

from typing import Any

from django import forms

from core.admin.fields import FiscalYearField, ProseField
from core.fields import CountField, DayField
from core.forms import RegisterForm
from core.models import Report, Section
from core.reports.kinds import Scope, kind_of
from core.services.report_drafting import SectionContent, TitlePage
from core.validators import no_my_number

_PROSE = {"spellcheck": "false"}
_FACTS = "数や日付は、「差し込める項目」から {{ }} の形で入れます。"


class ReportNumberField(CountField):
    """A number that names a report and counts nothing: full-width is read, and no commas are shown."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput({"autocomplete": "off"}), min_value=1, **options)

    def prepare_value(self, value: Any) -> Any:
        return value


class ComparedForm(RegisterForm):
    """A RegisterForm that also shows what somebody else has made of a long text meanwhile, beside one's own.

    `theirs` holds it by field, after the form was refused for it.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        self.theirs: dict[str, str] = {}
        super().__init__(*args, **options)

    def _show_present(self, typed: set[str]) -> None:
        self.theirs = {
            name: self._present(name)
            for name in self._guarded()
            if name in typed
            and isinstance(self.fields[name].widget, forms.Textarea)
            and self._shown(name) != self._present(name)
        }
        super()._show_present(typed)


class SectionForm(ComparedForm):
    """What a section says. The table is chosen by its title."""

    body = ProseField(
        label="本文",
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 14, **_PROSE}),
        help_text=f"行の初めの「- 」は箇条書き、空の行は段落の区切りです。{_FACTS}",
    )
    after = ProseField(
        label="表の後の文", required=False, strip=False, widget=forms.Textarea({"rows": 4, **_PROSE})
    )
    exhibit = forms.ChoiceField(label="表", required=False)

    class Meta:
        model = Section
        fields = ("heading", "heading_note", "numbering", "running_head", "body", "exhibit", "after")
        labels = {"running_head": "資料番号（別紙だけ）"}
        help_texts = {"running_head": ""}

    def __init__(self, *args: Any, instance: Section, **options: Any) -> None:
        super().__init__(*args, instance=instance, **options)
        sources = kind_of(instance.report.kind).exhibits().values()
        exhibit: Any = self.fields["exhibit"]
        exhibit.choices = [("", "（なし）"), *((source.slug, source.title) for source in sources)]

    @property
    def content(self) -> SectionContent:
        """What was written, for the service."""
        return SectionContent(**{name: self.cleaned_data[name] for name in self.Meta.fields})

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the controls now, checked or not: for the preview."""
        return {name: str(self[name].value() or "") for name in self.Meta.fields}


class TitlePageForm(ComparedForm):
    """What stands on the title page. Kind, period and departments are the report's own matter."""

    number = ReportNumberField(label="報告番号")
    issued_on = DayField(label="報告日", help_text="例：令和6年10月25日、R6.10.25")
    preamble = ProseField(
        label="前文",
        strip=False,
        widget=forms.Textarea({"rows": 8, **_PROSE}),
        help_text=f"根拠となる条例を記します。{_FACTS}",
    )

    class Meta:
        model = Report
        fields = ("number", "issued_on", "running_head", "title", "subtitle", "preamble")

    @property
    def content(self) -> TitlePage:
        """What was written, for the service."""
        return TitlePage(**{name: self.cleaned_data[name] for name in self.Meta.fields})


class SectionNewForm(forms.Form):
    """A new section: what it is called. The rest is written in its own page."""

    heading = forms.CharField(label="見出し", max_length=200, validators=[no_my_number])
    numbering = forms.ChoiceField(
        label="見出しの形", choices=Section.Numbering.choices, initial=Section.Numbering.NUMBERED
    )
    slug = forms.SlugField(
        label="節の名前",
        max_length=60,
        required=False,
        validators=[no_my_number],
        help_text="ほかの節の文から {{ section:名前 }} で番号を差し込むときの名前です。"
        "半角の英数字とハイフンで付けます。空けておくと自動で付きます。",
    )

    @property
    def content(self) -> SectionContent:
        return SectionContent(heading=self.cleaned_data["heading"], numbering=self.cleaned_data["numbering"])


class CarryForwardForm(forms.Form):
    """Of which period the new report is, and under which number."""

    number = ReportNumberField(
        label="報告番号", help_text="新しい報告書の番号です。例：361。あとで変えられます。"
    )
    fiscal_year = FiscalYearField(label="年度", help_text="例：令和5年度、R5、2023")
    starts_on = DayField(label="対象期間の開始日", help_text="例：令和5年9月1日、R5.9.1")
    ends_on = DayField(label="対象期間の終了日")
    issued_on = DayField(
        label="報告日", help_text="まだ決まっていなければ、予定の日を入れます。あとで変えられます。"
    )

    def __init__(self, *args: Any, of_fiscal_year: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("starts_on", "ends_on") if of_fiscal_year else ("fiscal_year",):
            del self.fields[name]

    @property
    def scope(self) -> Scope:
        """The period of the new report."""
        if "fiscal_year" in self.fields:
            return Scope.of_fiscal_year(self.cleaned_data["fiscal_year"])
        return Scope(self.cleaned_data["starts_on"], self.cleaned_data["ends_on"])
