"""Status: how a cycle stands, in one answer for those who keep it going."""
