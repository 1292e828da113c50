"""The board: all KPIs of an owner, or of everybody, with their latest periods."""
