"""Work: what waits for somebody, in every organization that they are in."""
