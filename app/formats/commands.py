"""Commands as other programs and our own forms write them: one model per command, made from its class."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, cast, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, create_model
from pydantic_core import ErrorDetails, to_json

from app.domain.errors import Invalid, Problem, Sentence
from app.domain.messages.base import Command
from app.domain.messages.commands import COMMANDS, AnyCommand

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
_SENTENCES = {
    "missing": Sentence("is missing"),
    "extra_forbidden": Sentence("is not a field of this command"),
    "string_pattern_mismatch": Sentence("is up to 64 letters, digits, hyphens or underscores, best a UUID"),
    "string_type": Sentence("is a text"),
    "int_type": Sentence("is a whole number"),
    "int_parsing": Sentence("is a whole number"),
    "int_from_float": Sentence("is a whole number"),
    "greater_than_equal": Sentence("is a whole number, 0 or more"),
    "bool_type": Sentence("is true or false"),
    "bool_parsing": Sentence("is true or false"),
    "list_type": Sentence("is a list"),
    "tuple_type": Sentence("is a list"),
    "dict_type": Sentence("is an object"),
}
_UNREADABLE = Sentence("cannot be read as what belongs here")


@dataclass(frozen=True, slots=True)
class Sent:
    """A command as it arrived: its key, the seq its sender had seen, and when its sender pressed (server's ms UTC)."""

    command: AnyCommand
    key: str | None = None
    seen: int | None = None
    pressed_ms: int | None = None


def read_command(raw: Mapping[str, Any]) -> Sent:
    """Read the command that an object describes: `{"command": "advance", "key": ..., "seen": ..., ...fields}`.

    Raises:
        Invalid: naming each field that is missing, unknown or of the wrong type.
    """
    kind, model = _model_for(raw.get("command"))
    try:
        fields = model.model_validate_json(to_json(dict(raw)), strict=True)
    except ValidationError as error:
        raise _problems(error) from None
    return _sent(kind, fields)


def read_form(form: Mapping[str, str]) -> Sent:
    """Read the command of a form: every value is a text, an empty one counts as missing, commas separate a list.

    Raises:
        Invalid: naming each field that is missing, unknown or unreadable.
    """
    kind, model = _model_for(form.get("command"))
    values = {name: _from_form(model, name, value) for name, value in form.items()}
    try:
        fields = model.model_validate(values, strict=False)
    except ValidationError as error:
        raise _problems(error) from None
    return _sent(kind, fields)


@cache
def command_model(name: str) -> type[BaseModel]:
    """Return the shape of one command on the wire, for reading it and for the OpenAPI page."""
    kind = COMMANDS[name]
    hints = get_type_hints(kind)
    fields: dict[str, Any] = {
        field.name: (hints[field.name], _field(field)) for field in dataclasses.fields(kind) if field.name != "fields"
    }
    open_ended = any(field.name == "fields" for field in dataclasses.fields(kind))
    whole = Annotated[int, Field(ge=0)] | None
    fields |= {"command": (str, name), "key": (Key | None, None), "seen": (whole, None), "pressed_ms": (whole, None)}
    config = ConfigDict(extra="allow" if open_ended else "forbid", title=name)
    return create_model(kind.__name__, __config__=config, __doc__=kind.__doc__, **fields)


def _field(field: dataclasses.Field[Any]) -> Any:
    # A name that Python reserves has an underscore in the command, and none on the wire.
    alias = field.name.removesuffix("_") if field.name.endswith("_") else None
    return Field(... if _required(field) else _default(field), alias=alias)


def _required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _default(field: dataclasses.Field[Any]) -> Any:
    return None if field.default is dataclasses.MISSING else field.default


def _model_for(name: object) -> tuple[type[Command], type[BaseModel]]:
    if isinstance(name, str) and name in COMMANDS:
        return COMMANDS[name], command_model(name)
    if name is None:
        raise Invalid(Problem("command", "is missing"))
    raise Invalid(Problem("command", _unknown(str(name)[:60])))


def _unknown(name: str) -> Sentence:
    """Return what is wrong with a name of no command, with the one it may stand for: `pause` is short for one."""
    longer = [command for command in COMMANDS if command.startswith(f"{name}_")]
    near = longer or difflib.get_close_matches(name, COMMANDS, n=1)
    if near:
        return Sentence('"{what}" is not a command; did you mean {near}?', what=name, near=near[0])
    return Sentence('"{what}" is not a command', what=name)


def _sent(kind: type[Command], fields: BaseModel) -> Sent:
    own = {field.name for field in dataclasses.fields(kind)}
    values = {name: getattr(fields, name) for name in own - {"fields"}}
    if "fields" in own:
        values["fields"] = dict(fields.model_extra or {})
    envelope: dict[str, Any] = {name: getattr(fields, name) for name in ("key", "seen", "pressed_ms")}
    return Sent(cast(AnyCommand, kind(**values)), **envelope)


def _from_form(model: type[BaseModel], name: str, value: str) -> object:
    field = model.model_fields.get(name) or model.model_fields.get(f"{name}_")
    if field is None:
        return {"true": True, "false": False}.get(value, value)
    if get_origin(field.annotation) is tuple:
        return tuple(value.split(",")) if value else ()
    return None if value == "" and type(None) in getattr(field.annotation, "__args__", ()) else value


def _problems(error: ValidationError) -> Invalid:
    return Invalid(
        *(
            Problem(".".join(str(part) for part in detail["loc"]), _said(detail))
            for detail in error.errors(include_url=False, include_input=False)
        )
    )


def _said(detail: ErrorDetails) -> str:
    """Say what is wrong with a field; of a word that is none of a few, which there are."""
    if detail["type"] in {"enum", "literal_error"}:
        return Sentence(
            "is one of {known}", known=str(detail["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
        )
    return _SENTENCES.get(detail["type"], _UNREADABLE)
