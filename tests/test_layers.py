"""Who may import whom (style.md section 3), read from the imports of every module."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STAGES = ("read", "normalise", "segment", "quantities", "relations", "link", "attribute", "confidence", "table")
PACKAGES = ("etl", "analysis", "views")
COMPOSITION_ROOT = {"etl.commands.check", "etl.commands.findings"}


def modules() -> list[Path]:
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return [*files, ROOT / "dashboard.py"]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


ALL = {name_of(path): imports_of(path) for path in modules()}


@pytest.mark.parametrize("stage", STAGES)
def test_stages_import_no_other_stage(stage: str) -> None:
    others = [f"etl.{other}" for other in STAGES if other != stage]
    wrong = {
        (name, used)
        for name, imports in ALL.items() if within(name, f"etl.{stage}")
        for used in imports if any(within(used, other) for other in others)
    }  # fmt: skip
    assert not wrong


@pytest.mark.parametrize(
    ("layer", "above"),
    [
        ("etl.model", ("etl.knowledge", *(f"etl.{s}" for s in STAGES), "etl.pipeline", "etl.store", "etl.commands")),
        ("etl.knowledge", (*(f"etl.{s}" for s in STAGES), "etl.pipeline", "etl.store", "etl.commands")),
        *((f"etl.{s}", ("etl.pipeline", "etl.store", "etl.ledger", "etl.commands", "analysis", "views")) for s in STAGES),
        ("etl.pipeline", ("etl.commands", "etl.store", "analysis", "views")),
        ("etl.ledger", ("etl.commands", "etl.pipeline", "analysis", "views")),
        ("etl.store", ("etl.commands", "etl.ledger", "etl.pipeline", "analysis", "views")),
        ("etl", ("views", "dashboard")),
        ("analysis", ("etl.pipeline", "etl.commands", "etl.link", "etl.quantities", "etl.read", "views")),
    ],
)
def test_a_layer_knows_nothing_above_it(layer: str, above: tuple[str, ...]) -> None:
    wrong = {
        (name, used)
        for name, imports in ALL.items() if within(name, layer)
        for used in imports if any(within(used, other) for other in above)
    }  # fmt: skip
    assert not wrong


def test_the_line_knows_no_analysis_but_in_its_composition_root() -> None:
    """`python -m etl check` audits what it read, so its command joins the two; nothing imports it but the entry point."""
    users = {name for name, imports in ALL.items() if within(name, "etl") and any(within(u, "analysis") for u in imports)}
    assert users <= COMPOSITION_ROOT
    known = {name for name, imports in ALL.items() if any(within(used, root) for used in imports for root in COMPOSITION_ROOT)}
    assert known <= {"etl.__main__"}


@pytest.mark.parametrize(
    ("library", "allowed"),
    [
        ("pandas", ("etl.table", "etl.store", "etl.commands", "analysis", "views")),
        ("streamlit", ("views", "dashboard")),
        ("plotly", ("views",)),
        ("duckdb", ("etl.store", "views._data", "dashboard")),
        ("jieba", ("etl.knowledge",)),
        ("yaml", ("etl.knowledge",)),
        ("typer", ("etl.commands", "etl.__main__")),
    ],
)
def test_a_library_stays_in_its_layers(library: str, allowed: tuple[str, ...]) -> None:
    users = {name for name, imports in ALL.items() if any(within(used, library) for used in imports)}
    assert not {name for name in users if not any(within(name, place) for place in allowed)}


def test_a_command_waits_for_no_library_of_another() -> None:
    asked = "import sys; from etl.__main__ import command_function; command_function('extract'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "etl.link" in loaded.split() and not {"analysis", "scipy", "duckdb"} & set(loaded.split())


def test_no_import_hides_in_a_function() -> None:
    """The one exception is the optional cluster package."""
    wrong = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
                wrong |= {(name_of(path), node.name) for n in inner if getattr(n, "module", "") != "distributed"}
    assert not wrong


def test_no_module_is_longer_than_a_reader_holds_in_mind() -> None:
    """At 400 lines a module becomes a folder, or gives up a subject of its own (style.md section 2)."""
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_module_has_state() -> None:
    """No module-level list, dict or set that starts empty, which is what state looks like."""
    wrong = set()
    for path in modules():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            value = getattr(node, "value", None)
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(value, ast.List | ast.Dict | ast.Set):
                items = value.elts if isinstance(value, ast.List | ast.Set) else value.keys
                if not items:
                    wrong.add(name_of(path))
    assert not wrong


def test_the_tree_is_the_one_of_the_docs() -> None:
    assert {"etl", "analysis", "views", "tests", "seeds", "data", "bench", "docs"} <= {p.name for p in ROOT.iterdir()}
