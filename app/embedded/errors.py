"""What keeps a command from running."""


class CannotRun(Exception):
    """One sentence for a person: what is missing, and what to do about it."""

    status = 2  # what the command exits with
