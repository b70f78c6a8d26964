"""The HTTP contract for machines, `/openapi.json`; each command has a shape made from its class."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from pydantic_core import to_json

from app.domain.messages.commands import COMMANDS
from app.formats.commands import command_model
from app.server.context import MemoDep

router = APIRouter(include_in_schema=False)

COMMANDS_PATH = "/api/v1/sessions/{slug}/commands"


@router.get("/openapi.json")
async def openapi(request: Request, memo: MemoDep) -> Response:
    """Build the OpenAPI document."""
    # Not at the start: this takes longer than a clock may be kept waiting.
    content = await memo.get_apart("openapi", None, lambda: _document(request.app))
    return Response(content, media_type="application/json")


def json_body(properties: dict[str, Any], *, required: str) -> dict[str, Any]:
    """Return the request body of an address in the OpenAPI document, which reads no other fields than these.

    Args:
        properties: of each field its JSON schema, by name.
        required: the one field that may not be left out.
    """
    schema = {"type": "object", "required": [required], "additionalProperties": False, "properties": properties}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _document(app: FastAPI) -> bytes:
    document: dict[str, Any] = app.openapi()
    document["paths"][COMMANDS_PATH]["post"]["requestBody"] = _commands()
    return to_json(document)


def _commands() -> dict[str, Any]:
    shapes = [_shape(name) for name in COMMANDS]
    return {"required": True, "content": {"application/json": {"schema": {"oneOf": shapes}}}}


def _shape(name: str) -> dict[str, Any]:
    schema = command_model(name).model_json_schema()
    definitions = schema.pop("$defs", {})
    schema["properties"] = {field: _inlined(value, definitions) for field, value in schema["properties"].items()}
    schema["properties"]["command"] = {"const": name, "type": "string"}
    schema["required"] = ["command", *(field for field in schema.get("required", ()) if field != "command")]
    return schema


def _inlined(value: Any, definitions: dict[str, Any]) -> Any:
    """Resolve references: FastAPI assigns the page's own component names."""
    if isinstance(value, dict):
        if "$ref" in value:
            return _inlined(definitions[value["$ref"].rsplit("/", 1)[-1]], definitions)
        return {name: _inlined(item, definitions) for name, item in value.items()}
    return [_inlined(item, definitions) for item in value] if isinstance(value, list) else value
