import os
import secrets
import unicodedata
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from environs import env

from core.errors import DomainError
from core.models import Staff
from registry.services.demo_accounts import create_demo_accounts

LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"  # without what is taken for one another: l, 1, i, o, 0


class Command(BaseCommand):
    help = (
        "Make an account for every role, to try the product with, and say how to log in. "
        "The password is DAICHO_DEMO_PASSWORD, else one made up once and kept."
    )

    def handle(self, *args, verbosity: int, **options) -> None:
        if not settings.DEMO_ACCOUNTS_ALLOWED:
            raise CommandError(
                "この設定では見本のアカウントを作れません。本番では、管理者が職員を一人ずつ登録してください。"
            )
        password = env.str("DAICHO_DEMO_PASSWORD", "") or _kept_password(
            settings.BASE_DIR / ".local" / "demo-password"
        )
        try:
            accounts = create_demo_accounts(password)
        except DomainError as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write(_table(accounts))
            self.stdout.write(f"\nパスワード（全員共通）：{password}")
            self.stdout.write("ログイン画面で、職員番号とパスワードを入力してください。")


def _kept_password(file: Path) -> str:
    """Made up once and kept, so that the next run says the same."""
    if file.exists() and (kept := file.read_text(encoding="utf-8").strip()):
        return kept
    password = "-".join("".join(secrets.choice(LEGIBLE) for _ in range(4)) for _ in range(4))
    file.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as kept_file:
        kept_file.write(f"{password}\n")
    return password


def _table(accounts: list[Staff]) -> str:
    """The accounts in columns, for a terminal where a Japanese character is two wide."""
    lines = [("職員番号", "氏名", "所属")]
    lines += [(each.username, each.name, str(each.department)) for each in accounts]
    widths = [max(map(_width, column)) + 2 for column in zip(*lines, strict=True)]
    padded = (
        [text + " " * (width - _width(text)) for text, width in zip(line, widths, strict=True)]
        for line in lines
    )
    return "\n".join("".join(line).rstrip() for line in padded)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "FW" else 1 for character in text)
