"""What is refused for its size or its kind, before it is read."""

from app.domain.errors import DomainError


class NotAcceptable(DomainError):
    """We have no form of the answer that the client takes."""

    code = "not_acceptable"


class BodyTooLarge(DomainError):
    """More than anybody writes by hand."""

    code = "body_too_large"


class UriTooLong(DomainError):
    """An address longer than any of ours."""

    code = "uri_too_long"


class UnsupportedMedia(DomainError):
    """Not JSON, or packed."""

    code = "unsupported_media_type"


class TooManyRequests(DomainError):
    """More requests than were agreed, or than a person makes."""

    code = "too_many_requests"

    def __init__(self, wait: int) -> None:
        super().__init__(seconds=wait)
        self.wait = wait


class HeadersTooLarge(DomainError):
    """More headers than any client needs."""

    code = "headers_too_large"
