"""Moving a company in from a folder of sheets: what scripts/move_in.py is made of."""
