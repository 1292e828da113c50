"""Links: pages that somebody may open without signing in, for as long as their maker allows."""
