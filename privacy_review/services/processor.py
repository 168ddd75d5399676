"""Processors (委託先): registering one, once."""

import unicodedata

from django.db import transaction

from core.audit import act
from core.calendar import today
from core.errors import must_have, refuse
from core.faults import faults_of
from core.models import Staff
from core.text import fold
from privacy_review.models import Processor
from privacy_review.services.undertaking import WRITE


@transaction.atomic
def register_processor(*, actor: Staff, name: str, kana: str = "", corporate_number: str = "") -> Processor:
    """Register a processor from today on. `corporate_number` is its 13 digits, of any width, or "".

    It is for who writes cases; 区政情報課 keeps the register in the admin. Raises NotPermittedError, or
    DomainError with every fault, such as that it is registered already, whatever the widths and spaces of its
    name; IntegrityError where somebody else registers it in the same moment.
    """
    must_have(actor, WRITE, "委託先を登録する権限がありません。")
    processor = Processor(
        name=name.strip(),
        kana=kana.strip(),
        corporate_number=unicodedata.normalize("NFKC", corporate_number).strip(),
        starts_on=today(),
    )
    refuse(_faults_of(processor))
    with act("register_processor", by=actor):
        processor.save()
    return processor


def _faults_of(processor: Processor) -> list[str]:
    reasons = faults_of(processor, {field.name for field in Processor._meta.fields})
    same = Processor.objects.filter(name__folded=fold(processor.name)).first() if processor.name else None
    if same is None and processor.corporate_number:
        same = Processor.objects.filter(corporate_number=processor.corporate_number).first()
    if same is not None:
        reasons.append(_already_there(same))
    return reasons


def _already_there(processor: Processor) -> str:
    if processor.ends_on is not None and processor.ends_on < today():
        return (
            f"「{processor}」は、使わなくなった委託先として登録されています。区政情報課に知らせてください。"
        )
    return f"「{processor}」は、すでに登録されています。委託先の一覧から選んでください。"
