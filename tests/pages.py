"""Pages as a browser has them: what their forms would send."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse


class _Form(HTMLParser):
    """The controls of one form and what they hold. Buttons are not pressed."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.inside = False
        self.data: dict[str, Any] = {}
        self.choice: str | None = None
        self.text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = attributes.get("id") == self.form_id
        elif self.inside and tag == "input":
            self._take_input(attributes)
        elif self.inside and tag == "select":
            self.choice = attributes["name"]
        elif self.inside and tag == "option" and "selected" in attributes and self.choice:
            self.data[self.choice] = attributes.get("value", "")
        elif self.inside and tag == "textarea":
            self.text = attributes["name"]
            self.data[self.text] = ""

    def _take_input(self, attributes: dict[str, str]) -> None:
        kind, name = attributes.get("type", "text"), attributes.get("name")
        if not name or kind in ("submit", "button"):
            return
        value = attributes.get("value", "on" if kind == "checkbox" else "")
        if kind in ("checkbox", "radio") and "checked" not in attributes:
            return
        if kind == "checkbox" or name in self.data:
            before = self.data.setdefault(name, [])
            self.data[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            self.data[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.choice = None
        elif tag == "textarea" and self.text is not None:
            # The first line end after the tag is the markup's and not the text's.
            self.data[self.text] = self.data[self.text].removeprefix("\n")
            self.text = None

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.data[self.text] += data


def form_of(response: HttpResponse, form_id: str) -> dict[str, Any]:
    """What the form of that id would send as it stands; add to it what a person types."""
    parser = _Form(form_id)
    parser.feed(response.content.decode())
    assert parser.data, f"no form {form_id}"
    return parser.data


def text_of(response: HttpResponse) -> str:
    return response.content.decode()
