"""Sessions: signing in, staying signed in, and signing out, as OAuth 2.0 has it."""
