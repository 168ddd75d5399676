"""What the Content-Security-Policy would refuse never gets into a template or a style sheet."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
STYLE_SHEETS = sorted((settings.BASE_DIR / "core/static").rglob("*.css"))
SCRIPTS = sorted((settings.BASE_DIR / "core/static").rglob("*.js"))

REFUSED_IN_TEMPLATES = {
    "a style attribute": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an event attribute": r"\son[a-z]+\s*=\s*[\"']",
    "unescaped text": r"\|\s*safe\b|\bautoescape\s+off\b",
    "an asset from outside": r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//",
}
REFUSED_IN_STYLE_SHEETS = {
    "an asset from outside": r"(?:https?:)?//[a-z]",
    "an embedded asset": r"data:",
    "an import": r"@import",
}


def _name(file: Path) -> str:
    return str(file.relative_to(settings.BASE_DIR))


def _found(rules: dict[str, str], text: str) -> list[str]:
    return [what for what, pattern in rules.items() if re.search(pattern, text)]


@pytest.mark.parametrize("file", TEMPLATES, ids=_name)
def test_template_holds_nothing_that_the_policy_refuses(file):
    assert _found(REFUSED_IN_TEMPLATES, file.read_text()) == []


@pytest.mark.parametrize("file", STYLE_SHEETS, ids=_name)
def test_style_sheet_loads_nothing_from_outside(file):
    assert _found(REFUSED_IN_STYLE_SHEETS, file.read_text()) == []


@pytest.mark.parametrize("file", SCRIPTS, ids=_name)
def test_script_is_strict_and_evaluates_nothing(file):
    text = file.read_text()
    assert '"use strict";' in text
    assert not re.search(r"\beval\(|new Function|https?://", text)


@pytest.mark.parametrize(
    ("what", "markup"),
    [
        ("a style attribute", '<p style="color: red">'),
        ("a style element", "<style>"),
        ("an inline script", "<script>"),
        ("an event attribute", '<a onclick="go()">'),
        ("unescaped text", "{{ text|safe }}"),
        ("an asset from outside", '<img src="//example.jp/x.png">'),
    ],
)
def test_rule_finds_what_it_names(what, markup):
    assert _found(REFUSED_IN_TEMPLATES, markup) == [what]
