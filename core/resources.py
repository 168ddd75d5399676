"""Registers as CSV files, out and in, through django-import-export: what every one has, and core's own."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.html import conditional_escape, format_html
from import_export import fields, resources, widgets

from core.calendar import parse_day
from core.constraints import sentence_of
from core.errors import DomainError
from core.models import Department, Staff
from core.services.staff import save_staff
from core.text import parse_count

YES, NO = "有", "無"
LONGEST_REASON = 100  # of a transfer


class DayWidget(widgets.Widget):
    """A day in any way people write it; in files it is ISO."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        return parse_day(value) if value.strip() else None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""


class CountWidget(widgets.Widget):
    """A count in any width; nothing is 0, as it stands in an order."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        return parse_count(value) or 0


class TextWidget(widgets.Widget):
    """A text without the spaces around it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return value.strip()


class YesNoWidget(widgets.Widget):
    """有 or 無."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        if value.strip() not in (YES, NO):
            raise ValueError(f"「{YES}」か「{NO}」を入れてください。")
        return value.strip() == YES

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return YES if value else NO


class ChoiceWidget(widgets.Widget):
    """A choice by its label."""

    def __init__(self, choices: Any) -> None:
        super().__init__()
        self.labels = dict(choices)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        for key, label in self.labels.items():
            if label == value.strip():
                return key
        raise ValueError(f"{'、'.join(self.labels.values())}のどれかを入れてください。")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(self.labels.get(value, value))


class CodeWidget(widgets.ForeignKeyWidget):
    """Another record by its code."""

    def __init__(self, model: type[Model]) -> None:
        super().__init__(model, "code")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Model | None:
        code = value.strip()
        if not code:
            return None
        try:
            return self.model._default_manager.get(code=code)
        except self.model.DoesNotExist:
            label = self.model._meta.get_field("code").verbose_name
            raise ValueError(f"「{code}」という{label}はありません。") from None


def column(heading: str, attribute: str, widget: widgets.Widget | None = None) -> fields.Field:
    """A column of the file: its heading, and the field of the record. Blank is blank and no default."""
    return fields.Field(
        attribute=attribute, column_name=heading, widget=widget or TextWidget(), saves_null_values=True
    )


class PlainDiff(resources.Diff):
    """What a row changes, as `del` and `ins`: the library's own carries inline styles, which the
    Content-Security-Policy refuses."""

    def as_html(self) -> list[str]:
        return [self._cell(before, after) for before, after in zip(self.left, self.right, strict=True)]

    def _cell(self, before: Any, after: Any) -> str:
        if self.new or before == after:
            return conditional_escape(after)
        return format_html("<del>{}</del> <ins>{}</ins>", before, after)


class RegisterResource(resources.ModelResource):
    """Rows are added or changed by their code, all or none; none is deleted, and every rule is asked."""

    key_heading: str

    class Meta:
        use_transactions = True
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True

    @classmethod
    def headings(cls) -> list[str]:
        """The columns of the file, in order."""
        return [field.column_name for field in cls().get_import_fields()]

    @classmethod
    def get_diff_class(cls) -> type[resources.Diff]:
        return PlainDiff

    def key_of(self, row: Any) -> str:
        """What tells the rows apart."""
        return row[self.key_heading].strip()

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        self._rows_by_key: dict[str, int] = {}
        self.consequences: list[str] = []  # what the rows bring beside what stands in them, in words

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        key = self.key_of(row)
        first = self._rows_by_key.setdefault(key, kwargs["row_number"])
        if first != kwargs["row_number"]:
            raise ValidationError(
                f"{self.key_heading}「{key}」の行が２つあります。どちらか一方にしてください。"
            )

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Save the row; what the database or a service refuses is a fault of its line."""
        try:
            with transaction.atomic():
                super().save_instance(instance, is_create, row, **kwargs)
        except IntegrityError as error:
            raise ValidationError(sentence_of(error)) from error
        except DomainError as error:
            raise ValidationError(list(error.reasons)) from error

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Tell the rows' lines and what they bring. The library would reset the sequences here, which only
        the tables' owner may; no file brings keys of its own."""
        result.lines = dataset.lines
        result.consequences = self.consequences


class DepartmentResource(RegisterResource):
    key_heading = "所属コード"

    code = column(key_heading, "code")
    bureau = column("部", "bureau")
    section = column("課・所", "section")
    starts_on = column("設置日", "starts_on", DayWidget())
    ends_on = column("廃止日", "ends_on", DayWidget())
    order = column("並び順", "order", CountWidget())

    class Meta(RegisterResource.Meta):
        model = Department
        import_id_fields = ("code",)
        fields = ("code", "bureau", "section", "starts_on", "ends_on", "order")


class StaffResource(RegisterResource):
    """People without their passwords and roles: both are given one by one."""

    key_heading = "職員番号"

    username = column(key_heading, "username")
    name = column("氏名", "name")
    kana = column("ふりがな", "kana")
    email = column("メールアドレス", "email")
    department = column("所属コード", "department", CodeWidget(Department))
    is_active = column("有効", "is_active", YesNoWidget())

    class Meta(RegisterResource.Meta):
        model = Staff
        import_id_fields = ("username",)
        fields = ("username", "name", "kana", "email", "department", "is_active")

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        super().before_import_row(row, **kwargs)
        self._actor, self._file = kwargs["user"], kwargs.get("file_name") or ""

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        """A change of post goes the way of a transfer."""
        if is_create:
            super().do_instance_save(instance, is_create)
            return
        ended = save_staff(
            instance, actor=self._actor, reason=f"職員のファイル取込み（{self._file}）"[:LONGEST_REASON]
        )
        if ended is not None:
            what = "、".join(ended) or "終わるものはありません"
            self.consequences.append(f"{instance.name}さん（{instance.username}）の異動：{what}")

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        if new:
            instance.set_unusable_password()
        elif instance.is_superuser:
            raise ValidationError("全権の管理者は、ファイルでは変更できません。この行を消してください。")
