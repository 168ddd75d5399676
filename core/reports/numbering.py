"""The numbering of a report's sections: １ → （１） → ①. It is real text and follows from the tree."""

from core.text import to_full_width

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def _figure(position: int) -> str:
    """One figure is set full-width and two half-width, as in the publication: ９, then 10."""
    return to_full_width(str(position)) if position < 10 else str(position)


def number_of(level: int, position: int) -> str:
    """The number of the section at that level (1 is the outermost) and position (1 is the first)."""
    if level == 1:
        return _figure(position)
    if level == 2:
        return f"（{_figure(position)}）"
    if position <= len(CIRCLED):
        return CIRCLED[position - 1]
    return f"({position})"
