"""Hiding: what a refusal or an answer tells of goals that somebody may not see."""
