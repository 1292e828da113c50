"""Kinds of values that a query asks for, where everything is text."""

from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from app.tables.values import refused


def plain_boolean(value: Any) -> Any:
    """Refuse what only means yes or no: `1`, `on`."""
    if value not in ("true", "false"):
        raise refused("not_a_boolean")
    return value == "true"


AskedBool = Annotated[bool, BeforeValidator(plain_boolean), WithJsonSchema({"type": "boolean"})]
