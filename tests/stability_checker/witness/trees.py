"""Two file trees that can be imported at once, with the metadata that an installer would have written for them."""

import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

from stability_checker.model.api import Metadata
from stability_checker.witness.environments import Environment
from tests.stability_checker.comparing import collected


def installed(folder: Path, files: Mapping[str, str]) -> Environment:
    """An environment in which the project that `files` make can be imported and found by `importlib.metadata`."""
    for name, text in {"pkg/__init__.py": "", **files}.items():
        path = folder / name.removeprefix("src/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    described = collected(files).metadata
    place = folder / f"{described.name or 'pkg'}-{described.version or '0'}.dist-info"
    place.mkdir(parents=True)
    (place / "METADATA").write_text("".join(f"{line}\n" for line in _fields(described)), encoding="utf-8")
    (place / "entry_points.txt").write_text(_entry_points(described), encoding="utf-8")
    return Environment(Path(sys.executable), (folder,))


def _fields(described: Metadata) -> list[str]:
    fields = ["Metadata-Version: 2.1", f"Name: {described.name or 'pkg'}", f"Version: {described.version or '0'}"]
    fields += [f"Requires-Python: {described.requires_python}"] if described.requires_python else []
    fields += [f"Requires-Dist: {each}" for each in described.dependencies]
    fields += [f"Provides-Extra: {each}" for each in described.extras]
    return fields


def _entry_points(described: Metadata) -> str:
    groups = (
        [f"[{group}]", *(f"{name} = {target}" for name, target in entries.items())]
        for group, entries in described.entry_points.items()
    )
    return "\n".join(line for group in groups for line in group)


def built(folder: Path, version: str, files: Mapping[str, str]) -> Path:
    """A wheel (PEP 427) of the package `pkg` that pip accepts."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"pkg-{version}-py3-none-any.whl"
    described = f"pkg-{version}.dist-info"
    texts = {
        **files,
        f"{described}/METADATA": f"Metadata-Version: 2.1\nName: pkg\nVersion: {version}\n",
        f"{described}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
        archive.writestr(f"{described}/RECORD", "".join(f"{name},,\n" for name in [*texts, f"{described}/RECORD"]))
    return path
