"""Saving a member of staff whose post changes: what hangs on the post is not core's to know.

`settings.STAFF_TRANSFER` is the dotted path of what ends it: it takes (staff, *, to, effective_on, reason,
actor), `to` being None for who leaves, writes the new post, and answers in words what ended.
"""

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from core.calendar import today
from core.errors import DomainError
from core.models import Staff


@transaction.atomic
def save_staff(staff: Staff, *, actor: Staff, reason: str) -> list[str] | None:
    """Save a person as they stand in the form or file; answers what ended with the old post, in words, and
    None where no post was left.

    Who changes department or leaves is transferred as of today, with all that belongs to it: their roles go
    too, whatever the form says of them. Raises DomainError with every reason why not.
    """
    before = Staff.objects.select_for_update(of=("self",)).filter(pk=staff.pk).first() if staff.pk else None
    ended: list[str] | None = None
    if before is not None and leaves_post(before, staff):
        if staff.is_active and staff.department is None:
            raise DomainError("所属を空欄にはできません。退職した職員は「有効」の印を外してください。")
        carry_out = import_string(settings.STAFF_TRANSFER)
        ended = carry_out(
            before,
            to=staff.department if staff.is_active else None,
            effective_on=today(),
            reason=reason,
            actor=actor,
        )
        staff.is_staff = staff.is_superuser = False
    staff.save()
    return ended


def leaves_post(before: Staff, after: Staff) -> bool:
    """Whether the person leaves a post: the department changes, or the service ends. A first department is
    no post left."""
    moves = before.department_id is not None and before.department_id != after.department_id
    return before.is_active and (moves or not after.is_active)
