"""Loading a municipality's published data into an empty installation."""

import json
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import IntegrityError, transaction

from core.audit import act
from core.errors import DomainError
from core.models import Municipality


def municipality_folders() -> dict[str, Path]:
    """The municipalities that can be loaded: the folders under FIXTURE_DIRS that hold JSON files, by name."""
    folders = (path for root in settings.FIXTURE_DIRS for path in sorted(Path(root).iterdir()))
    return {path.name: path for path in folders if any(path.glob("*.json"))}


def load_municipality(name: str) -> int:
    """Enter every row of the municipality's files; answers how many, 0 where one is registered already.

    The files are Django fixtures and are read in the order of their names. A `pk` in them serves only to let
    later rows point to the row: the database gives the real one. So nothing that is there is overwritten.

    Raises DomainError, with nothing entered, for an unknown name and for rows that are there already.
    """
    folder = municipality_folders().get(name)
    if folder is None:
        known = "、".join(sorted(municipality_folders())) or "なし"
        raise DomainError(
            f"「{name}」という自治体のデータはありません。あるもの：{known}。名前を確かめてください。"
        )
    with transaction.atomic(), act("load_municipality", reason=f"公表されたデータの登録（{name}）"):
        if Municipality.objects.exists():
            return 0
        rows = [row for file in sorted(folder.glob("*.json")) for row in json.loads(file.read_text("utf-8"))]
        try:
            reasons = _enter(rows)
        except IntegrityError as error:
            raise DomainError(
                "登録済みの記録と重なるため、読み込めませんでした。何も登録していません。"
                f"空のデータベースで実行してください。（{error}）"
            ) from error
        if reasons:
            raise DomainError(*reasons, "何も登録していません。空のデータベースで実行してください。")
    return len(rows)


def _enter(rows: list[dict[str, Any]]) -> list[str]:
    """Enter the rows in their order; answers what stands in the way of those that are there already."""
    real_keys: dict[tuple[Any, int], Any] = {}
    reasons = []
    for row in rows:
        model = apps.get_model(row["model"])
        fields = {
            name: real_keys[model._meta.get_field(name).related_model, value]
            if model._meta.get_field(name).many_to_one and isinstance(value, int)
            else value
            for name, value in row["fields"].items()
        }
        (read,) = serializers.deserialize("python", [{"model": row["model"], "fields": fields}])
        if read.object.pk is not None:
            reasons.append(f"{model._meta.verbose_name}「{read.object}」はすでに登録されています。")
            continue
        read.save(force_insert=True)
        if "pk" in row:
            real_keys[model, row["pk"]] = read.object.pk
    return reasons
