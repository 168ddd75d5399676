"""A section as it would print, before it is saved."""

from collections.abc import Mapping

from core.reports.document import Document, Node


class PreviewNode(Node):
    """A section that stands alone on a page of the product, below a heading of that page."""

    @property
    def tag_level(self) -> int:
        return 3


def preview_of(document: Document, slug: str, texts: Mapping[str, str]) -> PreviewNode:
    """The section of that name with these values of its fields, without those below it. Nothing is saved.

    Raises LookupError where the report has no such section.
    """
    for section in document.sections:
        if section.slug == slug:
            for name, text in texts.items():
                setattr(section, name, text)
    return PreviewNode(**vars(document.node(slug)))
