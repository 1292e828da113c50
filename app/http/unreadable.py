"""What cannot be read as JSON."""

from app.domain.errors import Unreadable


class MalformedJson(Unreadable):
    """The body is not JSON as RFC 8259 means it."""

    code = "malformed_json"


class JsonTooDeep(Unreadable):
    """The body is nested deeper than anybody can follow."""

    code = "json_too_deep"
