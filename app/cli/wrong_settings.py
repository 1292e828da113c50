"""What is wrong with a setting, by the name that people give it. Its value is not repeated."""

from collections.abc import Iterator

from pydantic import ValidationError

from app.settings import PREFIX


def wrong_settings(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Yield each with what is wrong about it."""
    for wrong in error.errors():
        name = "_".join(str(part) for part in wrong["loc"]).upper()
        yield f"{PREFIX}{name.removeprefix(PREFIX)}", wrong["msg"]
