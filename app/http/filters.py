"""What an endpoint takes in its query: the model of its parameter `wanted`."""

from collections.abc import Callable, Collection
from inspect import signature
from typing import Any, get_args, get_origin

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel


def filter_of(endpoint: Callable[..., Any]) -> type[BaseModel] | None:
    """Return what the query of an endpoint is read into, if it takes any."""
    wanted = signature(endpoint).parameters.get("wanted")
    kinds = () if wanted is None else get_args(wanted.annotation)  # a body has none
    return kinds[0] if kinds else None


def lists_in(model: type[BaseModel]) -> set[str]:
    """Return the parameters that may be repeated."""
    return {name for name, field in model.model_fields.items() if is_list(field.annotation)}


def is_list(annotation: Any) -> bool:
    """Whether a parameter may be repeated."""
    return any(get_origin(kind) is list for kind in (annotation, *get_args(annotation)))


def refuse_repeated(request: Request, lists: Collection[str]) -> None:
    """Raise where a parameter is given twice that is no list: it is open which would count."""
    query = request.query_params
    if twice := [n for n in query if n not in lists and len(query.getlist(n)) > 1]:
        raise RequestValidationError([{"type": "repeated", "loc": ("query", n)} for n in twice])
