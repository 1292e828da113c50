"""Initiatives: what people do to move a key result, and until when. They move no figure."""
