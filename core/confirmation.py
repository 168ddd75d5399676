"""Pages that say what will happen before it does: the form, then in words what it brings, then the deed."""

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse

from core.editing import EditPage
from core.errors import DomainError
from core.overrides import saving

_OF_THE_FRAME = ("csrfmiddlewaretoken", "seen")


class ConfirmPage(EditPage):
    """A form whose first pressing shows what will happen, and whose second does it.

    Where the form or what would happen is no longer what was shown, it is shown once more.

    check_label     the first button
    submit_label    the second one
    foretelling     the heading above what will happen
    nothing         what stands there where nothing does
    """

    template_name = "forms/confirm.html"
    check_label = "何が起こるかを確かめる"
    foretelling = "登録すると、次のことを行います"
    nothing = "ほかに終わるものや変わるものはありません。"

    def get_consequences(self, form: Any, record: Any) -> list[str]:
        """What the form, which is valid, would bring, a line each. Raises DomainError with every reason why
        it may not be done."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.get_record()
        form = self.checked_form(record)
        if form.is_valid() and not self.was_foretold(form, record):
            return self.answer(form, record)
        return super().post(request, **kwargs)

    def was_foretold(self, form: Any, record: Any) -> bool:
        """Whether the person has seen just what the form, which is valid, would bring. Where not, the page
        shows it from now on, or every reason why it may not be done."""
        try:
            with saving(form, self.guard):
                lines = self.get_consequences(form, record)
        except DomainError as error:
            for reason in error.reasons:
                form.add_error(None, reason)
            return False
        sent = self.request.POST
        seen = _digest(self.request, lines)
        if sent.get("seen") == seen:
            return True
        self.foretold = {"lines": lines, "seen": seen, "again": "seen" in sent}
        return False

    def get_context(self, form: Any, record: Any) -> dict[str, Any]:
        return super().get_context(form, record) | {
            "foretold": getattr(self, "foretold", None),
            "foretelling": self.foretelling,
            "nothing": self.nothing,
            "check_label": self.check_label,
        }


def _digest(request: HttpRequest, lines: list[str]) -> str:
    """What was typed and what it brings, in short: whether the person has seen just this."""
    typed = sorted((name, values) for name, values in request.POST.lists() if name not in _OF_THE_FRAME)
    return hashlib.sha256(json.dumps([typed, lines]).encode()).hexdigest()
