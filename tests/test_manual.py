"""The user manual against the product: it speaks the words of the screen, its pictures and links exist."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from django.utils.translation import gettext, override

from docs.screenshots import IMAGES, PICTURES

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = sorted((ROOT / "docs" / "ja").glob("*.md"))
WITH_WORDS = ("config", "core", "registry", "mynumber", "privacy_review", "templates")

# What stands in 「」 and is no word of a screen: how people write figures and days.
EXAMPLES = {"１，０８４件", "令和5年3月31日", "R5.3.31", "2023-03-31"}


def words_on_screen() -> str:
    """Every text of the product, a sentence that is broken over lines joined again."""
    folders = [ROOT / name for name in WITH_WORDS]
    files = chain.from_iterable((*folder.rglob("*.py"), *folder.rglob("*.html")) for folder in folders)
    text = "\n".join(file.read_text() for file in files if "migrations" not in file.parts)
    with override("ja"):
        of_the_admin = gettext("Save")
    return re.sub(r'"\s*\n\s*f?"', "", text) + of_the_admin


def quoted(chapter: str) -> Iterator[str]:
    """What the chapter says that the screen says: in 「」, and in the first column of 画面の言葉."""
    flat = re.sub(r"\n\s*", "", chapter)
    yield from re.findall(r"「([^「」]+)」", flat)
    for table in re.findall(r"^\| 画面の言葉 .*\n\|.*\n((?:\|.*\n?)+)", chapter, re.M):
        yield from re.findall(r"^\| (.+?) \|", table, re.M)


def anchors(chapter: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", chapter, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_manual_speaks_the_words_of_the_screen(path):
    on_screen = words_on_screen()
    said = [each for each in quoted(path.read_text()) if each not in EXAMPLES]
    # … stands for a name or a figure.
    assert [each for each in said if not all(part in on_screen for part in each.split("…"))] == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_manual_leads_nowhere_in_vain(path):
    text = path.read_text()
    for target in re.findall(r"\]\(([^)]+)\)", text):
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.is_file(), target
        assert not anchor or anchor in anchors(there.read_text()), target


def test_every_picture_is_taken_and_shown():
    taken = {picture.name for picture in PICTURES}
    shown = set()
    for path in (*CHAPTERS, ROOT / "README.md"):
        shown |= set(re.findall(r"images/([\w-]+)\.png\)", path.read_text()))

    assert shown == taken == {path.stem for path in IMAGES.glob("*.png")}
