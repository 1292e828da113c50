"""Personal tokens: what scripts sign in with, and how far each of them reaches."""
