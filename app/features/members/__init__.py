"""Members: who belongs to an organization, in which role, and how they come in and leave."""
