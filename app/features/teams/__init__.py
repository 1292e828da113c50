"""Teams: a tree of groups, each with a lead; a member may be in several."""
