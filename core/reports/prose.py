"""Prose: a small Markdown (paragraphs, lists, strong, line breaks) with facts in `{{ }}`, nothing else.

It is parsed to plain blocks that a template prints with its own escaping; no HTML passes through here.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

FACT = re.compile(r"\{\{\s*([A-Za-z_][\w.]*)(?::([\w.-]+))?\s*\}\}", re.ASCII)
# Anything in double braces is meant as a fact, so what does not parse as one is an error and not text.
BRACES = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
NOTE_MARKS = ("※", "＊")


@dataclass(frozen=True)
class Span:
    """A run of text in a line; `strong` where it is emphasised."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph (`lines`), or a list (`items`, each of them blocks)."""

    lines: tuple[tuple[Span, ...], ...] = ()
    items: tuple[tuple["Block", ...], ...] = ()
    ordered: bool = False

    @property
    def is_note(self) -> bool:
        """A paragraph that begins with ※ or ＊ is a note and hangs."""
        return bool(self.lines and self.lines[0] and self.lines[0][0].text.startswith(NOTE_MARKS))


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("zero").enable(["list", "emphasis", "newline", "escape"])


def fact_names(text: str) -> Iterator[tuple[str, str]]:
    """(name, parameter) of every fact that the text names; what does not parse comes as (text, "")."""
    for found in BRACES.finditer(text):
        fact = FACT.fullmatch(found.group())
        yield (fact[1], fact[2] or "") if fact else (found.group(1).strip(), "")


def fill(text: str, fact: Callable[[str, str], str]) -> str:
    """The text with every `{{ name }}` replaced by what `fact(name, parameter)` answers."""

    def answer(found: re.Match[str]) -> str:
        parsed = FACT.fullmatch(found.group())
        return fact(parsed[1], parsed[2] or "") if parsed else fact(found.group(1).strip(), "")

    return BRACES.sub(answer, text)


def blocks(text: str, fact: Callable[[str, str], str]) -> tuple[Block, ...]:
    """The prose as blocks, its facts filled in."""
    tree = SyntaxTreeNode(_parser().parse(text))
    return tuple(_block(node, fact) for node in tree.children)


def _block(node: SyntaxTreeNode, fact: Callable[[str, str], str]) -> Block:
    if node.type in ("bullet_list", "ordered_list"):
        items = tuple(tuple(_block(child, fact) for child in item.children) for item in node.children)
        return Block(items=items, ordered=node.type == "ordered_list")
    inline = node.children[0] if node.children else None
    return Block(lines=_lines(inline, fact))


def _lines(inline: SyntaxTreeNode | None, fact: Callable[[str, str], str]) -> tuple[tuple[Span, ...], ...]:
    """The paragraph's lines. A line break in the source is none on paper unless it is a hard one:
    Japanese is wrapped where the page ends, without spaces."""
    lines: list[list[Span]] = [[]]

    def read(nodes: Iterable[SyntaxTreeNode], *, strong: bool) -> None:
        for node in nodes:
            if node.type == "hardbreak":
                lines.append([])
            elif node.type == "strong":
                read(node.children, strong=True)
            elif node.type == "em":
                # 住基ネット*1とカード*2: footnote marks and no emphasis, so they print as they were typed.
                lines[-1].append(Span(node.markup, strong))
                read(node.children, strong=strong)
                lines[-1].append(Span(node.markup, strong))
            elif node.content:
                lines[-1].append(Span(fill(node.content, fact), strong))

    read(inline.children if inline else (), strong=False)
    return tuple(tuple(line) for line in lines)
