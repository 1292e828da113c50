"""Accounts: registering, accepting an invitation, and what people say of themselves."""
