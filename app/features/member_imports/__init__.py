"""Member imports: many members with their teams, from one request, all of it or nothing."""
