"""Rules for single values that models and forms share. Migrations name them: they stay where they are."""

from django.core.exceptions import ValidationError

from core.guard import guard_refuses


def no_my_number(value: str) -> None:
    """Refuse text that may hold a My Number, without repeating it. For every free text of a model or form.

    Raises ValidationError with the code "my_number"; core/overrides.py says who may let it stand and how.
    """
    if guard_refuses(value):
        raise ValidationError(
            "個人番号（マイナンバー）と思われる12桁の数字があります。個人番号は登録できません。"
            "その数字を消してから、もう一度登録してください。",
            code="my_number",
        )
