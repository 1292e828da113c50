"""The `okr` command."""
