"""Closing: taking cycles to their next state, and what a closed one keeps."""
