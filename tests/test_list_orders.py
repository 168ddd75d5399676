"""The own order of every list is that of an index: so its pages cost the same however long it grows."""

from collections.abc import Iterator

import pytest
from django.db.models import Model
from django.test import RequestFactory
from django.urls import resolve, reverse

from core.lists import RegisterList
from core.paging import Key, settled
from tests.access import LISTS
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def indexes(model: type[Model]) -> Iterator[list[tuple[str, bool]]]:
    """The columns of each index of the model, each with whether it falls."""
    options = model._meta
    yield from ([(field.attname, False)] for field in options.concrete_fields if field.unique)
    for index in options.indexes:
        if index.condition is None:
            yield [(options.get_field(name).attname, bool(order)) for name, order in index.fields_orders]


def serves(index: list[tuple[str, bool]], keys: list[Key]) -> bool:
    """Whether the index, read forwards or backwards, is in the order of the keys."""
    columns = [name for name, _ in index]
    turned = {falls != key.descending for (_, falls), key in zip(index, keys, strict=False)}
    return columns[: len(keys)] == [key.path for key in keys] and len(turned) == 1


@pytest.mark.parametrize("name", LISTS)
def test_order_of_the_list_is_that_of_an_index(name):
    view = resolve(reverse(name)).func.view_class
    if not issubclass(view, RegisterList):
        return  # a table of a year, which does not grow
    request = RequestFactory().get("/")
    request.user = make_staff("auditor")
    rows = view(request=request).get_queryset()
    keys = settled(rows, [str(key) for key in rows.query.order_by])
    assert any(serves(index, keys) for index in indexes(view.model)), [key.path for key in keys]
