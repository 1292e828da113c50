"""Handing over: everything open that somebody owns goes to another member, in one act."""
