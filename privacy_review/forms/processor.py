"""The form of a new processor."""

from typing import Any

from django import forms

from core.forms import RegisterForm
from privacy_review.models import Processor


class NewProcessorForm(RegisterForm):
    """A processor that no list has yet. What is there already is told by the service."""

    corporate_number = forms.CharField(
        label="法人番号",
        required=False,
        max_length=20,
        help_text=Processor._meta.get_field("corporate_number").help_text,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    class Meta:
        model = Processor
        fields = ("name", "kana")
        help_texts = {"name": "例：株式会社架空事務センター"}

    field_order = ("name", "kana", "corporate_number")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].error_messages["required"] = "委託先の名称を入れてください。"

    def validate_unique(self) -> None:
        """The service says it, with what to do."""

    def validate_constraints(self) -> None:
        """As above."""
