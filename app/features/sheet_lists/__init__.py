"""All sheets of a cycle, for whoever chases: how far each is, counted in one statement."""
