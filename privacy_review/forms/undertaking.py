"""The forms of an undertaking: entering one with its cases, and its name."""

from typing import Any

from django import forms

from core.forms import RegisterForm
from core.validators import no_my_number
from privacy_review.forms.review_case import CategoriesField
from privacy_review.models import ImplementingBody, Undertaking
from privacy_review.models.criterion import Criterion
from privacy_review.services.undertaking import UndertakingContent


class UndertakingForm(forms.Form):
    """What is entered once for all cases of an undertaking."""

    name = forms.CharField(
        label="業務の名称",
        max_length=Undertaking._meta.get_field("name").max_length,
        validators=[no_my_number],
        help_text="例：住民税非課税世帯等への価格高騰重点支援給付金",
        error_messages={"required": "業務の名称を入れてください。"},
    )
    implementing_body = forms.ModelChoiceField(
        ImplementingBody.objects.all(),
        label="実施機関",
        empty_label="選んでください",
        error_messages={
            "required": "実施機関を選んでください。",
            "invalid_choice": "この中から選び直してください。",
        },
    )
    criteria = forms.MultipleChoiceField(
        label="審査基準",
        choices=Criterion.choices,
        widget=forms.CheckboxSelectMultiple({"class": "choices"}),
        help_text="当てはまるものすべてに印を付けます。印ごとに、審査案件の下書きを1件作ります。",
        error_messages={
            "required": "この業務に当てはまる審査基準を、1つ以上選んでください。",
            "invalid_choice": "この中から選び直してください。",
        },
    )
    outline = forms.CharField(
        label="業務の概要",
        required=False,
        validators=[no_my_number],
        widget=forms.Textarea({"rows": 4}),
        help_text="各案件の内容・利用目的の書き出しになります。あとで案件ごとに直せます。",
    )
    special_care = forms.BooleanField(
        label="要配慮個人情報",
        required=False,
        help_text="病歴、障害、犯罪の経歴など、法律で定める要配慮個人情報を取り扱うときに印を付けます。",
    )
    care_categories = CategoriesField(
        required=False, help_text="条例で定める要配慮個人情報を取り扱うときに、その内容に印を付けます。"
    )

    @property
    def content(self) -> UndertakingContent:
        """What was written, for the service."""
        written = self.cleaned_data
        return UndertakingContent(
            name=written["name"],
            implementing_body=written["implementing_body"],
            criteria=tuple(Criterion(each) for each in written["criteria"]),
            outline=written["outline"],
            special_care=written["special_care"],
            care_categories=tuple(written["care_categories"]),
        )


class UndertakingNameForm(RegisterForm):
    """Another name for the undertaking."""

    class Meta:
        model = Undertaking
        fields = ("name",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].error_messages["required"] = "業務の名称を入れてください。"
