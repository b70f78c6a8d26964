"""What the OpenAPI page says of commands: one shape each, made from the command itself."""

from __future__ import annotations

from typing import Any

from app.domain.commands import COMMANDS
from app.interchange.command_json import command_model


def _shape(name: str) -> dict[str, Any]:
    schema = command_model(name).model_json_schema()
    definitions = schema.pop("$defs", {})
    schema["properties"] = {field: _inlined(value, definitions) for field, value in schema["properties"].items()}
    schema["properties"]["command"] = {"const": name, "type": "string"}
    schema["required"] = ["command", *(field for field in schema.get("required", ()) if field != "command")]
    return schema


def _inlined(value: Any, definitions: dict[str, Any]) -> Any:
    """References resolved: the page's own component names are FastAPI's to give."""
    if isinstance(value, dict):
        if "$ref" in value:
            return _inlined(definitions[value["$ref"].rsplit("/", 1)[-1]], definitions)
        return {name: _inlined(item, definitions) for name, item in value.items()}
    return [_inlined(item, definitions) for item in value] if isinstance(value, list) else value


COMMAND_SCHEMA: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"oneOf": [_shape(name) for name in COMMANDS]}}},
    }
}
