"""Who may know whom (design.md), read from the source; what stands in no package; what an import must not do."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("dialog", "rewriter", "diffusion")
HEAVY = {"torch", "transformers", "gradio", "diffusers", "accelerate", "safetensors", "sentencepiece"}
FORBIDDEN = {
    "dialog": {"rewriter", "diffusion", "app", *HEAVY},
    "rewriter": {"diffusion", "app", *HEAVY},
    "diffusion": {"dialog", "rewriter", "app", "gradio", "diffusers"},
}
TRAINERS = {"tagger.py", "tagger_model.py"}
"""Commands of ``rewriter.training`` that train with torch; nothing that runs imports them."""
LAZY = {
    ROOT / "rewriter" / "backends" / "local.py": {"torch", "transformers"},
    ROOT / "rewriter" / "reader" / "network.py": {"safetensors"},
}
"""What one file may import that its package may not: inside of functions only, never when it is imported."""
COMMANDS = {ROOT / "rewriter" / "evaluate" / "__main__.py"}
"""Beside the application: it takes the key of an endpoint from the environment, as the application does."""
VALUES = {"dialog.scene", "dialog.types", "dialog.errors", "dialog.telling", "dialog.versions"}
"""What of the dialogue is plain values, or pure functions of them, and may be known to the rewriter."""
SURROUNDINGS = {"environ", "environb", "getenv", "getenvb", "putenv", "getcwd", "getcwdb", "chdir", "cwd", "home"}
BUILDERS = {"open", "load", "connect", "Store", "Thread", "launch", "read_text", "read_bytes", "mkdir", "basicConfig"}


def sources(package: str) -> Iterator[Path]:
    yield from sorted((ROOT / package).rglob("*.py"))


FILES = [(package, path) for package in PACKAGES for path in sources(package)] + [("app", ROOT / "app.py")]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        yield from imported_by(node)


def imported_by(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name.split(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute here"
        yield str(node.module).split(".")[0]


def at_import(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node that runs when the module is imported: not the bodies of functions, nor a guarded main."""
    waiting: list[ast.AST] = [node for node in tree.body if not _main_guard(node)]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults, *[d for d in node.args.kw_defaults if d]]
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def _main_guard(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "__main__" in ast.unparse(node.test)


def test_imports_keep_to_the_house() -> None:
    for package, path in FILES:
        tree, lazy = tree_of(path), LAZY.get(path, set())
        if path.name in TRAINERS:
            continue
        assert not FORBIDDEN.get(package, set()) & set(imported(tree)) - lazy, path
        assert not lazy & {name for node in at_import(tree) for name in imported_by(node)}, path


def test_what_trains_is_not_needed_to_run() -> None:
    for package, path in FILES:
        if "training" not in path.parts:
            names = imported_whole(tree_of(path))
            assert not [name for name in names if name.startswith(f"{package}.training")], path


def imported_whole(tree: ast.Module) -> set[str]:
    """Dotted names of all modules that are imported anywhere in the file."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {str(node.module) if isinstance(node, ast.ImportFrom) else node.names[0].name for node in nodes}


def test_the_rewriter_knows_only_the_values_of_the_dialogue() -> None:
    for path in sources("rewriter"):
        nodes = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Import | ast.ImportFrom)]
        names = {str(node.module) if isinstance(node, ast.ImportFrom) else node.names[0].name for node in nodes}
        assert {name for name in names if name.split(".")[0] == "dialog"} <= VALUES, path


def test_nobody_imports_the_application() -> None:
    assert not [path for package in PACKAGES for path in sources(package) if "app" in imported(tree_of(path))]


def test_the_application_imports_nothing_heavy_at_the_top() -> None:
    top = {
        name
        for node in tree_of(ROOT / "app.py").body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in imported(node)
    }
    assert not top & (HEAVY | {"rewriter", "diffusion"})


def test_no_file_is_long() -> None:
    lengths = {str(path): len(path.read_text(encoding="utf-8").splitlines()) for _, path in FILES}
    assert not {path: length for path, length in lengths.items() if length > 400}


def test_nothing_is_built_at_import() -> None:
    for _, path in FILES:
        calls = [node.func for node in at_import(tree_of(path)) if isinstance(node, ast.Call)]
        names = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}
        assert not names & BUILDERS, path


def test_only_the_application_looks_around() -> None:
    """The environment, the working directory and the home belong to app.main, and to commands of their own."""
    for path in [path for package, path in FILES if package != "app" and path not in COMMANDS]:
        nodes = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute)]
        owners = {"os", "Path", "pathlib"}
        found = {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id in owners}
        assert not found & SURROUNDINGS, path


def test_every_module_says_what_it_is_for() -> None:
    assert not [path for _, path in FILES if not ast.get_docstring(tree_of(path))]


@pytest.mark.parametrize(
    ("name", "unwanted"),
    [
        ("dialog", HEAVY | {"rewriter", "diffusion", "numpy", "app"}),
        ("rewriter", HEAVY | {"diffusion", "numpy", "app"}),
        ("app", HEAVY | {"rewriter", "diffusion", "numpy"}),
    ],
)
def test_a_cold_import_is_light(name: str, unwanted: set[str]) -> None:
    script = f"import sys, {name}; sys.exit(str({unwanted!r} & set(sys.modules) or ''))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stderr.strip() == ""


def test_the_style_and_page_fetch_nothing() -> None:
    text = (ROOT / "assets" / "style.css").read_text(encoding="utf-8") + (ROOT / "app.py").read_text(encoding="utf-8")
    assert not [word for word in ("@import", "url(", "https://", "cdn", "googleapis") if word in text]
