"""The journal: who changed what, for those who answer for the organization."""
