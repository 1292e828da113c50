"""The Postgres that we start ourselves: for the demo and for tests, never in production."""
