"""The trail of changes of every register, for those who audit."""

from typing import cast

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.history import Position, tracked_models, trail


class TrailForm(forms.Form):
    """Which register's changes to show."""

    register = forms.ChoiceField(label="台帳", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        registers = [(model._meta.label_lower, model._meta.verbose_name) for model in tracked_models()]
        choices = [("", "すべて"), *sorted(registers, key=lambda pair: str(pair[1]))]
        cast(forms.ChoiceField, self.fields["register"]).choices = choices


@permission_required("core.view_trail", raise_exception=True)
def trail_page(request: HttpRequest) -> HttpResponse:
    """The changes of all registers, or of one, newest first, a page at a time."""
    form = TrailForm(request.GET)
    chosen = form.cleaned_data["register"] if form.is_valid() else ""
    registers = [model for model in tracked_models() if chosen in ("", model._meta.label_lower)]
    after = request.GET.get("after")
    try:
        position = Position.parse(after) if after else None
    except ValueError as error:
        raise BadRequest("unknown position") from error
    steps, following = trail(registers=registers, after=position)
    context = {
        "title": "変更の記録",
        "lead": "だれが、いつ、どの台帳の何を、どう変えたかの記録です。新しい順です。",
        "form": form,
        "steps": steps,
        "register": chosen,
        "following": following,
        "is_first": position is None,
    }
    return render(request, "records/trail.html", context)
