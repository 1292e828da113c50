"""KPIs: figures that are watched all the time, of a member, a team or the organization."""
