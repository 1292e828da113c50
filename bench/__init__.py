"""How fast it is: ratios against the bare limit, in one run on one machine."""
