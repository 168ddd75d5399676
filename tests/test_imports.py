"""The house's arrows: config → mynumber, privacy_review → registry → core, and within an app as listed."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("config", "mynumber", "privacy_review", "registry", "core")

# What each room may import of ours.
MAY_IMPORT = {
    "config": {"config", "mynumber", "privacy_review", "registry", "core"},
    "mynumber": {"mynumber", "registry", "core"},
    "privacy_review": {"privacy_review", "registry", "core"},
    "registry": {"registry", "core"},
    "core": {"core"},
}

# Within an app: a layer imports its own and those before it.
LAYERS = (
    {"choices", "states"},
    {"models", "validators"},
    {"statistics", "lookups", "services", "registers", "shown_figures", "work"}
    | {"asked", "quarters", "sheet", "sheet_reading", "expectations"},
    {"exhibits", "report_checks"},
    {"forms", "tables", "filters", "resources", "annual_report", "review_report"},
    {"views", "admin"},
    {"urls"},
)

FORBIDDEN_NAMES = re.compile(r"^(utils?|helpers?|common|misc|mixins)(\.py)?$")


def sources():
    return [
        path
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def imports(path):
    """(module, whether it stands inside a function) of every import of ours."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inline = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            if name.split(".")[0] in ROOMS:
                yield name, id(node) in inline


def layer_of(name):
    return next((index for index, layer in enumerate(LAYERS) if name in layer), None)


def test_rooms_import_only_what_lies_below_them():
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources()
        for name, _ in imports(path)
        if name.split(".")[0] not in MAY_IMPORT[path.relative_to(ROOT).parts[0]]
    ]
    assert wrong == []


def test_no_inline_import_goes_round_the_arrows():
    wrong = [
        f"{path.relative_to(ROOT)}: {name}" for path in sources() for name, inline in imports(path) if inline
    ]
    assert wrong == []


@pytest.mark.parametrize("app", ["mynumber", "privacy_review", "registry"])
def test_layers_of_an_app_import_only_what_lies_before_them(app):
    wrong = []
    for path in sources():
        room, *rest = path.relative_to(ROOT).with_suffix("").parts
        if room != app:
            continue
        mine = layer_of(rest[0])
        for name, _ in imports(path):
            parts = name.split(".")
            theirs = layer_of(parts[1]) if parts[0] == app and len(parts) > 1 else None
            if mine is not None and theirs is not None and theirs > mine:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []


def test_no_file_is_a_drawer():
    drawers = [str(path.relative_to(ROOT)) for path in sources() if FORBIDDEN_NAMES.match(path.name)]
    drawers += [str(path.relative_to(ROOT)) for path in sources() if FORBIDDEN_NAMES.match(path.parent.name)]
    assert drawers == []
