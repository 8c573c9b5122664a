"""The files in which a project declares its version, rewritten for the next one and otherwise left byte for byte."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from stability_checker.sources import version_files

_NAMES = {"__version__", "VERSION", "version"}
# The tables of pyproject.toml and setup.cfg whose `version` is the project's own.
_TABLES = {"project", "tool.poetry", "metadata"}

_VERSION_LINE = rb"""\s*version\s*=\s*["']?"""
_END = rb"(?![\w.+!-])"


def declare(project: Path, package: str, paths: tuple[str, ...], old: str, new: str) -> dict[Path, bytes]:
    """The new content of every file that declares the version `old` of the project; empty where tags alone tell it."""
    changed: dict[Path, bytes] = {}
    for path in version_files(project, package, paths):
        content = path.read_bytes()
        rewritten = _rewriter(path)(content, old.encode(), new.encode())
        if rewritten != content:
            changed[path] = rewritten
    return changed


def _rewriter(path: Path) -> Callable[[bytes, bytes, bytes], bytes]:
    if path.suffix in (".toml", ".cfg"):
        return _in_table
    return _in_python if path.suffix in (".py", ".pyi") else _in_text


def _in_table(content: bytes, old: bytes, new: bytes) -> bytes:
    """TOML and INI alike: the line `version = ...` of one of the tables."""
    table = ""
    lines = content.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if header := re.match(rb"\s*\[([^\[\]]+)\]", line):
            table = header[1].decode(errors="replace").strip()
        elif table in _TABLES and re.match(_VERSION_LINE + re.escape(old) + _END, line):
            lines[number] = line.replace(old, new, 1)
    return b"".join(lines)


def _in_text(content: bytes, old: bytes, new: bytes) -> bytes:
    return content.replace(old, new, 1) if content.strip() == old else content


def _in_python(content: bytes, old: bytes, new: bytes) -> bytes:
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError):
        return content
    lines = content.splitlines(keepends=True)
    for node in _declared(tree):
        if node.value == old.decode() and node.end_col_offset and node.lineno == node.end_lineno:
            line = lines[node.lineno - 1]
            literal = line[node.col_offset : node.end_col_offset].replace(old, new, 1)
            lines[node.lineno - 1] = line[: node.col_offset] + literal + line[node.end_col_offset :]
    return b"".join(lines)


def _declared(tree: ast.Module) -> Iterator[ast.Constant]:
    """The values of `__version__ = ...` at the top, and of `version=` in a call of `setup`."""
    values = [_assigned(node) for node in tree.body]
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] == "setup":
            values += [keyword.value for keyword in call.keywords if keyword.arg == "version"]
    yield from (value for value in values if isinstance(value, ast.Constant))


def _assigned(node: ast.stmt) -> ast.expr | None:
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return None
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return node.value if any(isinstance(each, ast.Name) and each.id in _NAMES for each in targets) else None
