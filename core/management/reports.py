"""What the report commands share: finding what was named, or saying what there is."""

from django.core.management.base import CommandError

from core.models import Report


def report_of(number: int) -> Report:
    """The report of that number. Raises CommandError naming those there are."""
    try:
        return Report.objects.get(number=number)
    except Report.DoesNotExist:
        known = "、".join(str(each) for each in Report.objects.values_list("number", flat=True)) or "なし"
        raise CommandError(f"報告第{number}号は登録されていません。登録済みの報告書：{known}") from None
