"""The rows of a table, for templates/tables/."""

from django import template

from core import cells

register = template.Library()

# `{% rows_of table as rows %}`: its `tr` elements; nothing where it has no rows.
register.simple_tag(cells.rows_of)
